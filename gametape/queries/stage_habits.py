"""Stages of closed deals: the usual days in each, and their usual order."""

from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field


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
    rows: list[Any] = list(connection.execute(_HABITS))
    last = max(len(rows) - 1, 1)
    return [
        StageHabit(stage=row.stage, days=round(row.days, 1), deals=row.deals, position=round(place / last, 3))
        for place, row in enumerate(rows)
    ]


# If the history begins with the first change, the first stage has no change of its own: the deal was opened in it.
_HABITS = sa.text("""
    WITH moves AS (
        SELECT moved.opportunity_id AS deal, moved.old_value, moved.new_value, moved.changed_at, moved.id,
               row_number() OVER (
                   PARTITION BY moved.opportunity_id ORDER BY moved.changed_at, moved.place, moved.id
               ) AS nth,
               deal.opened_at
        FROM opportunity_changes AS moved JOIN opportunities AS deal ON deal.id = moved.opportunity_id
        WHERE moved.field = 'stage' AND moved.deleted_at IS NULL AND moved.changed_at IS NOT NULL
          AND deal.deleted_at IS NULL AND (deal.is_closed OR deal.is_won)
    ), entered AS (
        SELECT deal, new_value AS stage, changed_at AS at, nth FROM moves WHERE new_value IS NOT NULL
        UNION ALL
        SELECT deal, old_value, least(opened_at, changed_at), 0 FROM moves
        WHERE nth = 1 AND old_value IS NOT NULL AND opened_at IS NOT NULL
    ), stays AS (
        SELECT stage, nth, extract(epoch FROM lead(at) OVER (PARTITION BY deal ORDER BY nth) - at) / 86400 AS days
        FROM entered
    )
    SELECT stage, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days, count(days) AS deals
    FROM stays GROUP BY stage HAVING count(days) > 0
    ORDER BY avg(nth) FILTER (WHERE days IS NOT NULL), stage
""")
