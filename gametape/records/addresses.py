"""Extract email addresses from the texts, lists and JSON that email systems write into their columns."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gametape.records.storable import clean_json

# The form that all email systems share: one @ with text on both sides, without separator characters.
_ADDRESS = r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+"
_is_address = re.compile(_ADDRESS).fullmatch
_in_brackets = re.compile(r"(?:<([^<>]*)>|\[(mailto:[^\[\]]*)\])\s*$", re.IGNORECASE).search
_last_word = re.compile(rf"(?:^|[^@]*\s){_ADDRESS}$").fullmatch
_comment = re.compile(r"\([^()]*\)")
_quoted = re.compile(r'"([^"]*)"').sub
_pieces = re.compile(r'"[^"]*"|<[^<>]*>|\([^()]*\)|[;,]|[^;,"<(]+|["<(]').findall
_MAX_CHARACTERS = 320  # longest address (RFC 3696); a longer malformed address is cut


@dataclass(frozen=True, slots=True)
class Addresses:
    """Email addresses without duplicates, in the given order, in lower case; malformed ones unchanged."""

    all: list[str] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)


def without_tag(address: str) -> str:
    """Remove the tag after a plus sign: `ana+crm@x.com` becomes `ana@x.com`."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def read_addresses(value: Any) -> Addresses:
    """Read addresses from a list, from JSON text of a list, or from a text with commas or semicolons.

    Names are removed: `Ana <ana@x.com>`, `ana@x.com (Ana)`, `Ana [mailto:ana@x.com]` and `Ana ana@x.com` all give
    `ana@x.com`.
    """
    good: dict[str, None] = {}
    bad: dict[str, None] = {}
    for entry in _entries(value):
        address = _address(entry)
        if address is None:
            bad[entry[:_MAX_CHARACTERS]] = None
        good[address or entry[:_MAX_CHARACTERS]] = None
    return Addresses(list(good), list(bad))


def _entries(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = value.get("email_address") or value.get("email") or value.get("address")
    if isinstance(value, list):
        for item in value:
            yield from _entries(item) if not isinstance(item, list) else ()
    elif isinstance(value, str):
        listed = _json_list(value)
        if listed is not None:
            yield from _entries(listed)
        else:
            yield from _split(value)


def _json_list(value: str) -> list[Any] | None:
    if not value.lstrip().startswith("["):
        return None
    try:
        listed = clean_json(json.loads(value))
    except (ValueError, RecursionError):
        return None
    return listed if isinstance(listed, list) else None


def _split(value: str) -> Iterator[str]:
    """Split a text into entries. A comma before any @ belongs to a name: `Souza, Ana <ana@x.com>`."""
    entry: list[str] = []
    at = False
    for piece in (*_pieces(value), ";"):
        if piece == ";" or (piece == "," and at):
            yield from _whole("".join(entry))
            entry, at = [], False
        else:
            entry.append(piece)
            at = at or "@" in piece


def _whole(entry: str) -> Iterator[str]:
    parts = [entry] if "<" in entry or "(" in entry else entry.split(",")
    yield from filter(None, map(str.strip, parts))


def _address(entry: str) -> str | None:
    bare = _comment.sub("", entry)
    bracketed = _in_brackets(bare)
    if bracketed:
        bare = bracketed[1] or bracketed[2] or ""
    elif _last_word(bare.strip()):  # a name without brackets before the address
        bare = bare.split()[-1]
    address = bare.strip().strip("'").lower().removeprefix("mailto:")
    return address if _is_address(address) else None
