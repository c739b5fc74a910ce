"""Storage of commitments after each sync: the deals whose texts have changed are read again."""

from math import inf

import sqlalchemy as sa

from gametape.analysis.commitments.deal_commitments import commitments_on
from gametape.analysis.commitments.models import DealCommitments
from gametape.analysis.evidence.deal_readings import keep_readings, rules_hash
from gametape.queries.deal_texts import deal_texts
from gametape.settings import Settings
from gametape.text.languages import Part

KIND = "commitments"
"""Kind of the judgement that holds a deal's commitments."""

CODE = 2
"""Version of the code that finds commitments; increase it when the same texts may give others."""


def keep_commitments(engine: sa.Engine, settings: Settings, *, until: float = inf) -> int:
    """Find and store the commitments of the deals whose texts have changed since; return the number of deals read.

    Args:
        engine: engine of the store.
        settings: name the calendar of the deployment.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    return keep_readings(
        engine,
        KIND,
        rules_hash(Part.COMMITMENTS, Part.DATES, also=f"{CODE}|{settings.zone}"),
        lambda connection, id_: commitments_on(deal_texts(connection, id_), settings.zone),
        empty=DealCommitments(),
        until=until,
    )
