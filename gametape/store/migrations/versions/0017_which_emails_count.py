"""Which emails count: automatic ones, those among ourselves, and copies; participants that are no person."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_NEWEST_FIRST = (sa.text("opportunity_id"), sa.text("sent_at DESC"))


def upgrade() -> None:
    for table in ("people", "call_participants"):
        op.add_column(table, sa.Column("kind", sa.Text(), nullable=False, server_default="person"))
    for column in ("direction_told", "is_automatic", "is_internal"):
        op.add_column("emails", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in ("copy_of", "message_key", "task_key"):
        op.add_column("emails", sa.Column(column, sa.Uuid()))
    for column in ("subject_key", "body_key"):
        op.add_column("emails", sa.Column(column, sa.BigInteger()))
    op.add_column("emails", sa.Column("source", sa.Text()))
    op.execute("""
        UPDATE emails SET metadata = metadata - 'provider', source = CASE metadata ->> 'provider'
            WHEN 'gong' THEN 'emails_gong' WHEN 'salesforce' THEN 'emails_salesforce'
            WHEN 'salesforce_task' THEN 'emails_tasks' WHEN 'gong_data_cloud' THEN 'emails_gong_cloud'
        END
    """)
    op.drop_index("idx_emails_opportunity", "emails")
    op.drop_index("idx_emails_theirs", "emails")
    op.create_index(
        "idx_emails_opportunity",
        "emails",
        _NEWEST_FIRST,
        postgresql_include=["deleted_at", "copy_of", "is_automatic", "is_internal"],
    )
    op.create_index(
        "idx_emails_theirs",
        "emails",
        _NEWEST_FIRST,
        postgresql_include=["sender_email"],
        postgresql_where=sa.text(
            "direction = 'theirs' AND deleted_at IS NULL AND copy_of IS NULL AND NOT is_automatic AND NOT is_internal"
        ),
    )
