"""Text and JSON that Postgres can store: it takes neither NUL nor a lone surrogate."""

import json
import re
from typing import Any

import msgspec

from gametape.text.spelling import composed_beside_escapes

_decode = msgspec.json.Decoder().decode
_unstorable = re.compile("[\x00\ud800-\udfff]")


def clean_text(value: str) -> str:
    """Remove the characters that Postgres cannot store."""
    return _unstorable.sub("", value) if not value.isascii() or "\x00" in value else value


def escape_unstorable(document: str) -> str:
    """Write the characters that Postgres cannot store as JSON escapes. The JSON text keeps its value."""
    return _unstorable.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def parse_json(text: str) -> Any:
    """Parse JSON with the fast parser; what it refuses, such as NaN, is left to the standard library.

    Raises:
        ValueError: the text is not JSON.
        RecursionError: the text is nested too deeply.
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeEncodeError, RecursionError):
        return json.loads(text)


def clean_json(value: Any) -> Any:
    """Make a JSON value storable in Postgres: clean and compose each string; NaN and infinity become None."""
    if isinstance(value, str):
        return composed_beside_escapes(clean_text(value))
    if isinstance(value, dict):
        return {clean_json(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean_json(item) for item in value]
    if isinstance(value, float) and not -float("inf") < value < float("inf"):
        return None
    return value
