"""Rows that a warehouse returns, and the window of rows that a caller asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class SourceRow(NamedTuple):
    """A row as the source holds it.

    `document` is the JSON text of the logical columns (see shapes). The text stays the same as long as no meaningful
    value changes: numbers with a fraction, times and dates are text, so that no digit is lost; sync stamps are left
    out.
    """

    id: str | None
    stamp: datetime | None
    document: str


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a scan, which is ordered by (stamp, id) with unstamped rows first."""

    stamp: datetime | None
    id: str


@dataclass(frozen=True, slots=True)
class Window:
    """A window of rows to read.

    `after`: only rows with a later stamp or without a stamp; None for all rows. `position`: only rows behind this
    position in the scan. `id`: only the row of this id, whenever it changed.
    """

    after: datetime | None = None
    position: Position | None = None
    id: str | None = None
