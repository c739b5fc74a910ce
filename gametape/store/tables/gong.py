"""Calls as Gong's API gave them, from which entities are read; count of requests; calls that the webhook announced."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, metadata, moment

gong_calls = sa.Table(
    "gong_calls",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True, info=NOT_PERSONAL),
    moment("started_at", now=True),
    sa.Column("document", JSONB, nullable=False, info=PERSONAL),  # without media, trackers and topics
    sa.Column("content_hash", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
    moment("changed_at", now=True),  # when the document last differed: the stamp of what is read from it
    moment("seen_at", now=True),  # when the API last had the call
    moment("deleted_at"),  # when a complete pass no longer had it
    sa.Index("idx_gong_calls_changed", "changed_at", "call_id"),
    sa.Index("idx_gong_calls_started", "started_at", "call_id"),
)

gong_requests = sa.Table(
    "gong_requests",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("spent", sa.Integer, nullable=False),
)

# Calls that Gong's webhook announced, to be read from the API. The id is the key: a second message changes nothing.
gong_webhook_calls = sa.Table(
    "gong_webhook_calls",
    metadata,
    sa.Column("call_id", sa.Text, primary_key=True, info=NOT_PERSONAL),  # or "test": Gong's last test message
    moment("received_at", now=True),
    moment("due_at", now=True),  # time of the next attempt
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    moment("done_at"),  # when the call was stored with its transcript, or left to the daily sync
    sa.Column("message", sa.Text, info=NOT_PERSONAL),  # why it was left to the daily sync
    sa.Index("idx_gong_webhook_calls_due", "due_at", postgresql_where=sa.text("done_at IS NULL")),
)
