"""Columns with unreadable values: counted during a scan, logged once, and an error of the entity if there are many.

A scan reads only changed rows. So the ledger keeps an unreadable column until as many values have been read as had been
left out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import structlog

from gametape.records.json_model import Warnings, counted_fields
from gametape.records.record import Record

log = structlog.get_logger(__name__)

FEWEST = 3
"""Values that must be left out at least for a column to count as unreadable: two may be typing errors."""


@dataclass(slots=True)
class Tally:
    """Counts of the values of one column that were left out and that were read; `example` describes one left out."""

    left_out: int = 0
    understood: int = 0
    example: str = ""

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.left_out + other.left_out, self.understood + other.understood, self.example or other.example
        )

    @property
    def is_unreadable(self) -> bool:
        """Tell whether most values were left out, and at least `FEWEST`."""
        return self.left_out >= FEWEST and self.left_out > self.understood


Columns = Mapping[str, Tally]
"""Tallies by column name."""


def count_row(columns: dict[str, Tally], record: Record, warnings: Warnings, missing: str | None) -> None:
    """Add the values of one row to `columns`.

    Counted are the fields that a record may leave out (`counted_fields`). `missing` is the required field that is empty
    or unreadable, if there is one.
    """
    if warnings.left_out or missing:
        _count_left_out(columns, record, warnings, missing)
    for part in record.parts():
        for name in counted_fields(type(part)):
            if getattr(part, name) is not None:
                _tally(columns, name).understood += 1


def _count_left_out(columns: dict[str, Tally], record: Record, warnings: Warnings, missing: str | None) -> None:
    left_out = {name: warnings.left_out[name] for name in _counted(record) if name in warnings.left_out}
    if missing in _counted(record) and missing not in left_out:
        left_out[missing] = [f"{missing}: empty or unreadable at the source"]
    for name, reasons in left_out.items():
        tally = _tally(columns, name)
        tally.left_out += len(reasons)
        tally.example = tally.example or reasons[0]


def _counted(record: Record) -> set[str]:
    return {name for part in record.parts() for name in counted_fields(type(part))}


def _tally(columns: dict[str, Tally], name: str) -> Tally:
    return columns.get(name) or columns.setdefault(name, Tally())


def other_warnings(record: Record, warnings: Warnings) -> list[str]:
    """Return the warnings of a row that `count_row` does not count."""
    counted = {warning for name in _counted(record) for warning in warnings.left_out.get(name, ())}
    return [warning for warning in warnings if warning not in counted]


def add(some: Columns, others: Columns) -> dict[str, Tally]:
    """Return the sums of two sets of tallies, column by column."""
    return {name: some.get(name, Tally()) + others.get(name, Tally()) for name in {**some, **others}}


def unreadable_columns(scanned: Columns, remembered: Columns) -> dict[str, Tally]:
    """Return the columns that are unreadable after a scan: in the scan itself, or before it and not corrected since."""
    together = add({name: scanned.get(name, Tally()) for name in remembered}, remembered)
    return {
        **{name: tally for name, tally in together.items() if tally.is_unreadable},
        **{name: tally for name, tally in scanned.items() if tally.is_unreadable},
    }


def log_left_out(entity: str, columns: Columns) -> None:
    """Log one line for each column with values left out, however many values."""
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
    """Say in a sentence for people which columns are unreadable and what to do; None if there are none."""
    if not columns:
        return None
    counted = "; ".join(
        f"{tally.left_out} of {tally.left_out + tally.understood} values cannot be read, for example {tally.example}"
        for _, tally in sorted(columns.items())
    )
    return f"{counted}. The rows are kept without these values. Fix the column at the source and sync again."


def as_json(columns: Columns) -> dict[str, Any]:
    """Return the tallies as a value for the ledger."""
    return {name: asdict(tally) for name, tally in columns.items()}


def from_json(value: Mapping[str, Any] | None) -> dict[str, Tally]:
    """Return the tallies that `as_json` wrote; none for None."""
    return {name: Tally(**tally) for name, tally in (value or {}).items()}
