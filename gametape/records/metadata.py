"""Fit the `metadata` column (source columns without a column of their own) into a byte budget."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any

from msgspec.json import encode

ALL = ("*",)
_GROUPS = ("fields", "account")


def fit_to_budget(metadata: dict[str, Any], max_bytes: int, columns: Sequence[str] = ALL) -> dict[str, Any]:
    """Keep the listed columns of `fields` and `account`, in at most `max_bytes` of JSON.

    Named columns come first, in the order of `columns`. With `*`, all others follow, alternating between `fields` and
    `account`, so that a wide table leaves room for the other. `left_out` counts the columns that did not fit.
    """
    if columns == ALL and len(_json(metadata)) <= max_bytes:
        return metadata
    slim = {name: value for name, value in metadata.items() if name not in _GROUPS}
    room = max_bytes - len(_json(slim)) - len(',"account":{},"fields":{},"left_out":999')
    left_out = 0
    for group, name in _wanted(metadata, columns):
        value = metadata[group][name]
        size = len(_json({name: value}))
        if size > room:
            left_out += 1
            continue
        room -= size
        slim.setdefault(group, {})[name] = value
    return slim | ({"left_out": left_out} if left_out else {})


def _wanted(metadata: dict[str, Any], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield group and name of each wanted column, most wanted first."""
    groups = {group: {_bare(name): name for name in metadata.get(group) or {}} for group in _GROUPS}
    named = {
        (group, names[_bare(column)]): None
        for column in columns
        for group, names in groups.items()
        if _bare(column) in names
    }
    yield from named
    if "*" in columns:
        in_turn = zip_longest(*([(group, name) for name in metadata.get(group) or {}] for group in _GROUPS))
        yield from (column for column in chain.from_iterable(in_turn) if column and column not in named)


def _bare(name: str) -> str:
    """Normalize a column's spelling: `Segment__c` and `segment_c` are the same column."""
    return name.replace("_", "").lower()


def _json(value: Any) -> bytes:
    return encode(value)
