"""Sentences of actions: written by code alone, so that no customer text gets into them, except names from the deal."""

from datetime import datetime

from gametape.analysis.insights.elements import deciding_contacts
from gametape.analysis.insights.methodology import AskedFor
from gametape.analysis.insights.models import ActionKind, Suggestion
from gametape.analysis.insights.story import DealStory
from gametape.queries.calls_and_emails import Side
from gametape.queries.people import Contact
from gametape.text.days import written_day


def in_words(suggestion: Suggestion, story: DealStory) -> str:
    """Return the action as a sentence."""
    if suggestion.kind is ActionKind.ANSWER_OBJECTION:
        return _answer(suggestion, story)
    if suggestion.kind is ActionKind.GET_A_REPLY:
        return _another_channel(story.last_of_theirs, story)
    if suggestion.kind is ActionKind.MEET_MORE_PEOPLE:
        return _bring_somebody(story)
    if suggestion.kind is ActionKind.WIN_BACK_A_CONTACT:
        return f"Re-engage {_named(story, suggestion.about)}: {_last_heard(suggestion.facts[0].at, story)}"
    if suggestion.kind in (ActionKind.ASK, ActionKind.CONFIRM):
        return _about_element(suggestion, story)
    return _SENTENCES[suggestion.kind]


_SENTENCES = {
    ActionKind.AGREE_ON_A_DATE: "Agree a new close date and the steps to get there",
    ActionKind.RAISE_PRICING: "Raise pricing on the next call",
    ActionKind.MEET_A_DECISION_MAKER: "Get a meeting with the decision maker",
    ActionKind.MOVE_THE_STAGE: "Ask what must happen before they move to the next stage",
    ActionKind.AGREE_ON_A_NEXT_STEP: "Book the next call on a set date",
}
_OBJECTIONS = {
    "price": "price",
    "security": "security",
    "timing": "timing",
    "competitor": "competitor",
    "authority": "decision authority",
    "integration": "integration",
    "adoption": "user adoption",
}


def _answer(suggestion: Suggestion, story: DealStory) -> str:
    about = f"{_OBJECTIONS[suggestion.about]} " if suggestion.about in _OBJECTIONS else ""
    said = next((evidence for evidence in suggestion.evidence if evidence.kind == "call"), None)
    known = {person.name for person in story.contacts.people if person.side is Side.THEIRS}
    whose = f"{said.speaker}'s" if said and said.speaker in known else "the"
    at = suggestion.facts[0].at if said else None
    day = f" on {_day(at, story)}" if at else ""
    return f"Answer {whose} {about}objection{day}, then confirm that it is settled"


def _another_channel(person: Contact | None, story: DealStory) -> str:
    name = _name(person)
    if person is None or not name:
        return "Try another channel with a question that is easy to answer"
    return f"Try another channel: call {name}, {_last_heard(person.last_active_at, story)}"


def _bring_somebody(story: DealStory) -> str:
    theirs = story.taking_part
    name = _name(theirs[0]) if len(theirs) == 1 else None
    who = f"Ask {name} to bring" if name else "Bring"
    return f"{who} a second contact to the next call"


def _about_element(suggestion: Suggestion, story: DealStory) -> str:
    asked = next((each for each in story.methodology.elements if each.id == suggestion.about), None)
    if asked is None:
        return "Ask for what is still missing"
    return asked.ask if suggestion.kind is ActionKind.ASK else _confirm(suggestion, asked, story)


def _confirm(suggestion: Suggestion, asked: AskedFor, story: DealStory) -> str:
    """Return the action to confirm an element; if only a contact's title suggests it, name the contact and the day."""
    if suggestion.evidence or not asked.deciders:
        return asked.to_confirm
    at = suggestion.facts[0].at
    name = next((_name(person) for person in deciding_contacts(story) if at and person.last_active_at == at), None)
    return f"{asked.to_confirm}: {name} joined on {_day(at, story)}" if name and at else asked.to_confirm


def _named(story: DealStory, about: str | None) -> str:
    known = (person for person in story.contacts.people if about and about in (person.email, person.name))
    person = next((contact for contact in known if _name(contact)), None)
    if person is None:
        return "the contact"
    return f"{_name(person)} ({person.title})" if person.title else f"{_name(person)}"


def _name(person: Contact | None) -> str | None:
    return (person.name or person.email) if person else None


def _last_heard(at: datetime | None, story: DealStory) -> str:
    """Return the day of the contact's last activity; a stored sentence has no count of days, because it would grow."""
    return f"last heard {_day(at, story)}" if at else "no recent contact"


def _day(at: datetime, story: DealStory) -> str:
    return written_day(at, year=at.year != story.now.year)
