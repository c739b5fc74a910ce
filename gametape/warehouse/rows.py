"""What a warehouse hands over, and which part of it is asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class SourceRow(NamedTuple):
    """One row as the source holds it.

    `document` is JSON text of the logical columns (shapes.py), the same text as long as nothing of meaning changed:
    numbers with a fraction, times and dates travel as text so that no digit is lost; sync stamps stay outside.
    """

    id: str | None
    stamp: datetime | None
    document: str


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a scan, which runs by (stamp, id), rows without a stamp first."""

    stamp: datetime | None
    id: str


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows: with a stamp later than `after`, or without one; all when None. Only those behind `position`.

    With `id` only the row of that id, whenever it changed.
    """

    after: datetime | None = None
    position: Position | None = None
    id: str | None = None
