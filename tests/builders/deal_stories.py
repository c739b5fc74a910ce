"""A deal with two calls and some mails, put straight into the store: what insights are made of."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.store.turns import Turn
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_transcript, person

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
DANA = person("Dana Okafor", "ours", "dana@lumen.example", speaker_id="1")
RUIZ = person("Marta Ruiz", "theirs", "ruiz@northwind.example", title="CFO", speaker_id="2")
LINDT = person("Anders Lindt", "theirs", "lindt@northwind.example", title="IT Lead", speaker_id="3")

DISCOVERY = (
    ("1", "What hurts most today?"),
    ("3", "Our biggest problem is that we lose two hours a day, and nobody knows why."),
    ("1", "Who signs off on something like this?"),
    ("3", "Our CFO signs off on everything, and procurement comes in at the end."),
)
DEAR = "It is too expensive for us as it stands, and I can't defend it."
OBJECTION = (
    ("2", DEAR),
    ("1", "Quality has its price, and most customers see that later."),
    ("2", "The price is still open for me."),
)
ANSWERED = (
    ("2", DEAR),
    ("1", "Is that against the budget of this year?"),
    ("2", "Yes, the first year is the problem."),
    ("1", "Then you start with two sites, and the others join when these have paid for themselves."),
    ("2", "OK, that works for us, I'm happy with that, send me that version."),
)


def say(lines: Sequence[tuple[str, str]]) -> list[Turn]:
    """Turns of ten seconds, one after the other."""
    return [Turn(who, place * 10_000, place * 10_000 + 9_000, (text,)) for place, (who, text) in enumerate(lines)]


def held(
    connection: sa.Connection, deal: UUID, days: float, lines: Sequence[tuple[str, str]] | None, **values: Any
) -> UUID:
    """A call so many days ago, and what was said on it; None: it has no transcript."""
    given = {"people": (DANA, RUIZ, LINDT), "language": "en"} | values
    call_id = add_call(connection, f"Call {days}", NOW - days * DAY, on=[deal], **given)
    if lines is not None:
        add_transcript(connection, call_id, say(lines), content_hash=repr(lines).encode()[:64])
    return call_id


def platform_rollout(connection: sa.Connection, objection: Sequence[tuple[str, str]] = OBJECTION) -> UUID:
    """Northwind: discovery, then an objection to the price; it is in evaluation and open."""
    deal = add_deal(
        connection,
        "Platform rollout",
        account_name="Northwind",
        stage="4. Evaluation",
        opened_at=NOW - 90 * DAY,
        close_date=(NOW + 20 * DAY).date(),
    )
    add_change(connection, deal, "stage", None, "3. Business Case", NOW - 60 * DAY)
    add_change(connection, deal, "stage", "3. Business Case", "4. Evaluation", NOW - 15 * DAY)
    held(connection, deal, 30, DISCOVERY)
    held(connection, deal, 3, objection)
    add_email(connection, "Quote", NOW - 10 * DAY, on=deal, thread_id="t1", body_snippet="Here is the quote.")
    ruiz = {"sender": RUIZ["email"], "direction": "theirs", "thread_id": "t1"}
    add_email(connection, "Re: Quote", NOW - 9 * DAY, on=deal, **ruiz)
    return deal
