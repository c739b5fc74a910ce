"""The entities, in the order in which they are synced: parents before children."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import sqlalchemy as sa

from gametape.records.call import CallRecord, metadata_only
from gametape.records.email import EmailRecord
from gametape.records.history import OpportunityHistory
from gametape.records.links import CallLinks
from gametape.records.metadata import fit_to_budget
from gametape.records.opportunity import OpportunityRecord
from gametape.records.person import PersonRecord, with_role
from gametape.records.record import READING, Record, Row
from gametape.records.roles import SHIPPED, role_rules
from gametape.records.scorecard import ScorecardAnswer
from gametape.records.transcript import TranscriptRecord
from gametape.settings import Settings
from gametape.store import tables
from gametape.sync import conversations, observed_changes

Hook = Callable[[sa.Connection, Settings], None]
DeletionHook = Callable[[sa.Connection, Sequence[str]], None]


def _nothing(_connection: sa.Connection, _settings: Settings) -> None:
    """Most entities have nothing to do around their merge."""


def _nothing_gone(_connection: sa.Connection, _keys: Sequence[str]) -> None:
    """Most entities have nothing to do after a deletion."""


def _as_it_is(row: Row, _settings: Settings) -> Row:
    """Most rows are what their record says."""
    return row


@dataclass(frozen=True, slots=True)
class Entity:
    """How one entity gets from its record into its table.

    `key` is the natural key; `parent` a column whose other end must have arrived, else the row waits. `finish` lets the
    settings have their say on a row; `before_merge` and `after_merge` see the rows in the temporary table
    `staged_<table>`, `after_deletion` gets the keys of rows that came as nothing but their deletion. An `optional`
    entity may be absent from the warehouse: the deal's story is then poorer, not wrong.
    `stamps_lie`: rows change without their stamp, so the latest are always read again. `most_rows` bounds a page.
    `made_here` tells the rows of the table that no source ever had.
    """

    name: str
    record: type[Record]
    table: sa.Table
    key: str
    parent: str | None = None
    optional: bool = True
    stamps_lie: bool = False
    most_rows: int = 100_000
    finish: Callable[[Row, Settings], Row] = _as_it_is
    before_merge: Hook = _nothing
    after_merge: Hook = _nothing
    after_deletion: DeletionHook = _nothing_gone
    made_here: sa.ColumnElement[bool] = field(default_factory=sa.false, compare=False)

    def part(self, name: str) -> Self:
        """The same entity as it is read from another source that complements the best one (`Warehouse.parts`)."""
        return replace(self, name=name)

    def of_source(self, source: str) -> Self:
        """The same entity with only those rows that came from this source, where the table tells them apart."""
        if "source" not in self.table.c:
            return self
        return replace(self, made_here=self.table.c.source.is_distinct_from(source))

    def hash_version(self, settings: Settings) -> str:
        """What beside the document decides what is stored: when it changes, every row counts as changed."""
        parts = [READING, self.record.__name__, self.record.version, settings.metadata_max_bytes]
        if self.record is PersonRecord:
            parts.append(role_rules(settings.roles_file or SHIPPED).fingerprint)
        if self.record is OpportunityRecord:
            parts.append(",".join(settings.kept_columns))
        if self.record in (CallRecord, TranscriptRecord):
            parts.append(settings.private_calls)
        return " ".join(map(str, parts))


def _role(row: Row, settings: Settings) -> Row:
    return with_role(row, role_rules(settings.roles_file or SHIPPED))


def _chosen_columns(row: Row, settings: Settings) -> Row:
    return row | {"metadata": fit_to_budget(row["metadata"], settings.metadata_max_bytes, settings.kept_columns)}


def _private(row: Row, settings: Settings) -> Row:
    kept = metadata_only(row) if row["is_private"] and settings.private_calls == "metadata" else row
    return kept | {"metadata": fit_to_budget(kept["metadata"], settings.metadata_max_bytes)}


ENTITIES = (
    Entity("people", PersonRecord, tables.people, key="email", finish=_role),
    Entity(
        "opportunities",
        OpportunityRecord,
        tables.opportunities,
        key="gong_opportunity_id",
        optional=False,
        finish=_chosen_columns,
        before_merge=observed_changes.before_opportunities,
    ),
    Entity(
        "calls",
        CallRecord,
        tables.calls,
        key="gong_call_id",
        stamps_lie=True,
        finish=_private,
        after_merge=conversations.after_calls,
        after_deletion=conversations.after_deleting_calls,
    ),
    Entity(
        "opportunity_changes",
        OpportunityHistory,
        tables.opportunity_histories,
        key="gong_opportunity_id",
        parent="opportunity_id",
        most_rows=2000,
        after_merge=observed_changes.after_history,
    ),
    Entity("call_links", CallLinks, tables.call_links, key="gong_call_id", after_merge=conversations.after_links),
    Entity(
        "transcripts",
        TranscriptRecord,
        tables.transcripts,
        key="gong_call_id",
        parent="call_id",
        most_rows=100,
        before_merge=conversations.before_transcripts,
    ),
    Entity(
        "emails",
        EmailRecord,
        tables.emails,
        key="gong_email_id",
        most_rows=1000,
        before_merge=conversations.before_emails,
        after_merge=conversations.after_emails,
        after_deletion=conversations.after_deleting_emails,
    ),
    Entity(
        "coaching_sessions",
        ScorecardAnswer,
        tables.coaching_sessions,
        key="source_id",
        parent="call_id",
        made_here=tables.coaching_sessions.c.origin != "gong",
    ),
)

# Those that wait for nobody are synced first, side by side; then those that need them.
FIRST = ("people", "opportunities", "calls")
WAVES = (
    tuple(entity for entity in ENTITIES if entity.name in FIRST),
    tuple(entity for entity in ENTITIES if entity.name not in FIRST),
)
