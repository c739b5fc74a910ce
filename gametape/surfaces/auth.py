"""Access tokens for requests from other machines. The store keeps only a hash of each token."""

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

PREFIX = "gametape_"  # lets people and scanners for leaked secrets recognize a token
_USED_EVERY = sa.text("interval '1 minute'")  # precision of `last_used_at`: not every read should cause a write


class Scope(StrEnum):
    """Permission of a token: to read, or also to start work and to save what people enter (`refresh`)."""

    READ = "read"
    REFRESH = "refresh"


class AccessToken(ResultRow):
    """Access token without its secret."""

    id: uuid.UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None = Field(description="To the minute.")
    revoked_at: datetime | None


_COLUMNS = (token.id, token.name, token.scopes, token.created_at, token.last_used_at, token.revoked_at)


def create_token(connection: sa.Connection, name: str, scopes: Sequence[Scope]) -> str:
    """Create a token and return it; it cannot be read from the store later.

    Raises:
        BadRequest: an active token has that name, or the name is empty.
    """
    if not name.strip():
        raise BadRequest("A token needs a name, so that you can revoke it later.")
    in_use = sa.select(token.id).where(token.name == name, token.revoked_at.is_(None))
    if connection.execute(in_use).first():
        raise BadRequest(f"A token named {name!r} already exists.", hint="Choose another name, or revoke that token.")
    new = PREFIX + secrets.token_urlsafe(32)
    row = {"name": name, "token_hash": _hash(new), "scopes": [*dict.fromkeys(scopes)]}
    connection.execute(sa.insert(access_tokens).values(row))
    return new


def list_tokens(connection: sa.Connection) -> list[AccessToken]:
    """List all tokens by name, active tokens first."""
    rows = connection.execute(sa.select(*_COLUMNS).order_by(token.revoked_at.is_not(None), token.name, token.id))
    return [AccessToken.model_validate(row) for row in rows]


def revoke_token(connection: sa.Connection, name: str) -> None:
    """Revoke the active token with this name or id.

    Raises:
        NotFound: no active token has that name or id.
    """
    named = sa.or_(token.name == name, sa.cast(token.id, sa.Text) == name)
    revoked = connection.execute(
        sa.update(access_tokens).where(named, token.revoked_at.is_(None)).values(revoked_at=sa.func.now())
    )
    if not revoked.rowcount:
        raise NotFound(f"There is no active token named {name!r}.", hint="`gametape token list` shows all tokens.")


def known_token(connection: sa.Connection, shown: str) -> AccessToken | None:
    """Return the active token for a secret and note its use; None if there is no such token."""
    digest = _hash(shown)
    # Hashes are compared, so the time that the query takes reveals nothing about a token.
    row = connection.execute(
        sa.select(*_COLUMNS, token.token_hash).where(token.token_hash == digest, token.revoked_at.is_(None))
    ).one_or_none()
    if row is None or not compare_digest(bytes(row.token_hash), digest):
        return None
    is_stale = sa.or_(token.last_used_at.is_(None), token.last_used_at < sa.func.now() - _USED_EVERY)
    connection.execute(sa.update(access_tokens).where(token.id == row.id, is_stale).values(last_used_at=sa.func.now()))
    return AccessToken.model_validate(row)


def _hash(shown: str) -> bytes:
    """Hash a token with SHA-256: it has 256 random bits, so a slow hash (as for passwords) would add nothing."""
    return sha256(shown.encode("utf-8", "surrogatepass")).digest()
