"""Which language a call was measured in, and which readings that language does not have."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("call_metrics", sa.Column("language", sa.Text()))
    op.add_column("call_metrics", sa.Column("lacks", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")))
    # Calls whose text was dropped are never measured again: their objections were judged by English words.
    op.execute("""
        UPDATE call_metrics SET language = 'de', lacks = '{objections,scoring}', trackers = trackers - 'objection_open'
        FROM calls
        WHERE calls.id = call_metrics.call_id AND call_metrics.words_covered
          AND lower(calls.language) ~ '^(de|deu|ger|german|deutsch)([-_]|$)'
    """)
    op.execute("UPDATE call_metrics SET language = 'en' WHERE words_covered AND language IS NULL")
