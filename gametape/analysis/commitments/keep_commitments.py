"""Storage of commitments after each sync: the deals whose texts have changed are read again."""

from math import inf

import sqlalchemy as sa

from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.models import DealCommitments
from gametape.analysis.evidence.deal_readings import TextsReading, keep_readings, rules_hash
from gametape.settings import Settings
from gametape.text.languages import Part

KIND = "commitments"
"""Kind of the judgement that holds a deal's commitments."""

CODE = 2
"""Version of the code that finds commitments; increase it when the same texts may give others."""


def commitments_reading(settings: Settings) -> TextsReading:
    """Return the reading of a deal's texts that finds its commitments; `settings` name the deployment's calendar."""
    return TextsReading(
        kind=KIND,
        rules=rules_hash(Part.COMMITMENTS, Part.DATES, also=f"{CODE}|{settings.zone}"),
        read=lambda _connection, _id, texts: commitments_on(texts, settings.zone),
        empty=DealCommitments(),
    )


def keep_commitments(engine: sa.Engine, settings: Settings, *, until: float = inf) -> int:
    """Find and store the commitments of the deals whose texts have changed since; return the number of deals read.

    Args:
        engine: engine of the store.
        settings: name the calendar of the deployment.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    return keep_readings(engine, [commitments_reading(settings)], until=until)[KIND]
