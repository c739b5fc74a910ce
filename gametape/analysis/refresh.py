"""Refresh after a sync: stage habits, metrics and scores of new and changed calls, commitments, and lessons of reps."""

import time
from collections import Counter
from datetime import timedelta
from math import inf
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel

from gametape.analysis.commitments.keep_commitments import KIND as COMMITMENTS
from gametape.analysis.competitors.keep_competitors import KIND as COMPETITORS
from gametape.analysis.evidence.deal_readings import deals_to_read, keep_readings
from gametape.analysis.insights.unusual import learn_rates
from gametape.analysis.learning.keep_answers import keep_all_learning
from gametape.analysis.measures.measure import calls_to_measure, measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.analysis.second_process import deal_readings, share
from gametape.analysis.signals import stages
from gametape.settings import Settings
from gametape.store.statistics import take_statistics
from gametape.store.tables import transcripts


class Refreshed(BaseModel):
    """Counts of calls: `unmeasured` and `unscored` wait for the next run; the text of `unreadable` calls is damaged.

    `learning` counts the reps whose lessons were computed again, `commitments` and `competitors` the
    deals that were read for them.
    """

    measured: int = 0
    unmeasured: int = 0
    unreadable: int = 0
    scored: int = 0
    unscored: int = 0
    learning: int = 0
    commitments: int = 0
    competitors: int = 0

    @property
    def is_complete(self) -> bool:
        """True if no call waits for the next run."""
        return not (self.unmeasured or self.unscored)


def compute_again(engine: sa.Engine, settings: Settings, call_id: UUID) -> bool:
    """Measure and score a call whose metrics and scores were dropped; they stay until the next `gametape retention`.

    Return False if nothing was dropped, or if the text was dropped, too.

    Raises:
        BadSettings: trackers or rubrics cannot be read or are not valid.
        StoreUnavailable: Postgres cannot be reached.
    """
    text = transcripts.c
    was_dropped = (text.call_id == call_id, text.turns.is_not(None), text.dropped_analysis_bytes.is_not(None))
    with engine.begin() as connection:
        if not connection.execute(
            sa.update(transcripts).where(*was_dropped).values(dropped_analysis_bytes=None)
        ).rowcount:
            return False
    analyze_call(engine, settings, call_id)
    return True


def analyze_call(engine: sa.Engine, settings: Settings, call_id: UUID) -> None:
    """Measure and score a call whose text is there; what holds already stays as it is.

    Raises:
        BadSettings: trackers or rubrics cannot be understood.
        StoreUnavailable: Postgres cannot be reached.
    """
    measure(engine, settings, only=[call_id])
    score_changed(engine, settings, only=[call_id])


def refresh(engine: sa.Engine, settings: Settings, *, budget: timedelta | None = None) -> Refreshed:
    """Learn habits and base rates, measure and score changed calls, store commitments, competitors and lessons.

    Work beyond the time `budget` waits for the next run; lessons of reps are then computed when they are requested.

    Raises:
        BadSettings: trackers or rubrics cannot be read or are not valid.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.begin() as connection:
        stages.learn(connection)
    until = inf if budget is None else time.monotonic() + budget.total_seconds()
    shared = Counter[str]()
    if budget is None:  # a hosted function, which has one, has a single core as well
        shared += share(engine, settings, "calls", calls_to_measure(engine, settings))
    measured = measure(engine, settings, until=until)
    scored = score_changed(engine, settings, until=until)
    readings = deal_readings(engine, settings)
    if budget is None:
        shared += share(engine, settings, "deals", deals_to_read(engine, readings))
    read = keep_readings(engine, readings, until=until)
    with engine.begin() as connection:
        learn_rates(connection, settings)
    take_statistics(engine, left=until - time.monotonic())
    return Refreshed(
        measured=measured.measured + shared["measured"],
        unmeasured=measured.waiting,
        unreadable=measured.unreadable,
        scored=scored.calls + shared["scored"],
        unscored=scored.waiting,
        commitments=read[COMMITMENTS] + shared[COMMITMENTS],
        competitors=read[COMPETITORS] + shared[COMPETITORS],
        learning=keep_all_learning(engine, settings, until=until),
    )
