"""The tables, as SQLAlchemy Core metadata. Migrations follow it; `alembic check` holds the two together."""

from gametape.store.tables.base import metadata
from gametape.store.tables.deals import opportunities, opportunity_changes
from gametape.store.tables.ledger import sync_alerts, sync_lease, sync_rejects, sync_runs, sync_status

__all__ = [
    "metadata",
    "opportunities",
    "opportunity_changes",
    "sync_alerts",
    "sync_lease",
    "sync_rejects",
    "sync_runs",
    "sync_status",
]
