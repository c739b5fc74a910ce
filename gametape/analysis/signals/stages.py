"""What is usual in a stage: as our own closed deals tell, else as thresholds.toml says.

All changes of stages are read once after a sync (`learn`), not whenever a list is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import sqlalchemy as sa
from pydantic import TypeAdapter

from gametape.analysis.judgements import JudgementKey, NewJudgement, keep_judgement, read_judgement
from gametape.analysis.signals.thresholds import Thresholds
from gametape.queries.stage_habits import StageHabit, stage_habits

_KEY = JudgementKey("company", "all", "stages", "local")
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
    return keep_judgement(connection, NewJudgement(_KEY, digest, body))


def read_stages(connection: sa.Connection, thresholds: Thresholds) -> Stages:
    """What was learned last, over what the file says."""
    known = read_judgement(connection, _KEY)
    habits = _habits.validate_python(known.body if known else [])
    return Stages(thresholds, {habit.stage: habit for habit in habits})
