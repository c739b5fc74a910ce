"""Indexes for every order of the deal list, each for both directions."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_COLUMNS = {
    "idx_opportunities_activity": "last_activity_at",
    "idx_opportunities_close_date": "close_date",
    "idx_opportunities_amount": "amount",
}


def upgrade() -> None:
    op.drop_index("idx_opportunities_activity")
    op.drop_index("idx_opportunities_health")
    for name, column in _COLUMNS.items():
        op.create_index(name, "opportunities", [column, "id"], postgresql_where=sa.text("deleted_at IS NULL"))
    op.create_index("idx_opportunities_health", "opportunities", ["health_score", "id"])
