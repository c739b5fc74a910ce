"""Which calls are further recordings of a meeting that counts already."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("calls", sa.Column("meeting_keys", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("call_opportunities", sa.Column("is_repeat", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("idx_call_opportunities_opp", table_name="call_opportunities")
    op.create_index(
        "idx_call_opportunities_opp",
        "call_opportunities",
        ["opportunity_id"],
        postgresql_include=["call_id", "is_repeat"],
    )
