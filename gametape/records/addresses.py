"""E-mail addresses out of whatever a mail system writes into its columns."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gametape.records.fields import clean_json

# What every mail system agrees on: one @ with something on both sides, and none of the characters that separate.
_ADDRESS = r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+"
_is_address = re.compile(_ADDRESS).fullmatch
_in_brackets = re.compile(r"(?:<([^<>]*)>|\[(mailto:[^\[\]]*)\])\s*$", re.IGNORECASE).search
_last_word = re.compile(rf"(?:^|[^@]*\s){_ADDRESS}$").fullmatch
_comment = re.compile(r"\([^()]*\)")
_quoted = re.compile(r'"([^"]*)"').sub
_pieces = re.compile(r'"[^"]*"|<[^<>]*>|\([^()]*\)|[;,]|[^;,"<(]+|["<(]').findall
_MAX_CHARACTERS = 320  # of an address (RFC 3696): a malformed one is not kept beyond that


@dataclass(frozen=True, slots=True)
class Addresses:
    """Each address once, in the order given, lower case; those that are malformed as they came."""

    all: list[str] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)


def without_tag(address: str) -> str:
    """The address without what its owner noted after a plus sign: `ana+crm@x.com` is `ana@x.com`."""
    local, at, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def read_addresses(value: Any) -> Addresses:
    """Addresses from a list, JSON text of a list, or a text with commas or semicolons between.

    Names are left away: `Ana <ana@x.com>`, `ana@x.com (Ana)`, `Ana [mailto:ana@x.com]` and `Ana ana@x.com` are all
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
    """The entries; a comma before any @ belongs to a name: `Souza, Ana <ana@x.com>`."""
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
    found = _in_brackets(bare)
    if found:
        bare = found[1] or found[2] or ""
    elif _last_word(bare.strip()):  # a name, and no brackets
        bare = bare.split()[-1]
    address = bare.strip().strip("'").lower().removeprefix("mailto:")
    return address if _is_address(address) else None
