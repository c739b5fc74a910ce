"""Tables of the sync about itself: status, runs, rejected rows, lease, alerts."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, metadata, moment

# A row per entity: where the next run starts. `cursor` is the position in an unfinished scan.
sync_status = sa.Table(
    "sync_status",
    metadata,
    sa.Column("entity_type", sa.Text, primary_key=True, info=NOT_PERSONAL),
    sa.Column("source", sa.Text, info=NOT_PERSONAL),  # .sql file that feeds the entity, and its warehouse
    sa.Column("reading", sa.Text, info=NOT_PERSONAL),  # version of the parser that read the rows (Entity.hash_version)
    # Columns and tables that the source has lacked since the first sync.
    sa.Column("gaps", ARRAY(sa.Text), info=PERSONAL),
    sa.Column("unreadable", JSONB, info=PERSONAL),  # columns with mostly unusable values, until they can be read
    moment("last_sync_timestamp"),
    sa.Column("cursor", JSONB, info=PERSONAL),
    sa.Column("status", sa.Text, nullable=False, info=NOT_PERSONAL),  # running | success | partial | failed
    sa.Column("items_synced", sa.BigInteger, nullable=False, server_default="0"),  # rows written since the first sync
    sa.Column("error_count", sa.BigInteger, nullable=False, server_default="0"),  # rejected rows of the last scan
    sa.Column("counts", JSONB, nullable=False, server_default="{}", info=PERSONAL),  # row counts of the last scan
    sa.Column("message", sa.Text, info=PERSONAL),
    moment("last_success_at"),
    moment("last_full_at"),
    sa.Column("consecutive_failures", sa.Integer, nullable=False, server_default="0"),
    moment("updated_at", now=True),
)

sync_runs = sa.Table(
    "sync_runs",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("trigger", sa.Text, nullable=False, info=NOT_PERSONAL),  # cli | flow | cron | demo
    sa.Column("holder", sa.Text, nullable=False, info=PERSONAL),  # host and process
    moment("started_at", now=True),
    moment("finished_at"),
    sa.Column("status", sa.Text, nullable=False, info=NOT_PERSONAL),  # running | success | partial | failed
    # Counts, status and message by entity.
    sa.Column("entities", JSONB, nullable=False, server_default="{}", info=PERSONAL),
    sa.Column("message", sa.Text, info=PERSONAL),
    sa.Column("number", sa.BigInteger, sa.Identity(), nullable=False),  # order of the runs, independent of the clock
    sa.Index("idx_sync_runs_started", sa.text("started_at DESC")),
)

# Rows that could not be stored, unchanged, until they can be (kind "waiting": the parent row has not arrived).
sync_rejects = sa.Table(
    "sync_rejects",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("entity_type", sa.Text, nullable=False, info=NOT_PERSONAL),
    sa.Column("source_id", sa.Text, info=PERSONAL),
    sa.Column("kind", sa.Text, nullable=False, info=NOT_PERSONAL),  # rejected | waiting
    sa.Column("reason", sa.Text, nullable=False, info=PERSONAL),
    sa.Column("document", sa.Text, nullable=False, info=PERSONAL),  # the raw row, JSON text
    sa.Column("content_hash", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
    moment("stamp"),
    sa.Column("run_id", sa.Uuid),
    moment("first_seen_at", now=True),
    moment("last_seen_at", now=True),
    moment("resolved_at"),
    sa.UniqueConstraint("entity_type", "content_hash"),
    sa.Index("idx_sync_rejects_open", "entity_type", "source_id", postgresql_where=sa.text("resolved_at IS NULL")),
)

# A row per task that only one process may run at a time. A row and not an advisory lock, because a transaction pooler
# loses locks.
sync_lease = sa.Table(
    "sync_lease",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, info=NOT_PERSONAL),
    sa.Column("holder", sa.Text, nullable=False, info=NOT_PERSONAL),
    sa.Column("run_id", sa.Uuid, nullable=False),
    moment("acquired_at", now=True),
    moment("expires_at", now=True),
)

# Failures ("sync" or an entity) that were reported and have not ended yet.
sync_alerts = sa.Table(
    "sync_alerts",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True, info=PERSONAL),
    moment("since"),
    moment("told_at", now=True),
)
