"""A deal in the store on which something was promised, and a competitor named; calls are measured."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from gametape.store.turns import Turn
from tests.builders.measured_calls import PEOPLE
from tests.builders.store_rows import add_call, add_deal, add_email, add_transcript

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SAID = [
    Turn("ruiz", 0, 9_000, ("We also have an offer from Boxwell on the table.",)),
    Turn("dana", 10_000, 19_000, ("I'll send you the proposal by Friday.",)),
]


def add_promised_deal(engine: sa.Engine, settings: Settings, name: str = "Rollout", at: datetime = AT) -> UUID:
    """Our proposal was promised, and nothing came by the customer's next email."""
    with engine.begin() as connection:
        deal = add_deal(connection, name, owner_email="dana@lumen.example", account_name="Northwind")
        call = add_call(connection, "Pricing", at, on=[deal], people=PEOPLE, language="eng")
        add_transcript(connection, call, SAID)
        add_email(
            connection,
            "Hello",
            at + timedelta(days=18),
            on=deal,
            sender="ruiz@northwind.example",
            direction="theirs",
            body_snippet="Dana, we had a look at the platform and like it. Best, Ana",
            content_hash=b"1",
        )
    measure(engine, settings)
    return deal
