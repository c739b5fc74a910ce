"""Which columns of a source could not be read, so that this stays an error until they are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("sync_status", sa.Column("unreadable", JSONB()))
