"""Suggestions on an open deal: what is unusual there, with names and days, and nothing that stands on most deals."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.unusual import learn_rates
from gametape.analysis.insights.view import DealInsights
from gametape.settings import Settings
from tests.builders.deal_stories import DAY, LINDT, NOW, RUIZ, held, platform_rollout
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_person, person

NILS = person("Nils Berg", "theirs", "berg@northwind.example", title="Analyst", speaker_id="4")
CHAT = [("1", "And then?"), ("3", "We do it by hand, every Monday.")] * 10


def add_open_deal(connection: sa.Connection, name: str = "rollout", **values: Any) -> UUID:
    """A deal with two recent calls, on which nothing is unusual."""
    given = {"stage": "2. Discovery", "opened_at": NOW - 20 * DAY, "close_date": (NOW + 40 * DAY).date()}
    deal = add_deal(connection, name, **(given | values))
    for days in (9, 2):
        held(connection, deal, days, CHAT)
    return deal


def wrote(connection: sa.Connection, deal: UUID, text: str, days: float, person: dict[str, Any] = RUIZ) -> UUID:
    """An email of the customer so many days ago."""
    given = {"sender": person["email"], "direction": "theirs", "body_snippet": text}
    return add_email(connection, f"mail {text}", NOW - days * DAY, on=deal, **given)


def insights(connection: sa.Connection, settings: Settings, deal: UUID) -> DealInsights:
    return read_insights(connection, deal, settings)


def sentences(found: DealInsights) -> list[str]:
    return [action.sentence for action in found.actions]


def test_nothing_is_suggested_where_nothing_is_unusual(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_open_deal(connection)
        found = insights(connection, settings, deal)
        assert (found.actions, found.nothing_unusual) == ((), "Nothing unusual. No meeting on the calendar.")
        add_call(connection, "Pilot review", NOW + 3 * DAY, on=[deal], people=(RUIZ,))
        assert (insights(connection, settings, deal).nothing_unusual or "").endswith(", Pilot review.")


def test_an_email_that_asks_waits_until_we_write_or_meet(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_open_deal(connection)
        mail = wrote(connection, deal, "Dear Dana, thank you. I did not receive the figures yesterday. Best, M.", 1.5)
        (action,) = insights(connection, settings, deal).actions
        assert action.kind is ActionKind.ANSWER_EMAIL
        assert action.sentence.startswith("Answer Marta Ruiz's email of ")
        assert [fact.id for fact in action.facts] == [mail]
        assert [quote.quote for quote in action.evidence] == ["I did not receive the figures yesterday."]
        add_email(connection, "Re: figures", NOW - DAY, on=deal, body_snippet="Here they are.")
        assert insights(connection, settings, deal).actions == ()


@pytest.mark.parametrize("text", ["Thank you for the table.", "He is medium. The whale is thin."])
def test_an_email_that_asks_for_nothing_needs_no_answer(engine: sa.Engine, settings: Settings, text: str) -> None:
    with engine.begin() as connection:
        deal = add_open_deal(connection)
        wrote(connection, deal, text, 1)
        assert insights(connection, settings, deal).actions == ()


def test_a_contact_is_quiet_against_their_own_rhythm(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_open_deal(connection, opened_at=NOW - 90 * DAY)
        for days in (61, 56, 51):
            wrote(connection, deal, f"Noted {days}.", days, {**LINDT, "email": "quiet@northwind.example"})
        add_person(connection, "quiet@northwind.example", "Quinn Quiet", title="IT Lead")
        for days in (80, 50, 30):
            wrote(connection, deal, f"Slow {days}.", days, {**LINDT, "email": "slow@northwind.example"})
        found = insights(connection, settings, deal)
    assert [action.about for action in found.actions if action.about] == ["quiet@northwind.example"]
    assert found.actions[0].sentence.startswith("Re-engage Quinn Quiet (IT Lead): last heard ")
    assert found.actions[0].reason == "Active about every 5 days before"


def test_a_decider_who_was_invited_but_never_came_is_named(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, "absent", stage="2. Discovery", opened_at=NOW - 20 * DAY)
        for days in (9, 2):
            held(connection, deal, days, CHAT, people=(LINDT, NILS, {**RUIZ, "attended": False}))
        found = insights(connection, settings, deal)
        assert sentences(found) == ["Get a meeting with Marta Ruiz (CFO): never on a call"]
        held(connection, deal, 1, CHAT)
        assert insights(connection, settings, deal).actions == ()


def test_an_open_objection_is_named_by_its_words(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        found = insights(connection, settings, platform_rollout(connection))
    (action,) = [each for each in found.actions if each.kind is ActionKind.ANSWER_OBJECTION]
    assert action.sentence.startswith("Answer Marta Ruiz's objection on ")
    assert action.sentence.endswith(": “It is too expensive for us as it stands, and I can't defend it.”")


def test_at_most_three_the_most_urgent_first(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = platform_rollout(connection)
        connection.execute(sa.text("UPDATE opportunities SET close_date = current_date - 9"))
        for days in (40, 30, 20):
            add_change(connection, deal, "close_date", "2026-01-01", f"2026-02-{days // 2:02}", NOW - days * DAY)
        wrote(connection, deal, "Could you send the contract?", 1)
        wrote(connection, deal, "Nice to meet you.", 70, {**LINDT, "email": "old@northwind.example"})
        found = insights(connection, settings, deal)
    kinds = [action.kind for action in found.actions]
    assert kinds == [ActionKind.ANSWER_EMAIL, ActionKind.ANSWER_OBJECTION, ActionKind.AGREE_ON_A_DATE]
    assert [action.is_primary for action in found.actions] == [True, False, False]
    assert found.actions[2].sentence.endswith(" passed 9 days ago")


def test_what_stands_on_most_deals_is_shown_on_none(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deals = [add_open_deal(connection, f"deal {number}") for number in range(12)]
        for deal in deals[:6]:
            wrote(connection, deal, f"Could you call me? {deal}", 1)
        learn_rates(connection, settings)
        assert {len(insights(connection, settings, deal).actions) for deal in deals} == {0}
        for deal in deals[:3]:
            add_email(connection, f"Re {deal}", NOW - DAY / 2, on=deal, body_snippet="I will.")
        learn_rates(connection, settings)
        shown = [insights(connection, settings, deal).actions for deal in deals]
    assert [len(actions) for actions in shown] == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert shown[3][0].reason.endswith(" · 3 of 12 open deals in 2. Discovery")


def test_the_strongest_reasons_stay_where_a_reason_is_common(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deals = [add_open_deal(connection, f"deal {number}") for number in range(10)]
        for number, deal in enumerate(deals):
            close = (NOW - (number + 1) * DAY).date()
            connection.execute(
                sa.text("UPDATE opportunities SET close_date = :day WHERE id = :id"), {"day": close, "id": deal}
            )
        learn_rates(connection, settings)
        shown = [len(insights(connection, settings, deal).actions) for deal in deals]
    assert shown == [0] * 6 + [1] * 4
