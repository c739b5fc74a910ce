"""Command `gametape token`: creates, lists and revokes access tokens for other machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
import typer
from pydantic import TypeAdapter
from rich.table import Table

from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.auth import AccessToken, Scope, create_token, list_tokens, revoke_token
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.options import AsJson

commands = typer.Typer(help="Manage access tokens for other machines.", no_args_is_help=True)
app.add_typer(commands, name="token")

Name = Annotated[str, typer.Argument(help="Owner or purpose of the token.", metavar="NAME")]
NameOrId = Annotated[str, typer.Argument(help="Name or id of the token.", metavar="NAME")]
Scopes = Annotated[
    list[Scope],
    typer.Option("--scope", help="Scope: read, or refresh for everything that changes data. Repeat for both."),
]
_tokens = TypeAdapter(list[AccessToken])


@commands.command()
def create(name: Name, *, scope: Scopes = [Scope.READ]) -> None:  # noqa: B006 - typer copies it
    """Create a token and print it once. The store keeps only a hash."""
    with _writing() as connection:
        token = create_token(connection, name, scope)
    err.print(f"Token for {name!r}. It is not shown again:")
    typer.echo(token)


@commands.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """List tokens with their scopes and when each was last used. The tokens themselves are never shown."""
    with _writing() as connection:
        tokens = list_tokens(connection)
    if as_json:
        typer.echo(_tokens.dump_json(tokens).decode())
        return
    table = Table("name", "scopes", "created", "last used", "", box=None, pad_edge=False)
    for token in tokens:
        revoked = f"revoked {_day(token.revoked_at)}" if token.revoked_at else ""
        table.add_row(token.name, ", ".join(token.scopes), _day(token.created_at), _day(token.last_used_at), revoked)
    out.print(table if tokens else "No tokens yet.")


@commands.command()
def revoke(name: NameOrId) -> None:
    """Revoke a token, effective immediately."""
    with _writing() as connection:
        revoke_token(connection, name)
    out.print(f"{name!r} is revoked.")


@contextmanager
def _writing() -> Iterator[sa.Connection]:
    with speaking(), migrated_store(settings()) as engine, engine.begin() as connection:
        yield connection


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"
