"""By what an element of a methodology is known: the customer's sentences that are heard so, the surest first."""

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
from gametape.analysis.hearing.model import load_model
from gametape.analysis.insights.models import ElementState
from gametape.analysis.insights.view import ElementView
from gametape.settings import Settings
from tests.builders.deal_stories import held
from tests.builders.store_rows import add_deal

Lines = Sequence[tuple[str, str]]
TALK = [("1", "And then?"), ("3", "It was a long week for all of us.")] * 10


def known(engine: sa.Engine, settings: Settings, *calls: Lines) -> dict[str, ElementView]:
    """The elements of a deal with these calls, the newest last."""
    with engine.begin() as connection:
        deal = add_deal(connection, f"rollout {uuid4()}", stage="4. Evaluation")
        for days, lines in enumerate(reversed(calls), start=1):
            held(connection, deal, days, lines)
        found = read_insights(connection, deal, settings)
    return {one.element: one for one in found.methodology.elements}


def quotes(one: ElementView) -> list[str]:
    return [evidence.quote for evidence in one.evidence]


PAIN = "We do it all by hand, and it is a nightmare, we lose orders every week."
WEAKER = "It takes us three days every week and it drives everybody mad."


def test_small_talk_at_the_opening_proves_nothing(engine: sa.Engine, settings: Settings) -> None:
    assert known(engine, settings, [("3", PAIN), *TALK])["pain"].state is ElementState.UNKNOWN
    assert known(engine, settings, [*TALK, ("3", PAIN)])["pain"].state is ElementState.VERIFIED


def test_a_short_call_has_no_opening(engine: sa.Engine, settings: Settings) -> None:
    found = known(engine, settings, [("3", PAIN), ("1", "Since when?")])
    assert found["pain"].state is ElementState.VERIFIED


def test_what_is_heard_with_more_certainty_goes_before_a_later_call(engine: sa.Engine, settings: Settings) -> None:
    found = known(engine, settings, [*TALK, ("3", PAIN)], [*TALK, ("3", WEAKER)])
    assert quotes(found["pain"]) == [PAIN, WEAKER]


def test_a_question_confirms_nothing(engine: sa.Engine, settings: Settings) -> None:
    asks = [*TALK, ("3", "Who signs the contract on your side, is it your CFO?")]
    assert known(engine, settings, asks)["economic_buyer"].state is not ElementState.VERIFIED
    says = [*TALK, ("3", "Our CFO has the final say and signs the contract.")]
    assert known(engine, settings, says, asks)["economic_buyer"].state is ElementState.VERIFIED


def test_words_that_are_not_heard_as_such_verify_nothing(engine: sa.Engine, settings: Settings) -> None:
    said = [
        "Procurement will ask for ten percent.",
        "They played with it for a week.",
        "The pain is in the price list.",
    ]
    found = known(engine, settings, [*TALK, *(("3", text) for text in said)])
    assert {found[element].state for element in ("metrics", "pain", "champion")} == {ElementState.UNKNOWN}


def test_our_own_words_make_an_element_inferred(engine: sa.Engine, settings: Settings) -> None:
    found = known(engine, settings, [*TALK, ("1", "So that is the business case.")])
    assert (found["metrics"].state, quotes(found["metrics"])) == (
        ElementState.INFERRED,
        ["So that is the business case."],
    )


def test_where_an_element_goes_by_phrases_the_longer_one_goes_first(engine: sa.Engine, settings: Settings) -> None:
    spiced = settings.model_copy(update={"methodology": "spiced"})
    first = [*TALK, ("3", "The way we do that has not changed in years.")]
    found = known(engine, spiced, first, [*TALK, ("3", "It is all in one spreadsheet of his.")])
    assert quotes(found["situation"]) == [
        "The way we do that has not changed in years.",
        "It is all in one spreadsheet of his.",
    ]


def test_it_is_said_which_elements_are_not_heard_well_enough(engine: sa.Engine, settings: Settings) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, f"rollout {uuid4()}", stage="4. Evaluation")
        held(connection, deal, 1, TALK)
        (limitation,) = read_insights(connection, deal, settings).limitations
    kinds = load_model("en").kinds
    assert ("criteria" in limitation.partition("Not shown")[2]) is not kinds["criterion"].shown
    assert "objections" in limitation
