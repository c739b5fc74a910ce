"""Closed and open deals with text, for tests of retention."""

import random
import uuid
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import call_opportunities, calls, emails, transcripts
from gametape.store.turns import Turn, pack
from gametape.sync.retention import Retention, retain
from tests.builders.store_rows import add_deal

MEGABYTE = 1_000_000


def add_call(connection: sa.Connection, *deals: uuid.UUID, kilobytes: int = 100) -> uuid.UUID:
    """A call on these deals with that much text, compressed: letters in no order do not compress any further."""
    call_id = uuid.uuid4()
    connection.execute(sa.insert(calls).values(id=call_id, gong_call_id=str(call_id), content_hash=b"x"))
    for deal in deals:
        connection.execute(sa.insert(call_opportunities).values(call_id=call_id, opportunity_id=deal, origin="test"))
    text = random.Random(str(call_id)).randbytes(kilobytes * 950).hex()
    turns = pack([Turn("s1", 0, 1000, (text,))])
    connection.execute(
        sa.insert(transcripts).values(
            gong_call_id=str(call_id), call_id=call_id, turns=turns, turn_count=1, word_count=1,
            raw_bytes=len(text), content_hash=b"x", word_filter=b"which words it has",
        )
    )  # fmt: skip
    return call_id


def add_mail(connection: sa.Connection, deal: uuid.UUID | None) -> uuid.UUID:
    mail_id = uuid.uuid4()
    connection.execute(
        sa.insert(emails).values(
            id=mail_id,
            gong_email_id=str(mail_id),
            opportunity_id=deal,
            body_snippet="Dear Ana, " * 40,
            content_hash=b"x",
        )
    )
    return mail_id


@pytest.fixture
def closed(engine: sa.Engine) -> dict[str, uuid.UUID]:
    """Three closed deals, the oldest first, an open one that is older than all, and one that nobody says is closed."""
    with engine.begin() as connection:
        deals = {
            "old": add_deal(connection, "old", is_closed=True, close_date=date(2024, 1, 1)),
            "middle": add_deal(connection, "middle", is_closed=True, close_date=date(2025, 1, 1)),
            "new": add_deal(connection, "new", is_closed=True, close_date=date(2026, 1, 1)),
            "open": add_deal(connection, "open", is_closed=False, close_date=date(2020, 1, 1)),
            "unknown": add_deal(connection, "unknown", is_closed=None, close_date=date(2020, 1, 1)),
        }
        for deal in deals.values():
            for _ in range(3):
                add_call(connection, deal, kilobytes=400)
            add_mail(connection, deal)
    return deals


def size(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


def texts_of(engine: sa.Engine, deal: uuid.UUID) -> tuple[int, int]:
    """How many transcripts and mails of a deal still have their text."""
    with engine.connect() as connection:
        said = connection.execute(
            sa.select(sa.func.count(transcripts.c.turns))
            .join_from(call_opportunities, transcripts, transcripts.c.call_id == call_opportunities.c.call_id)
            .where(call_opportunities.c.opportunity_id == deal)
        ).scalar_one()
        written = connection.execute(
            sa.select(sa.func.count(emails.c.body_snippet)).where(emails.c.opportunity_id == deal)
        ).scalar_one()
    return said, written


Retain = Callable[..., Retention]


@pytest.fixture
def retained(engine: sa.Engine, settings: Settings) -> Retain:
    def run(budget: int, *, apply: bool = True) -> Retention:
        return retain(engine, settings, budget, apply=apply)

    return run
