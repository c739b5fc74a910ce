"""What is suggested next, and what is not because it was agreed on."""

import re
from collections.abc import Sequence
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.insights.actions import ACTION_FOR_SIGNAL
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.view import DealInsights
from gametape.queries.signals import SignalName
from gametape.settings import Settings
from tests.builders.deal_stories import DANA, DAY, LINDT, NOW, RUIZ, held
from tests.builders.store_rows import add_deal, add_email

BEFORE = [("1", "And then?"), ("3", "We do it by hand, and there is a budget.")] * 10
AGREED = [("1", "For the next step, let us say Tuesday at ten."), ("3", "Fine."), ("1", "Goodbye.")]
AGREED_BY_THEM = [("1", "Shall we put a date on it?"), ("3", "Yes, Tuesday is free.")]
WITHOUT_A_DAY = [("1", "The next step is yours, I think."), ("3", "Fine.")]
TOO_EARLY = [("1", "For the next step, let us say Tuesday at ten."), ("3", "Fine."), *BEFORE]
A_DAY_ALONE = [("1", "It rained on Tuesday."), ("3", "It did.")]


def rollout(engine: sa.Engine, settings: Settings, *calls: tuple[float, Sequence[tuple[str, str]]]) -> DealInsights:
    """Insights on a deal with these calls so many days ago, by a methodology that leaves room for other actions."""
    with engine.begin() as connection:
        deal = add_deal(connection, f"rollout {uuid4()}", stage="4. Evaluation", opened_at=NOW - 9 * DAY)
        for days, lines in calls:
            held(connection, deal, days, lines)
        return read_insights(connection, deal, settings.model_copy(update={"methodology": "bant"}))


def kinds(found: DealInsights) -> list[ActionKind]:
    return [one.kind for one in found.actions]


@pytest.mark.parametrize(
    ("end", "asked"),
    [(AGREED, False), (AGREED_BY_THEM, False), (WITHOUT_A_DAY, True), (TOO_EARLY, True), (A_DAY_ALONE, True)],
    ids=["agreed", "by them", "without a day", "too early", "a day alone"],
)
def test_what_the_last_call_agreed_on_is_not_asked_for(
    engine: sa.Engine, settings: Settings, end: list[tuple[str, str]], asked: bool
) -> None:
    found = rollout(engine, settings, (2, [*BEFORE, *end]))
    assert (ActionKind.AGREE_ON_A_NEXT_STEP in kinds(found)) is asked


def test_there_are_three_where_little_is_missing(engine: sa.Engine, settings: Settings) -> None:
    found = rollout(engine, settings, (2, [*BEFORE, *AGREED]))
    assert len(found.actions) >= 3
    assert all(one.facts for one in found.actions)


def test_what_an_earlier_call_agreed_on_is_over(engine: sa.Engine, settings: Settings) -> None:
    found = rollout(engine, settings, (5, [*BEFORE, *AGREED]), (2, BEFORE))
    assert ActionKind.AGREE_ON_A_NEXT_STEP in kinds(found)


def test_what_was_agreed_on_lapses_with_silence(engine: sa.Engine, settings: Settings) -> None:
    found = rollout(engine, settings, (60, [*BEFORE, *AGREED]))
    assert ActionKind.GET_A_REPLY in kinds(found)
    assert ActionKind.AGREE_ON_A_NEXT_STEP in kinds(found)


def test_nobody_is_to_be_called_twice(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, f"rollout {uuid4()}", stage="4. Evaluation", opened_at=NOW - 200 * DAY)
        held(connection, deal, 90, BEFORE, people=(DANA, LINDT))
        held(connection, deal, 80, BEFORE, people=(DANA, LINDT))
        held(connection, deal, 70, BEFORE, people=(DANA, RUIZ))
        add_email(connection, "Still there?", NOW - 60 * DAY, on=deal)
        found = read_insights(connection, deal, settings)
    called = [name for one in found.actions for name in re.findall(r"(?:call|Re-engage) (\w+)", one.sentence)]
    assert called == ["Marta", "Anders"]


def test_every_signal_has_an_action() -> None:
    assert set(ACTION_FOR_SIGNAL) | {SignalName.OPEN_OBJECTION} == set(SignalName)
