"""Index for the deals of an account."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_index("idx_opportunities_account", "opportunities", [sa.text("md5(lower(account_name))")])
