"""Columns whose values cannot be read: counted over a scan, logged once, an error of the entity where they are many.

A scan reads only what changed, so a column that failed is remembered in the ledger until as many values were read again
as had been left out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import structlog

from gametape.records.fields import Warnings, lenient_fields
from gametape.records.record import Record

log = structlog.get_logger(__name__)

FEWEST = 3
"""So many values at least must be left out before a column counts as unreadable: two may be slips of the keyboard."""


@dataclass(slots=True)
class Tally:
    """How many values of one column were left out and how many were read; `example` is one that was left out."""

    left_out: int = 0
    understood: int = 0
    example: str = ""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.left_out + other.left_out, self.understood + other.understood, self.example or other.example
        )

    @property
    def is_unreadable(self) -> bool:
        """Whether most values were left out."""
        return self.left_out >= FEWEST and self.left_out > self.understood


Columns = Mapping[str, Tally]
"""Column name -> what became of its values."""


def count_row(columns: dict[str, Tally], record: Record, warnings: Warnings, missing: str | None) -> None:
    """Add one row to `columns`: each value that a record may leave out; `missing` is a field it cannot do without."""
    left_out = {name: warnings.left_out[name] for name in _counted(record) if name in warnings.left_out}
    if missing in _counted(record) and missing not in left_out:
        left_out[missing] = [f"{missing}: empty or unreadable at the source"]
    for name, reasons in left_out.items():
        tally = _tally(columns, name)
        tally.left_out += len(reasons)
        tally.example = tally.example or reasons[0]
    for part in record.parts():
        for name in lenient_fields(type(part)):
            if getattr(part, name) is not None:
                _tally(columns, name).understood += 1


def _counted(record: Record) -> set[str]:
    return {name for part in record.parts() for name in lenient_fields(type(part))}


def _tally(columns: dict[str, Tally], name: str) -> Tally:
    return columns.get(name) or columns.setdefault(name, Tally())


def other_warnings(record: Record, warnings: Warnings) -> list[str]:
    """The warnings of a row that `count_row` does not count."""
    counted = {warning for name in _counted(record) for warning in warnings.left_out.get(name, ())}
    return [warning for warning in warnings if warning not in counted]


def add(some: Columns, others: Columns) -> dict[str, Tally]:
    """Both tallies together, column by column."""
    return {name: some.get(name, Tally()) + others.get(name, Tally()) for name in {**some, **others}}


def unreadable_columns(scanned: Columns, remembered: Columns) -> dict[str, Tally]:
    """The columns that are unreadable after a scan: by the scan itself, or as remembered and not mended since."""
    together = add({name: scanned.get(name, Tally()) for name in remembered}, remembered)
    return {
        **{name: tally for name, tally in together.items() if tally.is_unreadable},
        **{name: tally for name, tally in scanned.items() if tally.is_unreadable},
    }


def log_left_out(entity: str, columns: Columns) -> None:
    """One line for each column of which values were left out, however many they are."""
    for name, tally in sorted(columns.items()):
        if tally.left_out:
            log.warning(
                "values left out",
                entity=entity,
                column=name,
                count=tally.left_out,
                of=tally.left_out + tally.understood,
                example=tally.example,
            )


def sentence(columns: Columns) -> str | None:
    """What is unreadable and what to do, for people; None where nothing is."""
    if not columns:
        return None
    told = "; ".join(
        f"{tally.left_out} of {tally.left_out + tally.understood} values cannot be read, for example {tally.example}"
        for _, tally in sorted(columns.items())
    )
    return f"{told}. The rows are kept without these values. Fix the column at the source and sync again."


def as_json(columns: Columns) -> dict[str, Any]:
    """For the ledger."""
    return {name: asdict(tally) for name, tally in columns.items()}


def from_json(value: Mapping[str, Any] | None) -> dict[str, Tally]:
    """What `as_json` wrote."""
    return {name: Tally(**tally) for name, tally in (value or {}).items()}
