"""Values of one page of source rows before it is committed: rows ready for the merge, rejected rows, and counts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from gametape.records.record import Row
from gametape.source import SourceRow
from gametape.sync.unreadable import Tally


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """Source row that is not stored: it is invalid (`rejected`), or its parent has not arrived yet (`waiting`)."""

    source: SourceRow
    content_hash: bytes
    kind: Literal["rejected", "waiting"]
    reason: str


class Ready(NamedTuple):
    """Row for the store, with its content hash and the source row that it was read from.

    `is_new`: the store had no row with its key when the page was read.
    """

    source: SourceRow
    hash: bytes
    row: Row
    is_new: bool = False


@dataclass(slots=True)
class PreparedPage:
    """Result of reading one page of `read` source rows, the last of which is `last`.

    `ready` holds the rows to merge by key; of several rows with one key, the newest. `known` holds the stamps of rows
    that the store already holds unchanged, by key: another row with that key and no newer stamp must not replace them,
    else the two would replace each other at every scan. `tombstones` holds the stamps of deletions by key. `columns`
    counts values left out, by column.
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
