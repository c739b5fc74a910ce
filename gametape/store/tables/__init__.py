"""Tables of the store as SQLAlchemy Core metadata. `alembic check` verifies that the migrations match."""

from gametape.store.tables.analysis import (
    access_tokens,
    agreements,
    call_metrics,
    digests,
    insights,
    llm_usage,
    one_on_ones,
    reviews,
)
from gametape.store.tables.base import metadata
from gametape.store.tables.conversations import (
    call_links,
    call_opportunities,
    call_participants,
    calls,
    coaching_sessions,
    emails,
    erasures,
    people,
    transcripts,
)
from gametape.store.tables.deals import opportunities, opportunity_changes, opportunity_histories
from gametape.store.tables.gong import gong_calls, gong_requests, gong_webhook_calls
from gametape.store.tables.ledger import sync_alerts, sync_lease, sync_rejects, sync_runs, sync_status
from gametape.store.tables.trust import erased_names, reconciliations, secrets

__all__ = [
    "access_tokens",
    "agreements",
    "call_links",
    "call_metrics",
    "call_opportunities",
    "call_participants",
    "calls",
    "coaching_sessions",
    "digests",
    "emails",
    "erased_names",
    "erasures",
    "gong_calls",
    "gong_requests",
    "gong_webhook_calls",
    "insights",
    "llm_usage",
    "metadata",
    "one_on_ones",
    "opportunities",
    "opportunity_changes",
    "opportunity_histories",
    "people",
    "reconciliations",
    "reviews",
    "secrets",
    "sync_alerts",
    "sync_lease",
    "sync_rejects",
    "sync_runs",
    "sync_status",
    "transcripts",
]
