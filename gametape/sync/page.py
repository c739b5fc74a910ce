"""Values of one page on its way into the store: rows that are ready, rows that were rejected, and counts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from gametape.records.record import Row
from gametape.sync.unreadable import Tally
from gametape.warehouse.rows import SourceRow


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that stays outside: for good as it is, or until its parent arrives (`waiting`)."""

    source: SourceRow
    content_hash: bytes
    kind: Literal["rejected", "waiting"]
    reason: str


class Ready(NamedTuple):
    """A row for the store, and the source row that it came from."""

    source: SourceRow
    hash: bytes
    row: Row


@dataclass(slots=True)
class PreparedPage:
    """What one page of source rows comes to. `ready` holds one row per key: of several, the newest.

    `known` has the keys of rows that the store holds as they are, and their stamps: an older twin, or one of the same
    age, is not to take their place, or the two would take turns with every scan. `columns` counts the values left out.
    """

    read: int
    last: SourceRow
    unchanged: int = 0
    known: dict[str, datetime] = field(default_factory=dict)
    ready: dict[str, Ready] = field(default_factory=dict)
    tombstones: dict[str, datetime | None] = field(default_factory=dict)
    rejects: list[RejectedRow] = field(default_factory=list)
    warnings: int = 0
    columns: dict[str, Tally] = field(default_factory=dict)
