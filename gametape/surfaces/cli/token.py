"""`gametape token`: who may ask from beyond this machine."""

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

commands = typer.Typer(help="Tokens for those who ask from beyond this machine.", no_args_is_help=True)
app.add_typer(commands, name="token")

Name = Annotated[str, typer.Argument(help="Whose it is, or what for.", metavar="NAME")]
NameOrId = Annotated[str, typer.Argument(help="Its name, or its id.", metavar="NAME")]
Scopes = Annotated[
    list[Scope],
    typer.Option("--scope", help="What it is good for; may be given twice. refresh: all but reading."),
]
_tokens = TypeAdapter(list[AccessToken])


@commands.command()
def create(name: Name, *, scope: Scopes = [Scope.READ]) -> None:  # noqa: B006 - typer copies it
    """Make a token and print it, this once: the store keeps only a hash."""
    with _writing() as connection:
        made = create_token(connection, name, scope)
    err.print(f"A token for {name!r}; it is not shown again:")
    typer.echo(made)


@commands.command("list")
def list_(*, as_json: AsJson = False) -> None:
    """Show the tokens: what each is good for, and when it was last used. Never the token itself."""
    with _writing() as connection:
        found = list_tokens(connection)
    if as_json:
        typer.echo(_tokens.dump_json(found).decode())
        return
    table = Table("name", "good for", "made", "last used", "", box=None, pad_edge=False)
    for one in found:
        revoked = f"revoked {_day(one.revoked_at)}" if one.revoked_at else ""
        table.add_row(one.name, ", ".join(one.scopes), _day(one.created_at), _day(one.last_used_at), revoked)
    out.print(table if found else "No tokens yet.")


@commands.command()
def revoke(name: NameOrId) -> None:
    """Make a token good for nothing, at once and for good."""
    with _writing() as connection:
        revoke_token(connection, name)
    out.print(f"{name!r} is good for nothing now.")


@contextmanager
def _writing() -> Iterator[sa.Connection]:
    with speaking(), migrated_store(settings()) as engine, engine.begin() as connection:
        yield connection


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"
