"""The `metadata` column: what the source knows and we have no column for, within a budget."""

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any

from pydantic_core import to_json

ALL = ("*",)
_GROUPS = ("fields", "account")


def within(metadata: dict[str, Any], max_bytes: int, columns: Sequence[str] = ALL) -> dict[str, Any]:
    """The metadata with these columns of `fields` and `account`, in at most `max_bytes` of JSON.

    Columns that are named come first, in the order of `columns`. Then, with `*`, all others: one of `fields`, one of
    `account`, in turn, so that a wide table leaves room for the other. `left_out` counts what did not fit.
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
    """Group and name of each column that is to be kept, the most wanted first."""
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
    """One spelling for all: `Segment__c` and `segment_c` are one column."""
    return name.replace("_", "").lower()


def _json(value: Any) -> bytes:
    return to_json(value, inf_nan_mode="null")
