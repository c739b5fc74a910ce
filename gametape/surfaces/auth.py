"""Access tokens: who may ask from beyond this machine. The store keeps a hash of each, nobody a copy."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

import sqlalchemy as sa
from pydantic import Field

from gametape.errors import BadRequest, NotFound
from gametape.queries.deals import ResultRow
from gametape.store.tables import access_tokens

token = access_tokens.c

PREFIX = "gametape_"  # so that scanners for leaked secrets, and people, know one when they see it
_USED_EVERY = sa.text("interval '1 minute'")  # how exact `last_used_at` is: not every read is to be a write


class Scope(StrEnum):
    """What a token is good for: to read, or to make gametape do something and to write down what people say."""

    READ = "read"
    REFRESH = "refresh"


class AccessToken(ResultRow):
    """A token, as far as it is known."""

    id: uuid.UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None


_COLUMNS = (token.id, token.name, token.scopes, token.created_at, token.last_used_at, token.revoked_at)


def create_token(connection: sa.Connection, name: str, scopes: Sequence[Scope]) -> str:
    """A new token. It is told this once; nobody can find it out from the store.

    Raises:
        BadRequest: a token in use has that name, or there is no name.
    """
    if not name.strip():
        raise BadRequest("A token needs a name, so that you can revoke it later.")
    in_use = sa.select(token.id).where(token.name == name, token.revoked_at.is_(None))
    if connection.execute(in_use).first():
        raise BadRequest(f"A token named {name!r} already exists.", hint="Choose another name, or revoke that token.")
    made = PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "token_hash": _hash(made), "scopes": [*dict.fromkeys(scopes)]}
    connection.execute(sa.insert(access_tokens).values(row))
    return made


def list_tokens(connection: sa.Connection) -> list[AccessToken]:
    """All tokens, those in use first, by name."""
    rows = connection.execute(sa.select(*_COLUMNS).order_by(token.revoked_at.is_not(None), token.name, token.id))
    return [AccessToken.model_validate(row) for row in rows]


def revoke_token(connection: sa.Connection, name: str) -> None:
    """Make the token with this name, or id, good for nothing, from now on.

    Raises:
        NotFound: no token in use is called so.
    """
    named = sa.or_(token.name == name, sa.cast(token.id, sa.Text) == name)
    revoked = connection.execute(
        sa.update(access_tokens).where(named, token.revoked_at.is_(None)).values(revoked_at=sa.func.now())
    )
    if not revoked.rowcount:
        raise NotFound(f"There is no active token named {name!r}.", hint="`gametape token list` shows all tokens.")


def known_token(connection: sa.Connection, shown: str) -> AccessToken | None:
    """The token that somebody shows, if it is in use; notes that it was used."""
    digest = _hash(shown)
    # What is compared are hashes: how long it takes tells nothing of a token.
    row = connection.execute(
        sa.select(*_COLUMNS, token.token_hash).where(token.token_hash == digest, token.revoked_at.is_(None))
    ).one_or_none()
    if row is None or not compare_digest(bytes(row.token_hash), digest):
        return None
    is_stale = sa.or_(token.last_used_at.is_(None), token.last_used_at < sa.func.now() - _USED_EVERY)
    connection.execute(sa.update(access_tokens).where(token.id == row.id, is_stale).values(last_used_at=sa.func.now()))
    return AccessToken.model_validate(row)


def _hash(shown: str) -> bytes:
    """A token is 256 random bits: nobody can try them all, so a fast hash is as good as a slow one."""
    return sha256(shown.encode("utf-8", "surrogatepass")).digest()
