"""What to do next on an open deal: what stands out first, then objections, then what nobody knows yet."""

from collections.abc import Iterator, Sequence

from gametape.analysis.insights.methodology import Methodology
from gametape.analysis.insights.models import (
    MAX_ACTIONS,
    ActionKind,
    DealObjection,
    Element,
    ElementState,
    ObjectionState,
    Suggestion,
)
from gametape.analysis.insights.story import Story
from gametape.queries.deals import Outcome
from gametape.queries.signs import Fact, Signal, SignalName

LEAST = 3
_FACTS = 3  # of an action

_ANSWERS = {
    SignalName.GHOSTED: ActionKind.GET_A_REPLY,
    SignalName.NO_ACTIVITY: ActionKind.GET_A_REPLY,
    SignalName.OVERDUE: ActionKind.AGREE_ON_A_DATE,
    SignalName.CLOSE_DATE_PUSHED: ActionKind.AGREE_ON_A_DATE,
    SignalName.PRICING_NEVER_RAISED: ActionKind.RAISE_PRICING,
    SignalName.STALLED: ActionKind.MOVE_THE_STAGE,
    SignalName.NO_DECISION_MAKER: ActionKind.MEET_A_DECISION_MAKER,
    SignalName.SINGLE_THREADED: ActionKind.MEET_MORE_PEOPLE,
}
"""What answers a signal; an open objection is answered by its kind."""


def suggestions(
    story: Story, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """Three to five, the primary one first; none on a closed deal, and fewer where nothing has happened yet."""
    return candidates(story, objections, elements)[:MAX_ACTIONS]


def candidates(
    story: Story, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """All that could be done next, what helps most first."""
    if story.deal.outcome is not Outcome.OPEN or not (latest := _latest(story)):
        return ()
    found: dict[tuple[ActionKind, str | None], Suggestion] = {}
    for one in (
        *_from_signals(story.signals, objections, latest),
        *_from_people(story),
        *_from_elements(elements, latest),
        Suggestion(kind=ActionKind.AGREE_ON_A_NEXT_STEP, facts=latest),
    ):
        known = found.get((one.kind, one.about))
        found[one.kind, one.about] = one if known is None else _joined(known, one)
    return tuple(found.values())


def _latest(story: Story) -> tuple[Fact, ...]:
    """The last call with the customer, else the last mail, else the last change."""
    calls = [Fact(type="call", id=one.id, at=one.started_at) for one in story.calls if not one.is_internal]
    emails = [Fact(type="email", id=one.id, at=one.sent_at) for one in story.emails]
    changes = [Fact(type="change", id=one.id, at=one.changed_at) for one in story.changes]
    return next((tuple(facts[-1:]) for facts in (calls, emails, changes) if facts), ())


def _from_signals(
    signals: Sequence[Signal], objections: Sequence[DealObjection], latest: tuple[Fact, ...]
) -> Iterator[Suggestion]:
    told = False
    for signal in signals:
        if signal.name is SignalName.OPEN_OBJECTION:
            told = True
            yield from _answers(objections, (signal.name,), latest)
        else:
            facts = signal.facts[:_FACTS] or latest
            yield Suggestion(kind=_ANSWERS[signal.name], because=(signal.name,), facts=facts)
    if not told:  # measured later than it was said: the text knows it already
        yield from _answers(objections, (), latest)


def _answers(
    objections: Sequence[DealObjection], because: tuple[SignalName, ...], latest: tuple[Fact, ...]
) -> Iterator[Suggestion]:
    for one in objections:
        if one.state is ObjectionState.OPEN:
            first = one.evidence[0]
            facts = (Fact(type="call", id=first.call_id, at=one.raised_at),) if first.kind == "call" else latest
            yield Suggestion(
                kind=ActionKind.ANSWER_OBJECTION, about=one.kind, because=because, facts=facts, evidence=(first,)
            )


def _from_people(story: Story) -> Iterator[Suggestion]:
    for person in story.went_quiet[:1]:
        fact, about = story.fact_at(person.last_active_at), person.email or person.name
        if fact and about:
            yield Suggestion(kind=ActionKind.WIN_BACK_A_CONTACT, about=about, facts=(fact,))


def _from_elements(elements: Sequence[Element], latest: tuple[Fact, ...]) -> Iterator[Suggestion]:
    for one in elements:
        if one.state is ElementState.UNKNOWN:
            yield Suggestion(kind=ActionKind.ASK, about=one.element, facts=latest)
    for one in elements:
        if one.state is ElementState.INFERRED:
            facts = one.facts or latest
            yield Suggestion(kind=ActionKind.CONFIRM, about=one.element, facts=facts, evidence=one.evidence[:1])


def _joined(known: Suggestion, other: Suggestion) -> Suggestion:
    """One action that answers both."""
    because = (*known.because, *(name for name in other.because if name not in known.because))
    facts = (*known.facts, *(fact for fact in other.facts if fact not in known.facts))
    return known.model_copy(update={"because": because, "facts": facts[:_FACTS]})


def in_words(one: Suggestion, story: Story) -> str:
    """The action as a sentence: ours alone, so that no text can put words into it."""
    if one.kind is ActionKind.ANSWER_OBJECTION:
        return f"Answer what they said about {_OBJECTIONS.get(one.about or '', 'it')}, and ask whether that settles it"
    if one.kind is ActionKind.WIN_BACK_A_CONTACT:
        return f"Get {_name(story, one.about)} back: last heard of {_day(one)}"
    if one.kind in (ActionKind.ASK, ActionKind.CONFIRM):
        return _about_element(one, story.methodology)
    return _SENTENCES[one.kind]


_SENTENCES = {
    ActionKind.GET_A_REPLY: "Reach them in another way than the last time, with one question that is easy to answer",
    ActionKind.AGREE_ON_A_DATE: "Agree with them on a date, and on what has to happen before it",
    ActionKind.RAISE_PRICING: "Raise pricing on the next call",
    ActionKind.MEET_A_DECISION_MAKER: "Ask for a call with somebody who can decide",
    ActionKind.MEET_MORE_PEOPLE: "Ask for a second person to join the next call",
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


def _name(story: Story, about: str | None) -> str:
    for person in story.contacts.people:
        if about and about in (person.email, person.name):
            return person.name or person.email or about
    return "this contact"


def _day(one: Suggestion) -> str:
    at = one.facts[0].at
    return f"on {at.day} {at:%B}" if at else "some time ago"


def _about_element(one: Suggestion, methodology: Methodology) -> str:
    asked = next((each for each in methodology.elements if each.id == one.about), None)
    if asked is None:
        return "Ask for what is not known yet"
    return asked.ask if one.kind is ActionKind.ASK else f"Have them confirm it: {asked.question}"
