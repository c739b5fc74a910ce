"""Trust: what a comparison with the source found, who was erased, and what was dropped to save room."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "reconciliations",
        sa.Column("entity_type", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("buckets", sa.Integer(), server_default="0", nullable=False),
        sa.Column("differing", sa.Integer(), server_default="0", nullable=False),
        sa.Column("repaired", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("counts", JSONB(), server_default="{}", nullable=False),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("entity_type", name=op.f("pk_reconciliations")),
    )
    op.create_table(
        "erased_names",
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.SmallInteger(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_erased_names")),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.add_column(
        "call_participants", sa.Column("is_erased", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("emails", sa.Column("dropped_at", sa.DateTime(timezone=True)))
