"""Logical tables and columns of the .sql files, and their spellings in real warehouses.

A new entity needs one .sql file, its line in `SOURCES` and the shapes of the tables that it reads.
"""

from gametape.settings import Settings
from gametape.warehouse.shapes.calls import call_shapes
from gametape.warehouse.shapes.deals import deal_shapes
from gametape.warehouse.shapes.emails import email_shapes
from gametape.warehouse.shapes.model import (
    BOOKKEEPING,
    DELETED,
    STAMPS,
    SYSTEM_STAMPS,
    Column,
    Kind,
    SourceSpec,
    TableShape,
)
from gametape.warehouse.shapes.people import people_shapes

__all__ = [
    "ABSENT",
    "BOOKKEEPING",
    "DELETED",
    "SOURCES",
    "STAMPS",
    "SYSTEM_STAMPS",
    "Column",
    "Kind",
    "SourceSpec",
    "TableShape",
    "shapes",
]

SOURCES = (  # within an entity, the preferred source comes first
    SourceSpec("opportunities_salesforce", "opportunities", ("salesforce.opportunity",)),
    SourceSpec("opportunities_gong", "opportunities", ("gong.opportunity",)),
    SourceSpec("opportunities_calls", "opportunities", ("gong.call_context_integration",)),
    SourceSpec(
        "opportunity_changes",
        "opportunity_changes",
        (
            "salesforce.opportunity_history",
            "salesforce.opportunity_field_history",
            "salesforce.opportunity_snapshots",
            "salesforce.opportunity_versions",
        ),
    ),
    SourceSpec("people", "people", ("gong.users", "salesforce.staff", "gong.call_participant")),
    SourceSpec("calls", "calls", ("gong.call",)),
    SourceSpec("transcripts", "transcripts", ("gong.transcript",), items="monologues"),
    SourceSpec(
        "call_links",
        "call_links",
        (
            "gong.call_context_integration",
            "gong.manual_call_integration",
            "salesforce.gong_call",
            "salesforce.gong_related_opportunity",
        ),
    ),
    SourceSpec("emails_gong", "emails", ("gong.email",), complements=True),
    SourceSpec("emails_salesforce", "emails", ("salesforce.email_message",), complements=True),
    SourceSpec("emails_tasks", "emails", ("salesforce.task",), complements=True),
    SourceSpec("emails_gong_cloud", "emails", ("gong.cloud_emails",), complements=True),
    SourceSpec("coaching", "coaching_sessions", ("gong.answered_scorecard",)),
)

ABSENT = {
    "opportunity_changes": "changes of stage, amount and close date are known only from the first sync on",
    "people": "speakers have no role or manager, and our side cannot be told from the customer",
    "calls": "timelines show emails and stage changes only, and there are no calls to coach from",
    "transcripts": "calls have no text: no quotes, no scores",
    "call_links": "calls are not linked to deals",
    "emails": "timelines show calls and stage changes only",
    "coaching_sessions": "coaching shows gametape's scores only, no scorecards from Gong",
}
"""Loss when no source feeds an entity, for `gametape doctor`."""


def shapes(settings: Settings) -> dict[str, TableShape]:
    """Return all logical tables under the names in these settings: `salesforce.opportunity` -> TableShape."""
    return {**deal_shapes(settings), **people_shapes(settings), **call_shapes(settings), **email_shapes(settings)}
