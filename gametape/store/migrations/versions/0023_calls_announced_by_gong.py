"""Calls that Gong's webhook announced."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "gong_webhook_calls",
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("call_id", name="pk_gong_webhook_calls"),
    )
    op.create_index(
        "idx_gong_webhook_calls_due", "gong_webhook_calls", ["due_at"], postgresql_where=sa.text("done_at IS NULL")
    )
