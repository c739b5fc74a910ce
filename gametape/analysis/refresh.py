"""What follows a sync: what is usual in a stage, numbers and scores of new and changed calls, what reps can learn."""

import time
from datetime import timedelta
from math import inf
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel

from gametape.analysis.learning.keep_answers import keep_all_learning
from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.analysis.signals import stages
from gametape.settings import Settings
from gametape.store.statistics import take_statistics
from gametape.store.tables import transcripts


class Refreshed(BaseModel):
    """Counts of calls. `unmeasured` and `unscored` wait for the next time; the text of `unreadable` ones is damaged.

    `learning` is a count of reps: for so many what they can learn was made anew.
    """

    measured: int = 0
    unmeasured: int = 0
    unreadable: int = 0
    scored: int = 0
    unscored: int = 0
    learning: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether no call waits for the next time."""
        return not (self.unmeasured or self.unscored)


def compute_again(engine: sa.Engine, settings: Settings, call_id: UUID) -> bool:
    """Measure and score a call of which that was dropped to save room; it stays until the next `gametape retention`.

    False where nothing was dropped, or the text went too.

    Raises:
        BadSettings: trackers or rubrics cannot be understood.
        StoreUnavailable: Postgres cannot be reached.
    """
    text = transcripts.c
    was_dropped = (text.call_id == call_id, text.turns.is_not(None), text.dropped_analysis_bytes.is_not(None))
    with engine.begin() as connection:
        if not connection.execute(
            sa.update(transcripts).where(*was_dropped).values(dropped_analysis_bytes=None)
        ).rowcount:
            return False
    measure(engine, settings, only=[call_id])
    score_changed(engine, settings, only=[call_id])
    return True


def refresh(engine: sa.Engine, settings: Settings, *, budget: timedelta | None = None) -> Refreshed:
    """Learn what is usual, measure what changed, score what that changes, and keep what reps can learn from it.

    What the budget has no room for waits for the next time; what a rep can learn is then made when somebody asks.

    Raises:
        BadSettings: trackers or rubrics cannot be understood.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.begin() as connection:
        stages.learn(connection)
    until = inf if budget is None else time.monotonic() + budget.total_seconds()
    measured = measure(engine, settings, until=until)
    scored = score_changed(engine, settings, until=until)
    take_statistics(engine, left=until - time.monotonic())
    return Refreshed(
        measured=measured.measured,
        unmeasured=measured.waiting,
        unreadable=measured.unreadable,
        scored=scored.calls,
        unscored=scored.waiting,
        learning=keep_all_learning(engine, settings, until=until),
    )
