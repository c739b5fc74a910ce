"""Next actions on an open deal: for signals first, then for objections, then for unknown elements."""

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

_FACTS = 3  # facts of an action
_LEAST = 3  # actions of an open deal
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
"""Action for each signal, except for an open objection, which has an action about its kind."""


def suggestions(
    story: DealStory, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """Return three to five actions, the primary action first; none on a closed deal or before any activity."""
    return candidates(story, objections, elements)[:MAX_ACTIONS]


def candidates(
    story: DealStory, objections: Sequence[DealObjection], elements: Sequence[Element]
) -> tuple[Suggestion, ...]:
    """Return all possible actions, the most useful first."""
    if story.deal.outcome is not Outcome.OPEN or not (latest := _latest(story)):
        return ()
    actions: dict[tuple[ActionKind, str | None], Suggestion] = {}
    for suggestion in (
        *_from_signals(story.signals, objections, latest),
        *_from_people(story),
        *_from_elements(elements, latest),
        *(
            []
            if has_next_step(story) is not False
            else [Suggestion(kind=ActionKind.AGREE_ON_A_NEXT_STEP, facts=latest)]
        ),
    ):
        known = actions.get((suggestion.kind, suggestion.about))
        actions[suggestion.kind, suggestion.about] = suggestion if known is None else _joined(known, suggestion)
    for kind in _ALWAYS_OF_USE:
        if len(actions) < _LEAST:
            actions.setdefault((kind, None), Suggestion(kind=kind, facts=latest))
    return tuple(actions.values())


def _latest(story: DealStory) -> tuple[Fact, ...]:
    """Return the last call with the customer, else the last email, else the last change; empty if there is none."""
    calls = [Fact(type="call", id=call.id, at=call.started_at) for call in story.calls if not call.is_internal]
    emails = [Fact(type="email", id=email.id, at=email.sent_at) for email in story.emails]
    changes = [Fact(type="change", id=change.id, at=change.changed_at) for change in story.changes]
    return next((tuple(facts[-1:]) for facts in (calls, emails, changes) if facts), ())


def _from_signals(
    signals: Sequence[Signal], objections: Sequence[DealObjection], latest: tuple[Fact, ...]
) -> Iterator[Suggestion]:
    has_objection_signal = False
    for signal in signals:
        if signal.name is SignalName.OPEN_OBJECTION:
            has_objection_signal = True
            yield from _answers(objections, (signal.name,), latest)
        else:
            facts = signal.facts[:_FACTS] or latest
            yield Suggestion(kind=ACTION_FOR_SIGNAL[signal.name], because=(signal.name,), facts=facts)
    if not has_objection_signal:  # the call is not measured yet, so there is no signal, but the text has the objection
        yield from _answers(objections, (), latest)


def _answers(
    objections: Sequence[DealObjection], because: tuple[SignalName, ...], latest: tuple[Fact, ...]
) -> Iterator[Suggestion]:
    for objection in objections:
        if objection.state is ObjectionState.OPEN:
            first = objection.evidence[0]
            facts = (Fact(type="call", id=first.call_id, at=objection.raised_at),) if first.kind == "call" else latest
            yield Suggestion(
                kind=ActionKind.ANSWER_OBJECTION, about=objection.kind, because=because, facts=facts, evidence=(first,)
            )


def _from_people(story: DealStory) -> Iterator[Suggestion]:
    """Yield an action for a contact who went quiet, decision makers first; skip the contact of another action."""
    called = story.last_of_theirs if fell_silent(story) else None
    quiet = sorted(story.went_quiet, key=lambda person: not deciders().decides(person.title))
    for person in [person for person in quiet if person != called][:1]:
        fact, about = story.fact_at(person.last_active_at), person.email or person.name
        if fact and about:
            yield Suggestion(kind=ActionKind.WIN_BACK_A_CONTACT, about=about, facts=(fact,))


def _from_elements(elements: Sequence[Element], latest: tuple[Fact, ...]) -> Iterator[Suggestion]:
    for element in elements:
        if element.state is ElementState.UNKNOWN:
            yield Suggestion(kind=ActionKind.ASK, about=element.element, facts=latest)
    for element in elements:
        if element.state is ElementState.INFERRED:
            facts = element.facts or latest
            yield Suggestion(kind=ActionKind.CONFIRM, about=element.element, facts=facts, evidence=element.evidence[:1])


def _joined(known: Suggestion, other: Suggestion) -> Suggestion:
    """Join two suggestions of the same kind and subject, with the signals and facts of both."""
    because = (*known.because, *(name for name in other.because if name not in known.because))
    facts = (*known.facts, *(fact for fact in other.facts if fact not in known.facts))
    return known.model_copy(update={"because": because, "facts": facts[:_FACTS]})
