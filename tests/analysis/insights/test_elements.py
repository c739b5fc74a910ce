"""By what an element of a methodology is known: the customer's surest words, not the last that have one of them."""

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa

from gametape.analysis.deal_insights import read_insights
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


def test_small_talk_at_the_opening_proves_nothing(engine: sa.Engine, settings: Settings) -> None:
    chat = [("3", "I take the train, and by hand I carry a bag of twelve percent of the weight.")]
    found = known(engine, settings, [*chat, *TALK])
    assert (found["pain"].state, found["metrics"].state) == (ElementState.UNKNOWN, ElementState.UNKNOWN)
    found = known(engine, settings, [*TALK, *chat])
    assert (found["pain"].state, found["metrics"].state) == (ElementState.VERIFIED, ElementState.VERIFIED)


def test_a_short_call_has_no_opening(engine: sa.Engine, settings: Settings) -> None:
    found = known(engine, settings, [("3", "We do all of it by hand."), ("1", "Since when?")])
    assert found["pain"].state is ElementState.VERIFIED


def test_more_words_of_a_phrase_go_before_a_later_call(engine: sa.Engine, settings: Settings) -> None:
    sure, vague = "It is too late when we hear of it.", "And then there is the overtime, of course."
    first = [*TALK, ("3", vague), ("3", "We lose two hours a day on the phone.")]
    found = known(engine, settings, first, [*TALK, ("3", vague)], [*TALK, ("3", sure)])
    assert quotes(found["pain"]) == ["We lose two hours a day on the phone.", sure]


def test_of_equally_sure_words_the_latest_come_first(engine: sa.Engine, settings: Settings) -> None:
    days = [[*TALK, ("3", f"We do it by hand in the {part} of the week.")] for part in ("beginning", "middle", "end")]
    said = quotes(known(engine, settings, *days)["pain"])
    assert [text.split()[7] for text in said] == ["end", "middle"]


def test_of_phrases_the_longer_one_goes_first_too(engine: sa.Engine, settings: Settings) -> None:
    first = [*TALK, ("3", "It comes to six hours every week for me alone.")]
    found = known(engine, settings, first, [*TALK, ("3", "I think we measure that.")], [*TALK, ("3", "KPI or no KPI.")])
    assert quotes(found["metrics"]) == ["It comes to six hours every week for me alone.", "I think we measure that."]


def test_who_says_so_goes_before_who_asks(engine: sa.Engine, settings: Settings) -> None:
    asks = [*TALK, ("3", "Have many people moved from OpsGrid to you, and why?")]
    says = [*TALK, ("3", "There are two on the shortlist.")]
    assert quotes(known(engine, settings, says, asks)["competition"])[0] == "There are two on the shortlist."


def test_a_question_confirms_nothing(engine: sa.Engine, settings: Settings) -> None:
    asks = [*TALK, ("3", "Have many people moved from OpsGrid to you, and why?")]
    assert known(engine, settings, asks)["competition"].state is not ElementState.VERIFIED


def test_a_share_or_a_month_is_no_worth(engine: sa.Engine, settings: Settings) -> None:
    said = ["Procurement will ask for ten percent.", "It is yours for a month.", "They played with it for a week."]
    assert known(engine, settings, [*TALK, *(("3", text) for text in said)])["metrics"].state is ElementState.UNKNOWN


def test_who_will_talk_to_the_others_is_no_champion_yet(engine: sa.Engine, settings: Settings) -> None:
    found = known(engine, settings, [*TALK, ("3", "Fine, I will talk to the others when I see them.")])
    assert found["champion"].state is ElementState.UNKNOWN
    found = known(engine, settings, [*TALK, ("3", "Fine, I will talk to our CFO about it.")])
    assert found["champion"].state is ElementState.VERIFIED
