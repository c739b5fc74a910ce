"""Compare a store with an independent reading: differences, and those with a named reason."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bench.real_reading import Facts, Reading
from bench.real_store import Subjects
from bench.real_values import Bad, Value

MOST_IDS = 5
_ONE_EMAIL = timedelta(minutes=2)


class Difference(NamedTuple):
    """Id that differs in `what`. With a `reason` the difference is allowed.

    The source causes it, and gametape reports it.
    """

    what: str
    id: str
    detail: str
    reason: str = ""


@dataclass
class Gathered:
    """Differences of the same kind."""

    what: str
    reason: str
    count: int = 0
    ids: list[str] = field(default_factory=list)
    example: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the fields for the report."""
        return {"what": self.what, "reason": self.reason, "count": self.count, "ids": self.ids, "example": self.example}


def gathered(differences: Iterator[Difference]) -> list[Gathered]:
    """Group the differences by kind and reason, with the first ids of each group."""
    kinds: dict[tuple[str, str], Gathered] = {}
    for each in differences:
        kind = kinds.setdefault((each.what, each.reason), Gathered(each.what, each.reason, example=each.detail))
        kind.count += 1
        if len(kind.ids) < MOST_IDS:
            kind.ids.append(each.id)
    return list(kinds.values())


def compare(reading: Reading, store: Subjects, rejects: Mapping[str, Mapping[str, str]]) -> Iterator[Difference]:
    """Yield each difference between reading and store, subject by subject."""
    for subject, expected in reading.subjects.items():
        stored = store[subject]
        for key in sorted(expected.keys() - stored.keys()):
            yield Difference(
                f"{subject} not in the store", key, str(expected[key][0]), _put_aside(subject, key, rejects)
            )
        for key in sorted(stored.keys() - expected.keys()):
            yield Difference(f"{subject} only in the store", key, str(stored[key][0]))
        for key in sorted(expected.keys() & stored.keys()):
            yield from _values(subject, key, expected[key], stored[key][0])
    for subject, ids in reading.left_out.items():
        for key in ids:
            yield Difference(f"{subject} left out", key, "", "their deal or call is deleted, or not in the warehouse")
    yield from _copies(reading, store)


def _put_aside(subject: str, key: str, rejects: Mapping[str, Mapping[str, str]]) -> str:
    """Return the reason why the sync rejected this row, or the deal or call that it belongs to; else an empty text."""
    if reason := rejects.get(subject, {}).get(key):
        return reason
    parents = {"links": ("calls", "deals"), "participants": ("calls",), "stage moves": ("deals",)}
    for parent, name in zip(parents.get(subject, ()), key.split("/"), strict=False):
        if reason := rejects.get(parent, {}).get(name):
            return f"its {parent[:-1]} was {reason}"
    return ""


def _values(subject: str, key: str, candidates: list[Facts], stored: Facts) -> Iterator[Difference]:
    if any(all(stored[name] == value for name, value in facts.items()) for facts in candidates):
        return
    for name, value in candidates[0].items():
        if stored[name] != value:
            reason = "cannot be read, and is left out" if isinstance(value, Bad) and stored[name] is None else ""
            detail = f"{_shown(value)} in the warehouse, {_shown(stored[name])} in the store"
            yield Difference(f"{subject}: {name}", key, detail, reason)


def _shown(value: object) -> str:
    if isinstance(value, Bad):
        return repr(value.text[:60])
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _copies(reading: Reading, store: Subjects) -> Iterator[Difference]:
    """Yield emails that are shown more than once, and emails that are hidden as copies of none."""
    rows = {key: each[0] for key, each in store["emails"].items()}
    messages: dict[tuple[Value, str], list[str]] = defaultdict(list)
    for key, message in reading.message_ids.items():
        if key in rows:
            messages[rows[key]["deal"], message].append(key)
    for (_, message), keys in messages.items():
        shown = sum(not rows[key]["copy"] for key in keys)
        if shown > 1:
            yield Difference("emails shown more than once", message, f"{', '.join(keys[:MOST_IDS])}: {shown} are shown")
    by_deal: dict[Value, list[str]] = defaultdict(list)
    for key, facts in rows.items():
        by_deal[facts["deal"]].append(key)
    for key, facts in rows.items():
        if facts["copy"] and not any(_are_one(reading, rows, key, other) for other in by_deal[facts["deal"]]):
            yield Difference("emails hidden as copies of none", key, str(facts))


def _are_one(reading: Reading, rows: Mapping[str, Facts], key: str, other: str) -> bool:
    """Tell whether `other` is shown and can be the same email: same Message-ID, or else sent within two minutes."""
    if rows[other]["copy"]:
        return False
    ids = reading.message_ids.get(key), reading.message_ids.get(other)
    if all(ids):
        return ids[0] == ids[1]
    first, second = rows[key]["sent"], rows[other]["sent"]
    return isinstance(first, datetime) and isinstance(second, datetime) and abs(first - second) <= _ONE_EMAIL
