"""Calls as Gong's API gave them, from which entities are read without asking again; and the count of requests."""

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
