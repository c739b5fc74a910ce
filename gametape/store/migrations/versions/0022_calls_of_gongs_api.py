"""Calls as Gong's API gave them, and the count of its requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    def moment(name: str) -> sa.Column[object]:
        return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)

    op.create_table(
        "gong_calls",
        sa.Column("call_id", sa.Text(), nullable=False),
        moment("started_at"),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        moment("changed_at"),
        moment("seen_at"),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("call_id", name="pk_gong_calls"),
    )
    op.create_index("idx_gong_calls_changed", "gong_calls", ["changed_at", "call_id"])
    op.create_index("idx_gong_calls_started", "gong_calls", ["started_at", "call_id"])
    op.create_table(
        "gong_requests",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_gong_requests"),
    )
