"""What to do next as a sentence: ours alone, so that no text can put words into it; people and days are the deal's."""

from datetime import datetime

from gametape.analysis.insights.elements import deciding_contacts
from gametape.analysis.insights.methodology import AskedFor
from gametape.analysis.insights.models import ActionKind, Suggestion
from gametape.analysis.insights.story import DealStory
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import Contact


def in_words(one: Suggestion, story: DealStory) -> str:
    """The action as a sentence."""
    if one.kind is ActionKind.ANSWER_OBJECTION:
        return _answer(one, story)
    if one.kind is ActionKind.GET_A_REPLY:
        return _another_channel(story.last_of_theirs, story)
    if one.kind is ActionKind.MEET_MORE_PEOPLE:
        return _bring_somebody(story)
    if one.kind is ActionKind.WIN_BACK_A_CONTACT:
        return f"Call {_named(story, one.about)}: silent since {_day(one.facts[0].at, story)}"
    if one.kind in (ActionKind.ASK, ActionKind.CONFIRM):
        return _about_element(one, story)
    return _SENTENCES[one.kind]


_SENTENCES = {
    ActionKind.AGREE_ON_A_DATE: "Agree with them on a date, and on what has to happen before it",
    ActionKind.RAISE_PRICING: "Raise pricing on the next call",
    ActionKind.MEET_A_DECISION_MAKER: "Ask for a call with somebody who can decide",
    ActionKind.MOVE_THE_STAGE: "Ask what has to be true before they take the next step",
    ActionKind.AGREE_ON_A_NEXT_STEP: "Agree on the next call, with a day",
}
_OBJECTIONS = {
    "price": "the price",
    "security": "security",
    "timing": "timing",
    "competitor": "the competitor",
    "authority": "who decides",
    "integration": "integration",
    "adoption": "whether people will use it",
}


def _answer(one: Suggestion, story: DealStory) -> str:
    about = _OBJECTIONS.get(one.about or "", "it")
    said = next((evidence for evidence in one.evidence if evidence.kind == "call"), None)
    known = {person.name for person in story.contacts.people if person.side is Side.THEIRS}
    who = said.speaker if said and said.speaker in known else "they"
    at = one.facts[0].at if said else None
    day = f" on {_day(at, story)}" if at else ""
    return f"Answer what {who} said about {about}{day}, and ask whether that settles it"


def _another_channel(person: Contact | None, story: DealStory) -> str:
    name = _name(person)
    if person is None or not name:
        return "Try another channel, with one question that is easy to answer"
    return f"Try another channel: call {name}, silent since {_day(person.last_active_at, story)}"


def _bring_somebody(story: DealStory) -> str:
    theirs = story.taking_part
    name = _name(theirs[0]) if len(theirs) == 1 else None
    who = f"Ask {name} to have" if name else "Ask for"
    return f"{who} a second person on the next call"


def _about_element(one: Suggestion, story: DealStory) -> str:
    asked = next((each for each in story.methodology.elements if each.id == one.about), None)
    if asked is None:
        return "Ask for what is not known yet"
    return asked.ask if one.kind is ActionKind.ASK else _confirm(one, asked, story)


def _confirm(one: Suggestion, asked: AskedFor, story: DealStory) -> str:
    """Where nothing but somebody's title suggests it: who that is, and when they took part."""
    if one.evidence or not asked.deciders:
        return asked.to_confirm
    at = one.facts[0].at
    name = next((_name(person) for person in deciding_contacts(story) if at and person.last_active_at == at), None)
    return f"{asked.to_confirm}: {name} took part on {_day(at, story)}" if name else asked.to_confirm


def _named(story: DealStory, about: str | None) -> str:
    known = (person for person in story.contacts.people if about and about in (person.email, person.name))
    return next(filter(None, map(_name, known)), None) or "this contact"


def _name(person: Contact | None) -> str | None:
    return (person.name or person.email) if person else None


def _day(at: datetime | None, story: DealStory) -> str:
    if at is None:
        return "some time ago"
    return f"{at.day} {at:%b}" if at.year == story.now.year else f"{at.day} {at:%b %Y}"
