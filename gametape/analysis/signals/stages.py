"""Typical days and position of a stage: from our own closed deals, or from thresholds.toml when those are too few.

The stage changes of all deals are read once after each sync (`learn`), and not each time a list is shown.
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
    """Typical days and position of each stage."""

    thresholds: Thresholds
    habits: Mapping[str, StageHabit] = field(default_factory=dict)

    def usual_days(self, stage: str | None) -> tuple[float, int]:
        """Return the typical days in a stage, and the number of deals in that median; 0 deals: a number of the file."""
        habit = self.habits.get(stage or "")
        if habit and habit.deals >= self.thresholds.usual_days.deals:
            return habit.days, habit.deals
        return self.thresholds.usual_days_in(stage), 0

    def position(self, stage: str | None) -> float | None:
        """Return the position of a stage, 0 (first) to 1 (last before closing); None when it is unknown."""
        habit = self.habits.get(stage or "")
        return habit.position if habit else self.thresholds.position_of(stage)


def learn(connection: sa.Connection) -> bool:
    """Compute the habits of all stages again and keep them; return True if they changed."""
    body = _habits.dump_python(stage_habits(connection), mode="json")
    digest = blake2b(repr(body).encode(), digest_size=16).digest()
    return keep_judgement(connection, NewJudgement(_KEY, digest, body))


def read_stages(connection: sa.Connection, thresholds: Thresholds) -> Stages:
    """Return the stages with the habits that were kept last, and the thresholds for stages without habits."""
    known = read_judgement(connection, _KEY)
    habits = _habits.validate_python(known.body if known else [])
    return Stages(thresholds, {habit.stage: habit for habit in habits})
