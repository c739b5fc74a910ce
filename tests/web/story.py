"""A deal with a long story, for tests that read it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from gametape.store.turns import Turn
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_person, add_transcript, person

HOSTILE = '<img src=x onerror="alert(1)"> https://evil.example'
MAILS = 60
_SPOKEN = (
    ("s1", "Thanks for having us."),
    ("s2", "Our planners live in spreadsheets."),
    ("s1", "How long does a plan take you?"),
    ("s2", "Two days, and the price of a mistake is high. We lost a pump over it."),
    ("s9", "I am from procurement. The price matters to me as well."),
)


@dataclass(frozen=True)
class Story:
    """The ids that tests point at."""

    deal: UUID
    first_call: UUID
    last_call: UUID
    private_call: UUID
    dropped_call: UUID


def add_story(connection: sa.Connection) -> Story:
    """Sixty mails and four calls over half a year, the last thing twenty days ago; two of their people, one of ours."""
    # The noon that has passed: at any hour of the day the same number of whole days ago.
    now = (datetime.now(UTC) - timedelta(hours=12)).replace(hour=12, minute=0, second=0, microsecond=0)
    day = timedelta(days=1)
    deal = add_deal(
        connection,
        "Northern rollout",
        account_name="Northwind",
        stage="4. Evaluate",
        currency="USD",
        opened_at=now - 181 * day,
        last_activity_at=now - 20 * day,
    )
    ours = person("Dana Okafor", "ours", "dana@lumen.example", speaker_id="s1", talk_seconds=600)
    theirs = person("Marta Ruiz", "theirs", "ruiz@northwind.example", title="CFO", speaker_id="s2", talk_seconds=400)
    first = add_call(
        connection,
        "Discovery",
        now - 180 * day,
        on=[deal],
        people=[ours, theirs],
        url="https://gong.example/call?id=1",
    )
    add_transcript(connection, first, spoken())
    last = add_call(
        connection, f"Pricing {HOSTILE}", now - 20 * day, on=[deal], people=[ours, theirs], url="javascript:alert(1)"
    )
    add_transcript(connection, last, spoken())
    private = add_call(connection, "Board call", now - 21 * day, on=[deal], is_private=True)
    dropped = add_call(connection, "Old review", now - 22 * day, on=[deal], people=[ours])
    add_transcript(connection, dropped, None, dropped_at=now, turn_count=9)
    for number in range(MAILS):
        add_email(
            connection,
            f"Mail {number:02}",
            now - (170 - 2 * number) * day,
            on=deal,
            direction="theirs" if number % 2 else "ours",
            sender="lindt@northwind.example" if number % 2 else "dana@lumen.example",
            body_snippet=f"{HOSTILE} Text {number:02}.",
            metadata={"body_cut": True} if number == MAILS - 1 else {},
        )
    add_person(connection, "ruiz@northwind.example", "Marta Ruiz", title="CFO")
    add_person(connection, "lindt@northwind.example", "Anders Lindt")
    add_change(connection, deal, "stage", "3. Demonstrate", "4. Evaluate", now - 30 * day)
    add_change(connection, deal, "amount", "150000", "180000", now - 3 * day)
    return Story(deal, first, last, private, dropped)


def spoken() -> list[Turn]:
    """Three speakers, one of whom nobody knows; a turn every minute, from 0:00."""
    return [
        Turn(speaker, 60_000 * minute, 60_000 * minute + 50_000, (text,))
        for minute, (speaker, text) in enumerate(_SPOKEN)
    ]
