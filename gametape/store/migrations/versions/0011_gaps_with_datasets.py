"""What a source lacks names whole datasets, too: it is learned anew."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("UPDATE sync_status SET gaps = NULL")
