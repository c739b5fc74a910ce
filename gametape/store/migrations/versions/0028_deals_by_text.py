"""Indexes for the orders of the deal list by text: name, account, owner, stage."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_COLUMNS = {"name": "name", "account": "account_name", "owner": "owner_email", "stage": "stage"}


def upgrade() -> None:
    for name, column in _COLUMNS.items():
        op.create_index(
            f"idx_opportunities_by_{name}",
            "opportunities",
            [sa.text(f'"left"(lower({column}), 200)'), "id"],
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
