"""What follows a sync: what is usual in a stage, and numbers and scores of calls that are new or have changed."""

import time
from datetime import timedelta
from math import inf

import sqlalchemy as sa
import structlog

from gametape.analysis import stages
from gametape.analysis.measure import Measured, measure
from gametape.analysis.rescoring import score_changed
from gametape.settings import Settings

log = structlog.get_logger(__name__)


def refresh(engine: sa.Engine, settings: Settings, *, budget: timedelta | None = None) -> Measured:
    """Measure what changed, then score it, within the budget; the next time goes on where this one stopped.

    Raises:
        BadSettings: the trackers or the rubrics cannot be understood.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.begin() as connection:
        stages.learn(connection)
    until = inf if budget is None else time.monotonic() + budget.total_seconds()
    done = measure(engine, settings, until=until)
    log.info("calls scored", **score_changed(engine, settings, until=until).model_dump())
    return done
