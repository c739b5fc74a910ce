"""Source protocol: what the sync reads from, whether it is a warehouse or an API.

A source system says which source feeds an entity, what reading it costs, and yields pages of (id, stamp, document)
behind a position. Documents of one entity have the same keys whichever system they come from.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from pydantic import BaseModel

PLACE = " in "
"""Separator between a source's name and its place in `Source.origin`."""


class SourceRow(NamedTuple):
    """A row as the source holds it.

    `document` is the JSON text of the logical columns (see warehouse/shapes). The text stays the same as long as no
    meaningful value changes: numbers with a fraction, times and dates are text, so that no digit is lost; sync stamps
    are left out.
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


@dataclass(frozen=True, slots=True)
class Source:
    """The source that feeds an entity, such as the table of calls of one warehouse; `place` names that warehouse.

    With `unreliable_stamps`, rows change without a new stamp, so the latest rows are read at every sync.
    """

    name: str
    entity: str
    place: str = ""
    unreliable_stamps: bool = False

    @property
    def origin(self) -> str:
        """Name and place of the source. A scan can only be resumed when its origin has not changed."""
        return f"{self.name}{PLACE}{self.place}" if self.place else self.name


class SourceGap(BaseModel):
    """A missing table or column, and the features that are lost without it."""

    missing: str
    cost: str


class SourceSystem(Protocol):
    """A system that the sync reads from. Its sources are known once it has been probed, on first use."""

    def parts(self, entity: str) -> list[str]:
        """List the names under which the sources of `entity` are read; the best source goes by the entity's name.

        Only sources that complement each other, such as those of emails, are read side by side.
        """

    def source(self, entity: str) -> Source:
        """Return the source that feeds `entity`, which may also be the name of a part.

        Raises:
            MissingSource: nothing feeds the entity.
            KeyError: there is no such entity.
        """

    def absent_tables(self, source: Source) -> dict[str, bool]:
        """Return the tables that this source could read but that are missing; True if the whole dataset is."""

    def gaps(self, source: Source) -> list[SourceGap]:
        """List the tables and columns that this source could use but that are missing, and the cost of each."""

    def rows(self, source: Source, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield the rows of a window in pages of at most `size` rows, ordered by (stamp, id), unstamped rows first.

        Raises:
            Retry: the system did not answer, or the connection broke during the scan.
            MissingSource: the source was removed since the probe.
        """

    def estimate(self, source: Source, window: Window) -> int | None:
        """Return the bytes that reading this window would scan; None if the system does not charge by bytes."""

    def close(self) -> None:
        """Close files and connections."""

    def __enter__(self) -> Self:
        """Return the open system."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the system."""
