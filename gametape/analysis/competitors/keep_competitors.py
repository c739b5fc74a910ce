"""Storage of the competitors named on deals, after each sync."""

from math import inf
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.competitors.known_names import KnownNames, known_names
from gametape.analysis.competitors.models import DealCompetitors
from gametape.analysis.competitors.names_said import competitors_on
from gametape.analysis.evidence.deal_readings import TextsReading, keep_readings, rules_hash
from gametape.queries.deal_texts import deal_texts
from gametape.queries.deals import deal
from gametape.settings import Settings
from gametape.text.languages import Part

KIND = "competitors"
"""Kind of the judgement that holds the competitors named on a deal."""

CODE = 1
"""Version of the code that finds competitors; increase it when the same texts may give others."""


def competitors_reading(connection: sa.Connection, settings: Settings) -> TextsReading:
    """Return the reading of a deal's texts that finds the competitors named there.

    Args:
        connection: connection to the store.
        settings: name the deployment's list of competitors and the CRM's column.

    Raises:
        BadSettings: the list of competitors cannot be read.
    """
    known = known_names(connection, settings)
    return TextsReading(
        kind=KIND,
        rules=rules_hash(Part.COMPETITORS, also=f"{CODE}|{sorted(known.by_alias.items())}|{sorted(known.ours)}"),
        read=lambda connection, id_, texts: competitors_on(texts, known, _account(connection, id_)),
        empty=DealCompetitors(),
    )


def keep_competitors(engine: sa.Engine, settings: Settings, *, until: float = inf) -> int:
    """Find and store the competitors named on deals whose texts changed, on all deals when the known names did.

    Args:
        engine: engine of the store.
        settings: name the deployment's list of competitors and the CRM's column.
        until: time on the clock `time.monotonic()` (s) after which no further deal is begun; the next run continues.

    Returns:
        Number of deals that were read.

    Raises:
        BadSettings: the list of competitors cannot be read.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        reading = competitors_reading(connection, settings)
    return keep_readings(engine, [reading], until=until)[KIND]


def read_competitors(connection: sa.Connection, opportunity_id: UUID, known: KnownNames) -> DealCompetitors:
    """Find the competitors named on a deal."""
    return competitors_on(deal_texts(connection, opportunity_id), known, _account(connection, opportunity_id))


def _account(connection: sa.Connection, opportunity_id: UUID) -> str | None:
    return connection.execute(sa.select(deal.account_name).where(deal.id == opportunity_id)).scalar()
