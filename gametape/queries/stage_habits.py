"""Stages of closed deals: the usual days in each, and their usual order."""

from collections import defaultdict
from statistics import fmean, median

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.stage_moves import stage_moves, stage_stays
from gametape.store.tables import opportunities

_BATCH = 5000  # deals whose moves are in memory at a time
_DAY = 24 * 60 * 60

deal = opportunities.c


class StageHabit(BaseModel):
    """Stage, as closed deals went through it."""

    model_config = ConfigDict(frozen=True)

    stage: str
    days: float = Field(ge=0, description="Median over the deals that left the stage.")
    deals: int = Field(ge=1, description="Number of deals behind the median.")
    position: float = Field(ge=0, le=1, description="0: first stage; 1: last stage before closing.")


def stage_habits(connection: sa.Connection) -> list[StageHabit]:
    """List the stages that closed deals have left, earliest first.

    Reads all stage changes: too slow for each request.
    """
    days: dict[str, list[float]] = defaultdict(list)
    places: dict[str, list[int]] = defaultdict(list)
    opened = dict(
        connection.execute(
            sa.select(deal.id, deal.opened_at).where(deal.deleted_at.is_(None), sa.or_(deal.is_closed, deal.is_won))
        ).all()
    )
    ids = list(opened)
    for start in range(0, len(ids), _BATCH):
        for deal_id, moves in stage_moves(connection, ids[start : start + _BATCH]).items():
            for place, stay in enumerate(stage_stays(moves, opened[deal_id])):
                if stay.stage is not None and stay.since and stay.until:
                    days[stay.stage].append((stay.until - stay.since).total_seconds() / _DAY)
                    places[stay.stage].append(place)
    last = max(len(days) - 1, 1)
    in_order = sorted(days, key=lambda stage: (fmean(places[stage]), stage))
    return [
        StageHabit(
            stage=stage, days=round(median(days[stage]), 1), deals=len(days[stage]), position=round(place / last, 3)
        )
        for place, stage in enumerate(in_order)
    ]
