"""The brief for a 1:1: which deals first, what is told of each, and since when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.week.brief_models import RepBrief
from gametape.analysis.week.one_on_ones import NewOneOnOne, record_one_on_one
from gametape.analysis.week.rep_brief import BriefQuery, rep_brief
from gametape.errors import BadRequest, NotFound
from gametape.settings import Settings
from tests.builders.store_rows import add_call, add_deal, add_email, add_person, person

NOW = datetime.now(UTC)
DANA = "dana@lumen.example"


def days_ago(number: int) -> datetime:
    return NOW - timedelta(days=number)


@pytest.fixture
def dana(connection: sa.Connection) -> UUID:
    return add_person(connection, DANA, "Dana Okafor", is_internal=True, role="AE")


def brief_of(connection: sa.Connection, rep: UUID, settings: Settings, since: date | None = None) -> RepBrief:
    return rep_brief(connection, rep, BriefQuery(since=since), settings)


def own_deal(connection: sa.Connection, name: str, **values: Any) -> UUID:
    return add_deal(connection, name, owner_email=DANA, opened_at=days_ago(60), **values)


def test_the_worst_deal_comes_first_and_closed_deals_are_left_out(
    connection: sa.Connection, dana: UUID, settings: Settings
) -> None:
    own_deal(connection, "fine", last_activity_at=days_ago(1), amount=900)
    own_deal(connection, "late", close_date=days_ago(40).date(), last_activity_at=days_ago(1), amount=1)
    own_deal(connection, "won", is_closed=True, is_won=True)
    add_deal(connection, "of another", owner_email="kai@lumen.example")
    add_call(connection, "call", days_ago(1), on=[own_deal(connection, "spoken of")], people=[person("Al")])
    found = brief_of(connection, dana, settings)
    assert found.deals[0].deal.name == "late"
    assert {one.deal.name for one in found.deals} == {"fine", "late", "spoken of"}
    assert (found.open, found.overdue) == (3, 1)


def test_the_period_begins_at_the_last_1_to_1_that_was_recorded(
    connection: sa.Connection, dana: UUID, settings: Settings
) -> None:
    first = brief_of(connection, dana, settings)
    assert first.period.last_one_on_one is None
    assert first.period.since == first.today - timedelta(days=14)
    for days in (3, 7):  # the second corrects the first
        day = first.today - timedelta(days=days)
        record_one_on_one(connection, DANA, NewOneOnOne(held_on=day), settings)
        assert brief_of(connection, dana, settings).period.since == day
    other = brief_of(connection, dana, settings, first.today)
    assert (other.period.since, other.period.last_one_on_one) == (first.today, first.today - timedelta(days=7))
    with pytest.raises(BadRequest, match="future"):
        record_one_on_one(connection, DANA, NewOneOnOne(held_on=first.today + timedelta(days=2)), settings)


def test_the_question_that_waits_for_an_answer_is_the_sentence_that_matters(
    connection: sa.Connection, dana: UUID, settings: Settings
) -> None:
    deal = own_deal(connection, "deal", metadata={"fields": {"NextStep": "Send the quote"}})
    asked = "Could you send us the revised quote by Friday?"
    add_email(
        connection, "Quote", days_ago(5), on=deal, sender="ruiz@northwind.example", direction="theirs",
        body_snippet=f"Hello Dana. {asked}",
    )  # fmt: skip
    (one,) = brief_of(connection, dana, settings).deals
    assert one.words is not None
    assert (one.words.evidence.quote, one.words.why.partition(" since ")[0]) == (asked, "Waiting for an answer")
    assert one.next_step is not None
    assert one.next_step.text == "Send the quote"
    add_email(connection, "Re: Quote", days_ago(4), on=deal)
    (one,) = brief_of(connection, dana, settings).deals
    assert one.words is None


def test_the_brief_of_a_customer_contact_is_not_found(connection: sa.Connection, settings: Settings) -> None:
    with pytest.raises(NotFound):
        brief_of(connection, add_person(connection, "ruiz@northwind.example", "Marta Ruiz"), settings)
