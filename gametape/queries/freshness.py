"""Freshness of the store, in two facts that accompany each answer."""

from datetime import datetime

import sqlalchemy as sa

from gametape.queries.deals import ResultRow
from gametape.store.tables import sync_status


class Freshness(ResultRow):
    """Time of the last sync, and entities that are not up to date."""

    now: datetime
    synced_at: datetime | None  # when the source was last read completely, by the entity that is furthest behind
    behind: list[str]  # entities whose last scan failed or was incomplete


def freshness(connection: sa.Connection) -> Freshness:
    """Read the time of the last complete sync of all entities, and the entities with errors."""
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
