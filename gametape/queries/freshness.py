"""How fresh the store is, in two numbers that go with every answer."""

from datetime import datetime

import sqlalchemy as sa

from gametape.queries.deals import DealRow
from gametape.store.tables import sync_status


class Freshness(DealRow):
    """As of when the data is true."""

    now: datetime
    synced_at: datetime | None  # when the source was last read to its end, by the entity that is furthest behind
    behind: list[str]  # entities whose last scan did not end well


def freshness(connection: sa.Connection) -> Freshness:
    """When all entities had last been synced, and which of them are in trouble."""
    status = sync_status.c
    row = connection.execute(
        sa.select(
            sa.func.now().label("now"),
            sa.func.min(status.last_success_at).label("synced_at"),
            sa.func.coalesce(
                sa.func.array_agg(status.entity_type).filter(status.status.in_(("failed", "partial"))),
                sa.literal_column("'{}'::text[]"),
            ).label("behind"),
        )
    ).one()
    return Freshness(now=row.now, synced_at=row.synced_at, behind=sorted(row.behind))
