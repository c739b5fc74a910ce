"""Rows as the records make them, and their way into a table, for tests of the store alone."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa

from gametape.store.merge import MergeCounts, Row, merge_staged, staged_rows


def deal(number: int, **columns: Any) -> dict[str, Any]:
    """A row of `opportunities`; `number` makes its ids."""
    row: dict[str, Any] = {
        "id": uuid5(NAMESPACE_URL, str(number)),
        "gong_opportunity_id": f"006{number:015}",
        "name": f"Deal {number}",
        "account_name": f"Account {number % 97}",
        "owner_email": f"rep{number % 50}@example.com",
        "stage": ("Prospecting", "Proposal", "Negotiation", "Closed Won")[number % 4],
        "metadata": {},
        "source_modified_at": datetime(2026, 1, 1, tzinfo=UTC),
        "deleted_at": None,
        **columns,
    }
    return row | {"content_hash": sha256(repr(row).encode()).digest()}


def merge(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, key: str) -> MergeCounts:
    """Stage rows with the same columns and merge them, as a sync does with a page."""
    if not rows:
        return MergeCounts()
    with staged_rows(connection, table, rows) as incoming:
        return merge_staged(connection, table, incoming, key=key)
