"""Signals of a closed deal as of its close: the rules of open deals, over what was known then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.view import Progression, ReviewSentence
from gametape.analysis.signals.rules import RuleContext, judge
from gametape.analysis.signals.stages import Stages
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import Outcome
from gametape.queries.signal_inputs import FACTS, DealState
from gametape.queries.signals import Fact, SignalName

_BEFORE = timedelta(hours=1)  # before the close: the close itself, and what is written with it, is no activity
_TOLD_APART = {SignalName.STALLED, SignalName.OPEN_OBJECTION}  # the review has sentences of its own for them


def signals_before(
    story: DealStory, progression: Progression, stages: Stages, closed_at: datetime, zone: tzinfo
) -> Iterator[ReviewSentence]:
    """Yield one sentence with the signals that the deal had when it was closed; none if it had none.

    Whether pricing was raised is not told, as calls may have been measured later.
    """
    moment = closed_at - _BEFORE
    context = RuleContext(moment, day_of(moment, zone), stages, deciders())
    signals = [
        signal for signal in judge(_state(story, progression, moment), context) if signal.name not in _TOLD_APART
    ]
    if signals:
        told = " · ".join(signal.sentence for signal in signals)
        facts = tuple(fact for signal in signals for fact in signal.facts[:2])
        how = "won" if story.deal.outcome is Outcome.WON else "lost"
        yield ReviewSentence(sentence=f"When it was {how}: {told}.", facts=facts[:FACTS])


def _state(story: DealStory, progression: Progression, moment: datetime) -> DealState:
    """Return the state of the deal at a moment, as far as its records tell."""
    calls = [
        Fact(type="call", id=call.id, at=call.started_at)
        for call in reversed(story.calls)
        if not call.is_internal and call.started_at and call.started_at <= moment
    ]
    emails = [email for email in reversed(story.emails) if email.sent_at and email.sent_at <= moment]
    theirs = [Fact(type="email", id=one.id, at=one.sent_at) for one in emails if one.direction is Side.THEIRS]
    last_of_theirs = max([*calls, *theirs], key=_time, default=None)
    since = last_of_theirs.at if last_of_theirs else None
    unanswered = [
        Fact(type="email", id=one.id, at=one.sent_at)
        for one in emails
        if one.direction is Side.OURS and (since is None or (one.sent_at and one.sent_at > since))
    ]
    written = [Fact(type="email", id=one.id, at=one.sent_at) for one in emails]
    people = story.taking_part
    stay = progression.stages[-2] if len(progression.stages) > 1 else None
    return DealState(
        id=story.deal.id,
        stage=stay.stage if stay else None,
        close_date=_close_date(story, moment),
        amount=story.deal.amount,
        opened_at=story.deal.opened_at,
        stage_since=stay.since if stay else None,
        pushes=_pushes(story, moment),
        calls=len(calls),
        recent_calls=calls[:FACTS],
        last_activity=max([*calls, *written], key=_time, default=None),
        last_of_theirs=last_of_theirs,
        unanswered=unanswered[:FACTS],
        unanswered_count=len(unanswered),
        unanswered_since=unanswered[-1].at if unanswered else None,
        people=len(people),
        titles=[person.title for person in people if person.title],
    )


def _time(fact: Fact) -> float:
    return fact.at.timestamp() if fact.at else 0.0


def _pushes(story: DealStory, moment: datetime) -> list[Fact]:
    return [
        Fact(type="change", id=change.id, at=change.changed_at)
        for change in reversed(story.changes)
        if change.field == "close_date"
        and change.changed_at
        and change.changed_at <= moment
        and change.old
        and change.new
        and change.new > change.old
    ]


def _close_date(story: DealStory, moment: datetime) -> date | None:
    """Return the close date at a moment: what the last change before it set, else what the first one after it left."""
    changes = [change for change in story.changes if change.field == "close_date" and change.changed_at]
    before = [change.new for change in changes if change.changed_at and change.changed_at <= moment]
    after = [change.old for change in changes if change.changed_at and change.changed_at > moment]
    known = before[-1] if before else after[0] if after else None
    try:
        return date.fromisoformat(known[:10]) if known else None
    except ValueError:
        return None
