"""Who came to a call and who was only invited, and calls to which nobody of the customer came."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("call_participants", sa.Column("attended", sa.Boolean()))
    op.add_column("calls", sa.Column("is_no_show", sa.Boolean(), server_default=sa.text("false"), nullable=False))
