"""Type that says how rows of one kind get from a source into their table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import sqlalchemy as sa

from gametape.records.record import READING, Record, Row
from gametape.settings import Settings

Hook = Callable[[sa.Connection, Settings], None]
DeletionHook = Callable[[sa.Connection, Sequence[str]], None]


def _do_nothing(_connection: sa.Connection, _settings: Settings) -> None:
    """Most entities have nothing to do around their merge."""


def _ignore_deletion(_connection: sa.Connection, _keys: Sequence[str]) -> None:
    """Most entities have nothing to do after a deletion."""


def _unchanged(row: Row, _settings: Settings) -> Row:
    """Most rows are stored as their record says."""
    return row


def _no_parts(_settings: Settings) -> tuple[str, ...]:
    """Most rows depend on no setting of their own."""
    return ()


@dataclass(frozen=True, slots=True)
class Entity:
    """How one entity gets from its record into its table.

    `key` is the natural key; `parent` a column whose other end must have arrived, else the row waits. `adjust` applies
    the settings to a row; `version_parts` are the settings on which its content depends. `before_merge` and
    `after_merge` see the rows in the temporary table `staged_<table>`, `after_deletion` gets the keys of rows that came
    as nothing but their deletion. An `optional` entity may be absent from the warehouse: the deal's story is then
    poorer, not wrong. `unreliable_stamps`: rows change without their stamp, so the latest are always read again.
    `most_rows` bounds a page.
    `created_locally` is true for rows of the table that no source ever had.
    """

    name: str
    record: type[Record]
    table: sa.Table
    key: str
    parent: str | None = None
    optional: bool = True
    unreliable_stamps: bool = False
    most_rows: int = 100_000
    adjust: Callable[[Row, Settings], Row] = _unchanged
    version_parts: Callable[[Settings], tuple[str, ...]] = _no_parts
    before_merge: Hook = _do_nothing
    after_merge: Hook = _do_nothing
    after_deletion: DeletionHook = _ignore_deletion
    created_locally: sa.ColumnElement[bool] = field(default_factory=sa.false, compare=False)

    def part(self, name: str) -> Self:
        """The same entity as it is read from another source that complements the best one (`Warehouse.parts`)."""
        return replace(self, name=name)

    def of_source(self, source: str) -> Self:
        """The same entity with only those rows that came from this source, where the table tells them apart."""
        if "source" not in self.table.c:
            return self
        return replace(self, created_locally=self.table.c.source.is_distinct_from(source))

    def hash_version(self, settings: Settings) -> str:
        """What beside the document decides what is stored: when it changes, every row counts as changed."""
        parts = (READING, self.record.__name__, self.record.version, settings.metadata_max_bytes)
        return " ".join(map(str, (*parts, *self.version_parts(settings))))
