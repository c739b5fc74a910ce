"""Next actions on an open deal: what is unusual on it among the company's deals, the most urgent first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from gametape.analysis.evidence.claims import AnyEvidence, NotSaid, verify_mail
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.insights.condition import Condition
from gametape.analysis.insights.conditions import conditions
from gametape.analysis.insights.models import MAX_ACTIONS, ActionKind, DealObjection, ObjectionState
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.unusual import Rate, SuggestionRates, read_rates
from gametape.analysis.insights.view import NextAction
from gametape.analysis.insights.waiting import quoted
from gametape.queries.calls_and_emails import Side
from gametape.queries.signals import Fact, SignalName
from gametape.text.plurals import count

_ORDER = list(ActionKind)


class SuggestedNext(NamedTuple):
    """Next actions, at most three; without any on an open deal, the sentence that says so."""

    actions: tuple[NextAction, ...]
    nothing_unusual: str | None


def suggested_next(
    connection: sa.Connection,
    story: DealStory,
    objections: Sequence[DealObjection],
    contested: Collection[str] = (),
) -> SuggestedNext:
    """Return the next actions on an open deal, disputed ones last; none on a closed deal."""
    deal = story.open_deal
    if deal is None:
        return SuggestedNext((), None)
    rates = read_rates(connection)
    actions = _unusual([*conditions(deal), *_open_objections(story, deal, objections)], deal, rates, story)
    chosen = sorted(actions[:MAX_ACTIONS], key=lambda action: action.id in contested)
    shown = tuple(
        action.model_copy(
            update={"contested": action.id in contested, "is_primary": place == 0 and action.id not in contested}
        )
        for place, action in enumerate(chosen)
    )
    return SuggestedNext(shown, None if shown else _nothing_unusual(deal))


def _unusual(found: Iterable[Condition], deal: OpenDeal, rates: SuggestionRates, story: DealStory) -> list[NextAction]:
    rated = [
        (condition, rates.rate(condition.kind, condition.strength, deal.state.stage))
        for condition in found
        if not rates.is_common(condition.kind, condition.strength)
    ]
    rated.sort(key=lambda item: (_ORDER.index(item[0].kind), item[1].share, -item[0].strength))
    return [_action(condition, rate, deal, story) for condition, rate in rated]


def _action(condition: Condition, rate: Rate, deal: OpenDeal, story: DealStory) -> NextAction:
    return NextAction(
        kind=condition.kind,
        about=condition.about,
        because=condition.because,
        facts=condition.facts,
        evidence=(*condition.evidence, *_checked(condition, story)),
        is_primary=False,
        sentence=condition.sentence,
        reason=f"{condition.reason}{_compared(rate, deal)}",
    )


def _compared(rate: Rate, deal: OpenDeal) -> str:
    """Return how many open deals have such a reason, in words; empty where that is not known."""
    if not rate.deals:
        return ""
    where = f" in {deal.state.stage}" if rate.is_of_stage and deal.state.stage else ""
    return f" · {max(rate.holding, 1)} of {count(rate.deals, 'open deal')}{where}"


def _checked(condition: Condition, story: DealStory) -> Iterator[AnyEvidence]:
    quote = condition.quote
    email = next((email for email in story.emails if quote and email.id == quote.email_id), None)
    if quote is None or email is None or tricks_in(email.snippet or ""):
        return
    try:
        yield verify_mail(quote, email)
    except NotSaid:
        return


def _open_objections(story: DealStory, deal: OpenDeal, objections: Sequence[DealObjection]) -> Iterator[Condition]:
    still_open = [each for each in objections if each.state is ObjectionState.OPEN and each.kind]
    signal = next((each for each in deal.signals if each.name is SignalName.OPEN_OBJECTION), None)
    for objection in still_open:
        first = objection.evidence[0]
        facts = (
            (Fact(type="call", id=first.call_id, at=objection.raised_at),)
            if first.kind == "call"
            else (Fact(type="email", id=first.email_id, at=first.sent_at),)
        )
        day = f" on {deal.day(objection.raised_at)}" if objection.raised_at else ""
        yield Condition(
            kind=ActionKind.ANSWER_OBJECTION,
            about=objection.kind,
            strength=signal.numbers["objections"] if signal else len(still_open),
            sentence=_answer(story, objection, first, day),
            reason=f"Raised{day} and not settled since",
            facts=facts,
            because=(SignalName.OPEN_OBJECTION,) if signal else (),
            evidence=(first,),
        )


def _answer(story: DealStory, objection: DealObjection, first: AnyEvidence, day: str) -> str:
    known = {person.name for person in story.contacts.people if person.side is Side.THEIRS}
    whose = f"{first.speaker}'s" if first.speaker in known else "the"
    if words := quoted(first.quote):
        return f"Answer {whose} objection{day}{words}"
    return f"Answer {whose} {objection.kind} objection{day}"


def _nothing_unusual(deal: OpenDeal) -> str:
    planned = deal.facts.planned
    if planned is None:
        return "Nothing unusual. No meeting on the calendar."
    return f"Nothing unusual. Next meeting: {deal.day(planned.starts_at)}" + (
        f", {planned.title}." if planned.title else "."
    )
