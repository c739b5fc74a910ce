"""A manager with two reps: a won deal, a pushed one, a quiet one that closes this week, and a promise not kept."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from gametape.analysis.commitments.keep_commitments import keep_commitments
from gametape.settings import Settings
from gametape.store.tables import people
from tests.builders.promised_deals import add_promised_deal
from tests.builders.store_rows import add_change, add_deal, add_person

MANAGER, DANA, WEI = "mona@lumen.example", "dana@lumen.example", "wei@lumen.example"


def add_digest_company(engine: sa.Engine, settings: Settings) -> None:
    """Dana's deals are Rollout (a promise on a call that was due), Closing and Won; Wei's deal is Pushed."""
    now = datetime.now(UTC)
    add_promised_deal(engine, settings, "Rollout", now - timedelta(days=24))
    with engine.begin() as connection:
        for address, name, manager in (
            (MANAGER, "Mona Lee", None),
            (WEI, "Wei Chen", MANAGER),
            (DANA, "Dana Okafor", MANAGER),
        ):
            connection.execute(sa.delete(people).where(people.c.email == address))
            add_person(connection, address, name, is_internal=True, is_active=True, manager_email=manager)
        money = {"currency": "USD"}
        add_deal(
            connection,
            "Closing",
            owner_email=DANA,
            account_name="Northwind <b>https://evil.example</b>",
            close_date=now.date(),
            amount=Decimal(80_000),
            **money,
        )
        won = add_deal(
            connection,
            "Won",
            owner_email=DANA,
            is_won=True,
            is_closed=True,
            stage="Closed Won",
            amount=Decimal(1),
            **money,
        )
        add_change(connection, won, "stage", "Negotiation", "Closed Won", now - timedelta(days=1))
        pushed = add_deal(connection, "Pushed", owner_email=WEI, close_date=now.date() + timedelta(days=90))
        add_change(connection, pushed, "close_date", "2026-01-01", "2026-03-01", now - timedelta(days=2))
    keep_commitments(engine, settings)
