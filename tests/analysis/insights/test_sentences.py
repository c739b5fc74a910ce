"""What to do next, word for word: whom it is about, and since when."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.methodology import methodology
from gametape.analysis.insights.models import ActionKind, Suggestion
from gametape.analysis.insights.sentences import in_words
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import quote
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import Contact, Contacts
from gametape.queries.signals import Fact
from tests.builders.talks import CALL, RUIZ, talk_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
THEN = datetime(2026, 11, 6, 9, tzinfo=UTC)
FACT = Fact(type="call", id=CALL, at=THEN)


def contact(name: str | None, at: datetime | None = THEN, *, title: str | None = None, calls: int = 1) -> Contact:
    return Contact(
        email=f"{name or 'it'}@northwind.example".lower().replace(" ", "."),
        name=name,
        title=title,
        side=Side.THEIRS,
        role=None,
        calls=calls,
        emails=0,
        emails_sent=0,
        talk_minutes=None,
        last_touch_at=at,
        last_active_at=at,
    )


def story(*people: Contact, framework: str = "meddicc") -> DealStory:
    """Nothing but its people."""
    known = Contacts(people=list(people), unnamed=0, active_contacts=0, single_threaded=False, active_days=30)
    empty: Any = SimpleNamespace()
    return DealStory(empty, NOW, (), (), (), (), known, (), {}, {}, methodology(framework))


def told(kind: ActionKind, *people: Contact, about: str | None = None, facts: tuple[Fact, ...] = (FACT,)) -> str:
    return in_words(Suggestion(kind=kind, about=about, facts=facts), story(*people))


LINDT, RUIZ_ = contact("Anders Lindt"), contact("Ana Ruiz", THEN - timedelta(days=9), title="CFO")


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((LINDT, RUIZ_), "Try another channel: call Anders Lindt, last heard Nov 6"),
        ((LINDT, contact("Ana Ruiz", title="CFO")), "Try another channel: call Ana Ruiz, last heard Nov 6"),
        ((contact("Lindt", THEN.replace(year=2025)),), "Try another channel: call Lindt, last heard Nov 6, 2025"),
        ((contact(None),), "Try another channel: call it@northwind.example, last heard Nov 6"),
        ((contact("Anders Lindt", calls=0),), "Try another channel with a question that is easy to answer"),
        ((), "Try another channel with a question that is easy to answer"),
    ],
)  # fmt: skip
def test_who_is_silent_is_named_with_the_day(people: tuple[Contact, ...], said: str) -> None:
    assert told(ActionKind.GET_A_REPLY, *people) == said


def test_who_is_to_be_won_back_is_named_with_the_day() -> None:
    assert told(ActionKind.WIN_BACK_A_CONTACT, LINDT, about=LINDT.email) == "Re-engage Anders Lindt: last heard Nov 6"
    assert told(ActionKind.WIN_BACK_A_CONTACT, about="gone") == "Re-engage the contact: last heard Nov 6"


def test_the_only_one_there_is_asked_for_another() -> None:
    assert told(ActionKind.MEET_MORE_PEOPLE, LINDT) == "Ask Anders Lindt to bring a second contact to the next call"
    assert told(ActionKind.MEET_MORE_PEOPLE, LINDT, RUIZ_) == "Bring a second contact to the next call"


def test_an_objection_is_told_with_who_raised_it_and_when() -> None:
    talk = talk_of((RUIZ, "It is too expensive for us as it stands."))
    evidence = quote(talk, talk.turns[0], talk.turns[0].turn.text, Ledger())
    assert evidence is not None
    one = Suggestion(kind=ActionKind.ANSWER_OBJECTION, about="price", facts=(FACT,), evidence=(evidence,))
    ends = "price objection on Nov 6, then confirm that it is settled"
    assert in_words(one, story(RUIZ_)) == f"Answer Ana Ruiz's {ends}"
    assert in_words(one, story()) == f"Answer the {ends}"


def test_who_may_decide_is_named_where_nothing_was_said() -> None:
    about = {"about": "economic_buyer", "facts": (Fact(type="call", id=UUID(int=1), at=RUIZ_.last_active_at),)}
    assert told(ActionKind.CONFIRM, LINDT, RUIZ_, **cast("dict[str, Any]", about)) == (
        "Confirm who signs off on the spend: Ana Ruiz joined on Oct 28"
    )
    assert told(ActionKind.CONFIRM, LINDT, about="economic_buyer") == "Confirm who signs off on the spend"


def test_an_element_is_asked_for_or_confirmed_in_a_sentence_of_its_own() -> None:
    assert told(ActionKind.ASK, about="decision_criteria") == "Ask how they will choose a vendor"
    assert told(ActionKind.CONFIRM, about="pain") == "Have the customer name their biggest pain in their own words"
    assert told(ActionKind.CONFIRM, about="gone") == "Ask for what is still missing"
