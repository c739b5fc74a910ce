"""What a source lacks is noted anew at its next scan: tables in history mode are told from others of the same name."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("UPDATE sync_status SET gaps = NULL")
