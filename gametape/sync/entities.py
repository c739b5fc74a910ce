"""Entities in the order in which they are synced: parents before children."""

from gametape.records.call import CallRecord, metadata_only
from gametape.records.email import EmailRecord
from gametape.records.history import OpportunityHistory
from gametape.records.links import CallLinks
from gametape.records.metadata import fit_to_budget
from gametape.records.opportunity import OpportunityRecord
from gametape.records.person import PersonRecord, with_role
from gametape.records.record import Row
from gametape.records.roles import role_rules
from gametape.records.scorecard import ScorecardAnswer
from gametape.records.transcript import TranscriptRecord
from gametape.settings import Settings
from gametape.store import tables
from gametape.sync import hooks, observed_changes
from gametape.sync.entity import Entity


def _role(row: Row, settings: Settings) -> Row:
    return with_role(row, role_rules(settings.roles_file))


def _chosen_columns(row: Row, settings: Settings) -> Row:
    return row | {"metadata": fit_to_budget(row["metadata"], settings.metadata_max_bytes, settings.kept_columns)}


def _private(row: Row, settings: Settings) -> Row:
    kept = metadata_only(row) if row["is_private"] and settings.private_calls == "metadata" else row
    return kept | {"metadata": fit_to_budget(kept["metadata"], settings.metadata_max_bytes)}


def _role_rules_version(settings: Settings) -> tuple[str, ...]:
    return (role_rules(settings.roles_file).fingerprint,)


def _kept_columns(settings: Settings) -> tuple[str, ...]:
    return (",".join(settings.kept_columns),)


def _kept_of_private_calls(settings: Settings) -> tuple[str, ...]:
    return (settings.private_calls,)


ENTITIES = (
    Entity(
        "people",
        PersonRecord,
        tables.people,
        key="email",
        inserts_directly=True,
        adjust=_role,
        version_parts=_role_rules_version,
    ),
    Entity(
        "opportunities",
        OpportunityRecord,
        tables.opportunities,
        key="gong_opportunity_id",
        optional=False,
        inserts_directly=True,  # the step before the merge compares with stored deals
        adjust=_chosen_columns,
        version_parts=_kept_columns,
        before_merge=observed_changes.before_opportunities,
    ),
    Entity(
        "calls",
        CallRecord,
        tables.calls,
        key="gong_call_id",
        unreliable_stamps=True,
        adjust=_private,
        version_parts=_kept_of_private_calls,
        after_merge=hooks.after_calls,
        after_deletion=hooks.after_deleting_calls,
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
    Entity("call_links", CallLinks, tables.call_links, key="gong_call_id", after_merge=hooks.after_links),
    Entity(
        "transcripts",
        TranscriptRecord,
        tables.transcripts,
        key="gong_call_id",
        parent="call_id",
        most_rows=100,
        version_parts=_kept_of_private_calls,
        before_merge=hooks.before_transcripts,
    ),
    Entity(
        "emails",
        EmailRecord,
        tables.emails,
        key="gong_email_id",
        most_rows=1000,
        before_merge=hooks.before_emails,
        after_merge=hooks.after_emails,
        after_deletion=hooks.after_deleting_emails,
    ),
    Entity(
        "coaching_sessions",
        ScorecardAnswer,
        tables.coaching_sessions,
        key="source_id",
        parent="call_id",
        inserts_directly=True,
        created_locally=tables.coaching_sessions.c.origin != "gong",
    ),
)

# Entities without a parent are synced first, in parallel; then the entities that refer to them.
FIRST = ("people", "opportunities", "calls")
WAVES = (
    tuple(entity for entity in ENTITIES if entity.name in FIRST),
    tuple(entity for entity in ENTITIES if entity.name not in FIRST),
)
