"""What was computed from a call may be dropped to save room, and is not computed again until it is wanted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("transcripts", sa.Column("dropped_analysis_bytes", sa.BigInteger()))
