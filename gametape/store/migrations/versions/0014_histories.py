"""A deal's history is read whole, moves are compared in one form, and owners by their user id."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("opportunities", sa.Column("owner_id", sa.Text()))
    op.create_table(
        "opportunity_histories",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_opportunity_id", sa.Text(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_opportunity_histories_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_histories")),
        sa.UniqueConstraint("gong_opportunity_id", name=op.f("uq_opportunity_histories_gong_opportunity_id")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_opportunity_histories_opportunity_id")),
    )
    op.add_column("opportunity_changes", sa.Column("old_key", sa.Text()))
    op.add_column("opportunity_changes", sa.Column("new_key", sa.Text()))
    op.add_column("opportunity_changes", sa.Column("place", sa.Integer(), server_default="0", nullable=False))
    op.drop_column("opportunity_changes", "content_hash")
    op.drop_column("opportunity_changes", "source_modified_at")
    op.execute("UPDATE opportunity_changes SET place = 999999 WHERE origin = 'observed'")
    # An address that changed behind its @ is a new domain and no new owner.
    op.execute("""
        DELETE FROM opportunity_changes
        WHERE origin = 'observed' AND field = 'owner'
          AND split_part(old_value, '@', 1) = split_part(new_value, '@', 1)
    """)
    # The next sync reads both anew and takes back what had been told twice. A move that waited for its deal is a part
    # of that deal's history now.
    op.execute("DELETE FROM sync_rejects WHERE entity_type = 'opportunity_changes'")
    op.execute("""
        UPDATE sync_status SET cursor = NULL, last_full_at = NULL
        WHERE entity_type IN ('opportunities', 'opportunity_changes')
    """)
