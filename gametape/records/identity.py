"""Ids: the two spellings of Salesforce ids made equal, and gametape's ids derived from the ids of the source."""

import re
import uuid
from hashlib import blake2b

_NAMESPACE = uuid.UUID("8d3b7f0e-4c1a-5b62-9e57-6a1f0c2d9b44")
_SHORT = re.compile(r"[A-Za-z0-9]{15}").fullmatch
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id(value: str) -> str:
    """Return the 18-character form of a 15-character Salesforce id; other values come back unchanged.

    The three added characters encode which of the fifteen are capitals: five bits each, lowest bit first. Source:
    Salesforce Help, "Convert 15-character IDs to 18 characters".
    """
    if not _SHORT(value):
        return value
    blocks = (value[0:5], value[5:10], value[10:15])
    return value + "".join(_SUFFIX[sum(1 << i for i, char in enumerate(block) if char.isupper())] for block in blocks)


def derived_id(kind: str, source_id: str) -> uuid.UUID:
    """Derive gametape's id from the id at the source. Each store derives the same id, so links survive a new store.

    A UUID of version 5 (RFC 9562, 5.5) over `kind:source_id`.
    """
    return uuid.uuid5(_NAMESPACE, f"{kind}:{source_id}")


def content_hash(version: str, document: str) -> bytes:
    """Return 16 bytes that change when the source document or its parser's `version` changes."""
    # A lone surrogate cannot be encoded; its escape can, and still distinguishes texts.
    return blake2b(document.encode("utf-8", "backslashreplace"), digest_size=16, key=version.encode()).digest()
