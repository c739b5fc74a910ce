"""Indexes for the orders of the list, and for the search over people and calls."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(
        "idx_opportunities_updated",
        "opportunities",
        [sa.literal_column("coalesce(source_modified_at, updated_at) DESC"), sa.literal_column("id DESC")],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "idx_opportunities_activity",
        "opportunities",
        [sa.literal_column("last_activity_at DESC NULLS LAST"), sa.literal_column("id DESC")],
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "idx_people_search",
        "people",
        ["name", "email"],
        postgresql_using="gin",
        postgresql_ops={"name": "gin_trgm_ops", "email": "gin_trgm_ops"},
    )
    op.create_index(
        "idx_calls_search",
        "calls",
        ["title"],
        postgresql_using="gin",
        postgresql_ops={"title": "gin_trgm_ops"},
    )
