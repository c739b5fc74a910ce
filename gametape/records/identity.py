"""Ids: Salesforce's two spellings made one, and ours derived from the source's."""

import re
import uuid
from hashlib import blake2b, sha1

_NAMESPACE = uuid.UUID("8d3b7f0e-4c1a-5b62-9e57-6a1f0c2d9b44").bytes
_SHORT = re.compile(r"[A-Za-z0-9]{15}").fullmatch
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(value: str) -> str:
    """The 18-character form of a Salesforce id; anything that is not a 15-character id comes back as it is.

    The three added characters encode which of the fifteen are capitals: five bits each, lowest bit first.
    Source: Salesforce Help, "Convert 15-character IDs to 18 characters".
    """
    if not _SHORT(value):
        return value
    blocks = (value[0:5], value[5:10], value[10:15])
    return value + "".join(_SUFFIX[sum(1 << i for i, char in enumerate(block) if char.isupper())] for block in blocks)


def derived_id(kind: str, source_id: str) -> uuid.UUID:
    """Our id for the source's: the same in every store, so that a link outlives a store that was built anew.

    A UUID of version 5 (RFC 9562, 5.5) over `kind:source_id`.
    """
    digest = sha1(_NAMESPACE + f"{kind}:{source_id}".encode(), usedforsecurity=False).digest()
    return uuid.UUID(bytes=digest[:16], version=5)


def content_hash(version: str, document: str) -> bytes:
    """16 bytes that change when the source document or the way it is read (`version`) changes."""
    # A lone surrogate cannot be encoded; its escape can, and is as good for telling texts apart.
    return blake2b(document.encode("utf-8", "backslashreplace"), digest_size=16, key=version.encode()).digest()
