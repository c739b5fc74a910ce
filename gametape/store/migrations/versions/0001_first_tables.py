"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "opportunities",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_opportunity_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_name", sa.Text()),
        sa.Column("owner_email", sa.Text()),
        sa.Column("stage", sa.Text()),
        sa.Column("close_date", sa.Date()),
        sa.Column("amount", sa.Numeric()),
        sa.Column("currency", sa.Text()),
        sa.Column("health_score", sa.Numeric()),
        sa.Column("is_closed", sa.Boolean()),
        sa.Column("is_won", sa.Boolean()),
        sa.Column("product", sa.Text()),
        sa.Column("opened_at", sa.DateTime(timezone=True)),
        sa.Column("last_activity_at", sa.DateTime(timezone=True)),
        sa.Column("metadata", JSONB(), server_default="{}", nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("health_score BETWEEN 0 AND 100", name=op.f("ck_opportunities_health_score_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("gong_opportunity_id", name=op.f("uq_opportunities_gong_opportunity_id")),
    )
    op.create_index(
        "idx_opportunities_health",
        "opportunities",
        ["health_score"],
        postgresql_where=sa.text("health_score IS NOT NULL"),
    )
    op.create_index("idx_opportunities_owner", "opportunities", ["owner_email", sa.literal_column("updated_at DESC")])
    op.create_index(
        "idx_opportunities_search",
        "opportunities",
        ["name", "account_name"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops", "account_name": "gin_trgm_ops"},
    )
    op.create_index("idx_opportunities_stage", "opportunities", ["stage", "close_date"])
    op.create_table(
        "sync_lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("acquired_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sync_lease")),
    )
    op.create_table(
        "sync_rejects",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True)),
        sa.Column("run_id", sa.Uuid()),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_rejects")),
        sa.UniqueConstraint("entity_type", "content_hash", name=op.f("uq_sync_rejects_entity_type")),
    )
    op.create_index(
        "idx_sync_rejects_open",
        "sync_rejects",
        ["entity_type", "source_id"],
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("entities", JSONB(), server_default="{}", nullable=False),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
    )
    op.create_index("idx_sync_runs_started", "sync_runs", [sa.literal_column("started_at DESC")])
    op.create_table(
        "sync_alerts",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sync_alerts")),
    )
    op.create_table(
        "sync_status",
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("last_sync_timestamp", sa.DateTime(timezone=True)),
        sa.Column("cursor", JSONB()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("items_synced", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("error_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("counts", JSONB(), server_default="{}", nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("last_success_at", sa.DateTime(timezone=True)),
        sa.Column("last_full_at", sa.DateTime(timezone=True)),
        sa.Column("consecutive_failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("entity_type", name=op.f("pk_sync_status")),
    )
    op.create_table(
        "opportunity_changes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old_value", sa.Text()),
        sa.Column("new_value", sa.Text()),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_opportunity_changes_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_changes")),
        sa.UniqueConstraint("source_id", name=op.f("uq_opportunity_changes_source_id")),
    )
    op.create_index(
        "idx_opportunity_changes_opportunity", "opportunity_changes", ["opportunity_id", "field", "changed_at"]
    )
