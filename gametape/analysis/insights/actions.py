"""What to do next on an open deal: what stands out first, then objections, then what nobody knows yet."""

from collections.abc import Iterator, Sequence

from gametape.analysis.insights.agreed import fell_silent, has_next_step
from gametape.analysis.insights.models import (
    MAX_ACTIONS,
    ActionKind,
    DealObjection,
    Element,
    ElementState,
    ObjectionState,
    Suggestion,
)
from gametape.analysis.insights.story import DealStory
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.deals import Outcome
from gametape.queries.signals import Fact, Signal, SignalName

_FACTS = 3  # of an action
_LEAST = 3
_ALWAYS_OF_USE = (ActionKind.MOVE_THE_STAGE, ActionKind.AGREE_ON_A_DATE)

ACTION_FOR_SIGNAL = {
    SignalName.GHOSTED: ActionKind.GET_A_REPLY,
    SignalName.NO_ACTIVITY: ActionKind.GET_A_REPLY,
    SignalName.OVERDUE: ActionKind.AGREE_ON_A_DATE,
    SignalName.CLOSE_DATE_PUSHED: ActionKind.AGREE_ON_A_DATE,
    SignalName.PRICING_NEVER_RAISED: ActionKind.RAISE_PRICING,
    SignalName.STALLED: ActionKind.MOVE_THE_STAGE,
    SignalName.NO_DECISION_MAKER: ActionKind.MEET_A_DECISION_MAKER,
    SignalName.SINGLE_THREADED: ActionKind.MEET_MORE_PEOPLE,
}
"""The action that answers each signal; an open objection is answered by an action of its own, about its kind."""


def suggestions(
    story: DealStory, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """Three to five, the primary one first; none on a closed deal, or where nothing has happened yet."""
    return candidates(story, objections, elements)[:MAX_ACTIONS]


def candidates(
    story: DealStory, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """All that could be done next, what helps most first."""
    if story.deal.outcome is not Outcome.OPEN or not (latest := _latest(story)):
        return ()
    found: dict[tuple[ActionKind, str | None], Suggestion] = {}
    for one in (
        *_from_signals(story.signals, objections, latest),
        *_from_people(story),
        *_from_elements(elements, latest),
        *(
            []
            if has_next_step(story) is not False
            else [Suggestion(kind=ActionKind.AGREE_ON_A_NEXT_STEP, facts=latest)]
        ),
    ):
        known = found.get((one.kind, one.about))
        found[one.kind, one.about] = one if known is None else _joined(known, one)
    for kind in _ALWAYS_OF_USE:
        if len(found) < _LEAST:
            found.setdefault((kind, None), Suggestion(kind=kind, facts=latest))
    return tuple(found.values())


def _latest(story: DealStory) -> tuple[Fact, ...]:
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
            yield Suggestion(kind=ACTION_FOR_SIGNAL[signal.name], because=(signal.name,), facts=facts)
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


def _from_people(story: DealStory) -> Iterator[Suggestion]:
    """One who went quiet, a decision maker before others; not whoever another action says to call already."""
    called = story.last_of_theirs if fell_silent(story) else None
    quiet = sorted(story.went_quiet, key=lambda one: not deciders().decides(one.title))
    for person in [one for one in quiet if one != called][:1]:
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
