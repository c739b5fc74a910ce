"""Indexes that answer by themselves what a list asks of calls and mails."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NEWEST_FIRST = (sa.text("opportunity_id"), sa.text("sent_at DESC"))


def upgrade() -> None:
    op.drop_index("idx_emails_opportunity", "emails")
    op.create_index("idx_emails_opportunity", "emails", _NEWEST_FIRST, postgresql_include=["deleted_at"])
    op.create_index(
        "idx_emails_theirs",
        "emails",
        _NEWEST_FIRST,
        postgresql_include=["sender_email"],
        postgresql_where=sa.text("direction = 'theirs' AND deleted_at IS NULL"),
    )
    op.drop_index("idx_call_opportunities_opp", "call_opportunities")
    op.create_index(
        "idx_call_opportunities_opp", "call_opportunities", ["opportunity_id"], postgresql_include=["call_id"]
    )
