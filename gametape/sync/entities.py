"""The entities, in the order in which they are synced: parents before children."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from gametape.records.change import OpportunityChange
from gametape.records.opportunity import Opportunity
from gametape.records.record import Record
from gametape.store import tables
from gametape.sync import changes


def _nothing(_connection: sa.Connection) -> None:
    """Most entities have nothing to do around their merge."""


@dataclass(frozen=True, slots=True)
class Entity:
    """How one entity gets from its record into its table.

    `key` is the natural key; `parent` a column whose other end must have arrived, else the row waits.
    `before_merge` and `after_merge` see the rows in the temporary table `staged_<table>`. An `optional` entity may be
    absent from the warehouse: the deal's story is then poorer, not wrong.
    """

    name: str
    record: type[Record]
    table: sa.Table
    key: str
    parent: str | None = None
    optional: bool = False
    before_merge: Callable[[sa.Connection], None] = _nothing
    after_merge: Callable[[sa.Connection], None] = _nothing

    def hash_version(self, metadata_max_bytes: int) -> str:
        """What beside the document decides what is stored: when it changes, every row counts as changed."""
        return f"{self.record.__name__} {self.record.version} {metadata_max_bytes}"


ENTITIES = (
    Entity(
        "opportunities",
        Opportunity,
        tables.opportunities,
        key="gong_opportunity_id",
        before_merge=changes.before_opportunities,
    ),
    Entity(
        "opportunity_changes",
        OpportunityChange,
        tables.opportunity_changes,
        key="source_id",
        parent="opportunity_id",
        optional=True,
        after_merge=changes.after_history,
    ),
)
