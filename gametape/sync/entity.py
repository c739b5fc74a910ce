"""Entity: describes how rows of one kind, such as calls, get from a source into their table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import sqlalchemy as sa

from gametape.records.record import READING, Record, Row
from gametape.settings import Settings

Hook = Callable[[sa.Connection, Settings], None]
DeletionHook = Callable[[sa.Connection, Sequence[str]], None]


def _do_nothing(_connection: sa.Connection, _settings: Settings) -> None:
    """Do nothing around the merge, as for most entities."""


def _ignore_deletion(_connection: sa.Connection, _keys: Sequence[str]) -> None:
    """Do nothing after a deletion, as for most entities."""


def _unchanged(row: Row, _settings: Settings) -> Row:
    """Return the row as its record gives it, as for most entities."""
    return row


def _no_parts(_settings: Settings) -> tuple[str, ...]:
    """Return no parts: the rows of most entities depend on no setting."""
    return ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Entity, such as `calls`, with its record, its table and the steps around its merge.

    Attributes:
        name: of the entity; of a part, the name of its source.
        record: class that reads the source's documents.
        table: where the rows are stored.
        key: column with the natural key.
        parent: foreign key to a row that must be stored first, else the row waits; None if there is none.
        optional: the warehouse may have no source for it; deals are then shown without this part.
        unreliable_stamps: rows change without a new stamp, so the latest rows are read at every sync.
        most_rows: maximum number of rows of a page.
        inserts_directly: new rows need no step before or after the merge, so a page of them is copied into the table.
        adjust: applies the settings to a row.
        version_parts: returns the settings on which the content of rows depends.
        before_merge: called before a merge; the rows are in the temporary table `staged_<table>`.
        after_merge: called after a merge, with the same temporary table.
        after_deletion: called with the keys of rows that came as a deletion only, without values.
        created_locally: condition for rows of the table that no source ever had.
    """

    name: str
    record: type[Record]
    table: sa.Table
    key: str
    parent: str | None = None
    optional: bool = True
    unreliable_stamps: bool = False
    most_rows: int = 100_000
    inserts_directly: bool = False
    adjust: Callable[[Row, Settings], Row] = _unchanged
    version_parts: Callable[[Settings], tuple[str, ...]] = _no_parts
    before_merge: Hook = _do_nothing
    after_merge: Hook = _do_nothing
    after_deletion: DeletionHook = _ignore_deletion
    created_locally: sa.ColumnElement[bool] = field(default_factory=sa.false, compare=False)

    def part(self, name: str) -> Self:
        """Return the entity as it is read from a source that complements the best source (`Warehouse.parts`)."""
        return replace(self, name=name)

    def of_source(self, source: str) -> Self:
        """Return the entity with only the rows that came from this source, if the table has a column `source`."""
        if "source" not in self.table.c:
            return self
        return replace(self, created_locally=self.table.c.source.is_distinct_from(source))

    def hash_version(self, settings: Settings) -> str:
        """Return what decides, with the document, what is stored; if it changes, every row counts as changed.

        Example: "2 CallRecord 4 8192 metadata".
        """
        parts = (READING, self.record.__name__, self.record.version, settings.metadata_max_bytes)
        return " ".join(map(str, (*parts, *self.version_parts(settings))))
