"""How rows were read, so that all are read again when a new version reads them otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("sync_status", sa.Column("reading", sa.Text()))
