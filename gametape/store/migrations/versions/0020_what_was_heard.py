"""What the sentences of a call do, as hearing tells it; calls are measured again, which fills the column."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("call_metrics", sa.Column("heard", JSONB(), nullable=False, server_default=sa.text("'[]'")))
