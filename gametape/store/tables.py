"""The tables, as SQLAlchemy Core metadata. Migrations follow it; `alembic check` holds the two together."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> sa.Column[object]:
    """A UUID made from the source's own id (records/identity.py), so that links outlive a rebuilt store."""
    return sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid())


def _stamp(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.func.now() if now else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not now, server_default=default)


opportunities = sa.Table(
    "opportunities",
    metadata,
    _id(),
    sa.Column("gong_opportunity_id", sa.Text, nullable=False, unique=True),  # the Salesforce Id, 18 characters
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("account_name", sa.Text),
    sa.Column("owner_email", sa.Text),
    sa.Column("stage", sa.Text),
    sa.Column("close_date", sa.Date),
    sa.Column("amount", sa.Numeric),
    sa.Column("currency", sa.Text),
    sa.Column("health_score", sa.Numeric),  # 0-100 as the source gives it; shown as 0-10
    sa.Column("is_closed", sa.Boolean),
    sa.Column("is_won", sa.Boolean),
    sa.Column("product", sa.Text),
    _stamp("opened_at"),
    _stamp("last_activity_at"),
    sa.Column("metadata", JSONB, nullable=False, server_default="{}"),
    _stamp("source_modified_at"),
    sa.Column("content_hash", sa.LargeBinary, nullable=False),
    _stamp("deleted_at"),
    _stamp("created_at", now=True),
    _stamp("updated_at", now=True),
    sa.CheckConstraint("health_score BETWEEN 0 AND 100", name="health_score_range"),
)
sa.Index("idx_opportunities_owner", opportunities.c.owner_email, opportunities.c.updated_at.desc())
sa.Index("idx_opportunities_stage", opportunities.c.stage, opportunities.c.close_date)
sa.Index(
    "idx_opportunities_health",
    opportunities.c.health_score,
    postgresql_where=opportunities.c.health_score.is_not(None),
)
sa.Index(
    "idx_opportunities_search",
    opportunities.c.name,
    opportunities.c.account_name,
    postgresql_using="gin",
    postgresql_ops={"name": "gin_trgm_ops", "account_name": "gin_trgm_ops"},
)

# One row per move of one field. Rows of origin "observed" were seen by the sync itself, between two versions of the
# deal: the move lies after `not_before` (the stamp of the older version) and not later than `changed_at`.
opportunity_changes = sa.Table(
    "opportunity_changes",
    metadata,
    _id(),
    sa.Column("source_id", sa.Text, nullable=False, unique=True),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE"), nullable=False),
    sa.Column("field", sa.Text, nullable=False),  # stage | amount | close_date | owner
    sa.Column("old_value", sa.Text),
    sa.Column("new_value", sa.Text),
    _stamp("changed_at"),
    _stamp("not_before"),
    sa.Column("origin", sa.Text, nullable=False),  # opportunity_history | opportunity_field_history | observed
    sa.Column("content_hash", sa.LargeBinary, nullable=False),
    _stamp("source_modified_at"),
    _stamp("deleted_at"),
    _stamp("created_at", now=True),
    _stamp("updated_at", now=True),
    sa.Index("idx_opportunity_changes_opportunity", "opportunity_id", "field", "changed_at"),
)

# One row per entity: where the next run starts. `cursor` is the place in a scan that has not reached its end.
sync_status = sa.Table(
    "sync_status",
    metadata,
    sa.Column("entity_type", sa.Text, primary_key=True),
    sa.Column("source", sa.Text),  # which .sql feeds it
    _stamp("last_sync_timestamp"),
    sa.Column("cursor", JSONB),
    sa.Column("status", sa.Text, nullable=False),  # running | success | partial | failed
    sa.Column("items_synced", sa.BigInteger, nullable=False, server_default="0"),  # all that were ever written
    sa.Column("error_count", sa.BigInteger, nullable=False, server_default="0"),  # rejects of the last scan
    sa.Column("counts", JSONB, nullable=False, server_default="{}"),  # of the last scan
    sa.Column("message", sa.Text),
    _stamp("last_success_at"),
    _stamp("last_full_at"),
    sa.Column("consecutive_failures", sa.Integer, nullable=False, server_default="0"),
    _stamp("updated_at", now=True),
)

sync_runs = sa.Table(
    "sync_runs",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("trigger", sa.Text, nullable=False),  # cli | flow | cron | demo
    sa.Column("holder", sa.Text, nullable=False),  # host and process
    _stamp("started_at", now=True),
    _stamp("finished_at"),
    sa.Column("status", sa.Text, nullable=False),  # running | success | partial | failed
    sa.Column("entities", JSONB, nullable=False, server_default="{}"),  # counts, status and message by entity
    sa.Column("message", sa.Text),
    sa.Index("idx_sync_runs_started", sa.text("started_at DESC")),
)

# Dead letters: what could not be stored, as it came, until it can be (kind "waiting": its parent has not arrived).
sync_rejects = sa.Table(
    "sync_rejects",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("entity_type", sa.Text, nullable=False),
    sa.Column("source_id", sa.Text),
    sa.Column("kind", sa.Text, nullable=False),  # rejected | waiting
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),  # the raw row, JSON text
    sa.Column("content_hash", sa.LargeBinary, nullable=False),
    _stamp("stamp"),
    sa.Column("run_id", sa.Uuid),
    _stamp("first_seen_at", now=True),
    _stamp("last_seen_at", now=True),
    _stamp("resolved_at"),
    sa.UniqueConstraint("entity_type", "content_hash"),
    sa.Index("idx_sync_rejects_open", "entity_type", "source_id", postgresql_where=sa.text("resolved_at IS NULL")),
)

# One row per thing that only one process may do at a time. A row, not an advisory lock: those do not survive a
# transaction pooler.
sync_lease = sa.Table(
    "sync_lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("run_id", sa.Uuid, nullable=False),
    _stamp("acquired_at", now=True),
    _stamp("expires_at", now=True),
)
