"""Metrics of each of our speakers on a call, beside those of our whole side."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("call_metrics", sa.Column("speakers", JSONB(), nullable=False, server_default=sa.text("'{}'")))
