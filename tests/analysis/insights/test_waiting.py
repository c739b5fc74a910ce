"""What the customer waits for: our promises that are due, and what an email says about them."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.commitments.keep_commitments import keep_commitments
from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.view import NextAction
from gametape.analysis.insights.waiting import request_in
from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from tests.builders.deal_stories import DANA, DAY, LINDT, NOW, RUIZ, held
from tests.builders.store_rows import add_deal, add_email, add_person

ASKED = "What would the two versions cost for all of our sites?"


def promised(connection: sa.Connection, words: str, *, by: str = "1", days: float = 6) -> UUID:
    """A deal on which somebody promised something so many days ago."""
    deal = add_deal(connection, "promises", stage="2. Discovery", opened_at=NOW - 20 * DAY)
    add_person(connection, str(DANA["email"]), "Dana Okafor", is_internal=True)
    held(connection, deal, days, [("2", ASKED), (by, words)], people=(DANA, RUIZ, LINDT))
    return deal


def actions(engine: sa.Engine, settings: Settings, deal: UUID) -> list[NextAction]:
    measure(engine, settings)
    keep_commitments(engine, settings)
    with engine.connect() as connection:
        return list(read_insights(connection, deal, settings).actions)


def test_our_promise_that_is_due_comes_first_with_its_words(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = promised(connection, "I'll send you the two versions tomorrow.")
    (action,) = actions(engine, settings, deal)
    assert action.kind is ActionKind.KEEP_A_PROMISE
    assert action.sentence.startswith("Keep Dana Okafor's promise: “I'll send you the two versions tomorrow.” Due ")
    assert action.sentence.endswith(", 5 days ago")
    assert action.evidence[0].quote == "I'll send you the two versions tomorrow."


def test_an_email_that_asks_for_it_is_told_with_it_and_not_apart(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = promised(connection, "I'll send you the two versions tomorrow.")
        given = {"sender": RUIZ["email"], "direction": "theirs", "body_snippet": "Dana, I still need the versions."}
        add_email(connection, "versions", NOW - DAY, on=deal, content_hash=b"1", **given)
    (action,) = actions(engine, settings, deal)
    assert action.sentence.endswith(": “Dana, I still need the versions.”")
    assert "Marta Ruiz asked on " in action.sentence
    assert [quote.kind for quote in action.evidence] == ["call", "email"]


@pytest.mark.parametrize(
    ("words", "days"),
    [("I'll send you the two versions tomorrow.", 45), ("I'll send you the two versions tomorrow.", 0.1)],
)
def test_what_is_not_due_or_long_past_is_not_suggested(
    engine: sa.Engine, settings: Settings, words: str, days: float
) -> None:
    with engine.begin() as connection:
        deal = promised(connection, words, days=days)
    assert not [action for action in actions(engine, settings, deal) if action.kind is ActionKind.KEEP_A_PROMISE]


def test_what_was_done_is_not_suggested(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = promised(connection, "I'll send you the two versions tomorrow.")
        text = "Marta, the two versions are attached."
        add_email(connection, "versions", NOW - 4 * DAY, on=deal, body_snippet=text, content_hash=b"1")
    assert actions(engine, settings, deal) == []


def test_a_promise_of_the_customer_is_followed_up_in_silence_only(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = promised(connection, "I'll send you the list of sites tomorrow.", by="2")
    (action,) = actions(engine, settings, deal)
    assert action.kind is ActionKind.FOLLOW_UP
    assert action.sentence.startswith("Follow up with Marta Ruiz: “I'll send you the list of sites tomorrow.” Due ")
    with engine.begin() as connection:
        given = {"sender": RUIZ["email"], "direction": "theirs", "body_snippet": "Good to see you all."}
        add_email(connection, "hello", NOW - timedelta(hours=30), on=deal, content_hash=b"1", **given)
    assert actions(engine, settings, deal) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi. Could you send the contract? Thanks.", "Could you send the contract?"),
        ("Thanks for the call. I did not receive the report.", "I did not receive the report."),
        ("Thanks, all received.", None),
    ],
)
def test_requests_in_emails(text: str, asked: str | None) -> None:
    assert request_in(text) == asked
