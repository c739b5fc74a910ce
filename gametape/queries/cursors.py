"""Cursors: positions in a list as opaque text, valid only for the query that they were made for.

A cursor holds its position as JSON, and a digest of the position and the query. A changed cursor, or a cursor of
another sort, filter, deal or call, is refused, because it would silently show the wrong page.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from gametape.errors import BadRequest

_DIGEST_BYTES = 8
_PAGING = {"cursor", "limit"}

Place = TypeVar("Place")


def scope_of(kind: str, query: BaseModel, *subject: object) -> str:
    """Return the scope of a cursor: kind of list, query without paging, and subject of the list."""
    criteria = query.model_dump(mode="json", exclude=_PAGING)
    return to_json([kind, criteria, list(map(str, subject))]).decode()


def encode(place: Any, scope: str) -> str:
    """Encode a position as a cursor for clients."""
    text = to_json(place)
    return urlsafe_b64encode(_digest(text, scope) + text).rstrip(b"=").decode()


def decode(cursor: str, scope: str, place: TypeAdapter[Place]) -> Place:
    """Return the position in a cursor that `encode` made for the same scope.

    Raises:
        BadRequest: the cursor was made for another query, or was changed.
    """
    try:
        value = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        digest, text = value[:_DIGEST_BYTES], value[_DIGEST_BYTES:]
        decoded = place.validate_python(from_json(text)) if digest == _digest(text, scope) else None
    except (ValidationError, ValueError, binascii.Error):
        decoded = None
    if decoded is None:
        raise BadRequest(
            "The cursor is not valid for this request.",
            hint="Pass a cursor from an earlier answer to the same request, or start again without a cursor.",
        )
    return decoded


def _digest(text: bytes, scope: str) -> bytes:
    return blake2b(
        text, key=blake2b(scope.encode("utf-8", "surrogatepass")).digest(), digest_size=_DIGEST_BYTES
    ).digest()
