"""The stages that deals went through, move by move."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.ids import any_of
from gametape.store.tables import opportunity_changes

moved = opportunity_changes.c


class StageTransition(NamedTuple):
    """Move of a deal from one stage to another."""

    old: str | None
    new: str | None
    at: datetime


def stage_moves(connection: sa.Connection, deal_ids: Sequence[UUID]) -> dict[UUID, list[StageTransition]]:
    """Return the moves of each deal from stage to stage, by time."""
    rows = connection.execute(
        sa.select(moved.opportunity_id, moved.old_value, moved.new_value, moved.changed_at)
        .where(
            moved.opportunity_id == any_of(deal_ids),
            moved.field == "stage",
            moved.deleted_at.is_(None),
            moved.changed_at.is_not(None),
        )
        .order_by(moved.opportunity_id, moved.changed_at, moved.place, moved.id)
    )
    found: dict[UUID, list[StageTransition]] = {}
    for deal_id, *move in rows:
        found.setdefault(deal_id, []).append(StageTransition(*move))
    return found
