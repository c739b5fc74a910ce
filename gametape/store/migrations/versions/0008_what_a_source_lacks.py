"""What a source lacked when it was read first, so that what it loses later is told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("sync_status", sa.Column("gaps", ARRAY(sa.Text())))
