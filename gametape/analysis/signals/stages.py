"""What is usual in a stage: as our own closed deals tell, else as thresholds.toml says.

All changes of stages are read once after a sync (`learn`), not whenever a list is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.signals.thresholds import Thresholds
from gametape.queries.stage_habits import StageHabit, stage_habits
from gametape.store.tables import insights

_KEY = {"subject_type": "company", "subject_id": "all", "kind": "stages", "analyser": "local"}
_habits = TypeAdapter(list[StageHabit])


@dataclass(frozen=True, slots=True)
class Stages:
    """What is usual, by stage."""

    thresholds: Thresholds
    habits: Mapping[str, StageHabit] = field(default_factory=dict)

    def usual_days(self, stage: str | None) -> tuple[float, int]:
        """How long deals usually stay in it, and of how many that is the median; 0 where the file says it."""
        habit = self.habits.get(stage or "")
        if habit and habit.deals >= self.thresholds.usual_days.deals:
            return habit.days, habit.deals
        return self.thresholds.usual_days_in(stage), 0

    def position(self, stage: str | None) -> float | None:
        """Its place in the order of stages, 0 to 1; None when nobody knows."""
        habit = self.habits.get(stage or "")
        return habit.position if habit else self.thresholds.position_of(stage)


def learn(connection: sa.Connection) -> bool:
    """Read anew how long deals stay where; returns whether that changed."""
    body = _habits.dump_python(stage_habits(connection), mode="json")
    digest = blake2b(repr(body).encode(), digest_size=16).digest()
    row = pg.insert(insights).values(**_KEY, input_hash=digest, body=body)
    changed = connection.execute(
        row.on_conflict_do_update(
            index_elements=list(_KEY),
            set_={"input_hash": row.excluded.input_hash, "body": row.excluded.body, "created_at": sa.func.now()},
            where=insights.c.input_hash != row.excluded.input_hash,
        ).returning(insights.c.id)
    )
    return changed.first() is not None


def read_stages(connection: sa.Connection, thresholds: Thresholds) -> Stages:
    """What was learned last, over what the file says."""
    key = sa.and_(*(insights.c[name] == value for name, value in _KEY.items()))
    body = connection.execute(sa.select(insights.c.body).where(key)).scalar_one_or_none()
    return Stages(thresholds, {habit.stage: habit for habit in _habits.validate_python(body or [])})
