"""Days of 1:1s of managers and reps."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "one_on_ones",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("rep_email", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_one_on_ones"),
    )
    op.create_index("idx_one_on_ones_rep", "one_on_ones", ["rep_email", "id"])
