"""Signals of an open deal: rules over the deal's state, each with its numbers and its evidence.

A rule is a function of a `DealState` and the thresholds of the deal's stage (thresholds.toml). A rule whose facts are
missing gives no signal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.analysis.signals.stages import Stages, read_stages
from gametape.analysis.signals.thresholds import Deciders, Thresholds, deciders
from gametape.queries.calendar import day_of
from gametape.queries.objection_names import OPEN_OBJECTION, UNSPECIFIED, kind_of
from gametape.queries.signal_inputs import FACTS, DealState, RaisedObjections, open_deal_states
from gametape.queries.signals import Fact, Severity, Signal, SignalName, TurnFact
from gametape.text.plurals import count

Numbers = dict[str, float]
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class RuleContext:
    """Clock, stage habits and deciding titles that the rules compare deals with."""

    now: datetime
    today: date
    stages: Stages
    deciders: Deciders

    def days_since(self, moment: datetime) -> int:
        """Return the whole days from a moment until now."""
        return int((self.now - moment).total_seconds() // _DAY)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Result of a rule that applies; from `high_at` of the thresholds on, `measure` makes the severity high."""

    sentence: str
    formula: str
    numbers: Numbers
    facts: Sequence[TurnFact | Fact] = ()
    measure: float = 0


RuleFunction = Callable[[DealState, Numbers, RuleContext], RuleResult | None]


def signals_of(
    connection: sa.Connection, opportunity_ids: Sequence[UUID], thresholds: Thresholds, zone: tzinfo = UTC
) -> dict[UUID, tuple[Signal, ...]]:
    """Return the signals of each open deal, the most severe first; few statements, however many deals.

    `zone`: the time zone in which a day begins and ends. Deals that are closed or unknown are left out.
    """
    now, states = open_deal_states(connection, opportunity_ids)
    context = RuleContext(now, day_of(now, zone), read_stages(connection, thresholds), deciders())
    return {id_: judge(state, context) for id_, state in states.items()}


def judge(deal: DealState, context: RuleContext) -> tuple[Signal, ...]:
    """Return all signals of a deal, the most severe first."""
    signals = [
        _signal(name, rule.severity, rule.at(deal.stage), result)
        for name, rule in context.stages.thresholds.rules.items()
        if (result := _RULES[name](deal, rule.at(deal.stage), context))
    ]
    return tuple(sorted(signals, key=lambda signal: _RANK[signal.severity]))


_RANK = {severity: place for place, severity in enumerate(Severity)}


def _signal(name: SignalName, severity: Severity, limits: Numbers, result: RuleResult) -> Signal:
    is_high = "high_at" in limits and result.measure >= limits["high_at"]
    return Signal(
        name=name,
        severity=Severity.HIGH if is_high else severity,
        sentence=result.sentence,
        formula=result.formula,
        numbers=result.numbers,
        threshold=limits,
        facts=tuple(result.facts)[:FACTS],
    )


def _ghosted(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    """Apply when we wrote twice, days apart, since the customer last spoke or wrote; one email may be a summary."""
    last = deal.last_of_theirs
    if last is None or last.at is None:
        return None
    days = context.days_since(last.at)
    apart = deal.unanswered_days
    if days < limits["days"] or deal.unanswered_count < limits["mails"] or apart < limits["apart"]:
        return None
    tried = deal.unanswered[0].at
    if tried is None or context.days_since(tried) > limits["within"]:
        return None
    return RuleResult(
        f"No reply for {count(days, 'day')}",
        "days since the customer last spoke or wrote; our emails since then; days from the first to the last of them",
        {"days": days, "mails": deal.unanswered_count, "apart": apart},
        [*deal.unanswered[: FACTS - 1], last],
        days,
    )


def _open_objection(deal: DealState, _limits: Numbers, _context: RuleContext) -> RuleResult | None:
    """Apply when a kind of objection was left open the last time that it was raised.

    An objection without a certain kind gives no signal: it is shown on the deal, and wrong more often.
    """
    still_open = list(open_objections(deal.objections))
    if not still_open:
        return None
    names = ", ".join(kind for kind, _ in still_open)
    return RuleResult(
        f"Open objection: {names}",
        f"kinds of objections whose latest mention has no accepted answer. {reliability(OBJECTION)}",
        {"objections": len(still_open)},
        [fact for _, fact in still_open],
    )


def open_objections(newest_first: Sequence[RaisedObjections]) -> Iterator[tuple[str, TurnFact]]:
    """Yield kind and turn of each objection left open in the latest call that raises the kind, the newest first."""
    seen = {UNSPECIFIED}
    for call in newest_first:
        left = set(call.trackers.get(OPEN_OBJECTION, ()))
        kinds = {kind: turns for name, turns in call.trackers.items() if (kind := kind_of(name)) and kind not in seen}
        seen |= set(kinds)
        for kind, turns in kinds.items():
            for turn in turns[-1:]:
                if turn in left:
                    yield kind, TurnFact(id=call.call_id, at=call.at, turn=turn)


def _overdue(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    days = (context.today - deal.close_date).days if deal.close_date else 0
    if days < limits["days"]:
        return None
    return RuleResult(
        f"Close date passed {count(days, 'day')} ago", "days past the close date", {"days": days}, deal.pushes, days
    )


def _no_activity(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    last = deal.last_activity
    since = last.at if last else deal.opened_at
    days = context.days_since(since) if since else 0
    if days < limits["days"]:
        return None
    said = (
        f"Quiet for {count(days, 'day')}"
        if last
        else f"No call or email since the deal opened {count(days, 'day')} ago"
    )
    return RuleResult(said, "days since the last customer call or email", {"days": days}, [last] if last else [], days)


def _pricing_never_raised(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    """Apply only when enough calls were measured to be sure."""
    position = context.stages.position(deal.stage)
    if position is None or position < limits["position"] or deal.calls_with_pricing:
        return None
    read = deal.calls_measured
    if read < limits["calls"] or read < limits["read"] * deal.calls:
        return None
    return RuleResult(
        f"Pricing not raised in {count(read, 'call')}",
        "position in the order of stages; calls analyzed; calls that mention pricing",
        {"position": position, "calls": deal.calls, "calls_read": read, "calls_with_pricing": 0},
        deal.recent_calls,
    )


def _close_date_pushed(deal: DealState, limits: Numbers, _context: RuleContext) -> RuleResult | None:
    times = len(deal.pushes)
    if times < limits["times"]:
        return None
    return RuleResult(
        f"Close date pushed {_times(times)}",
        "times the close date was moved to a later day",
        {"times": times},
        deal.pushes,
        times,
    )


def _stalled(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    if deal.stage_since is None:
        return None
    days = context.days_since(deal.stage_since)
    usual, deals = context.stages.usual_days(deal.stage)
    if days < limits["days"] or days < limits["times"] * usual:
        return None
    return RuleResult(
        f"{count(days, 'day')} in stage (typical {usual:.0f})",
        "days in the stage; typical days: the median of our closed deals, or the default where too few have closed",
        {"days": days, "usual_days": usual, "usual_of_deals": deals},
        [deal.stage_change] if deal.stage_change else [],
        days,
    )


def _no_decision_maker(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    """Apply only when some titles are known: a person without a title may be a decision maker."""
    position = context.stages.position(deal.stage)
    if position is None or position < limits["position"] or deal.calls < limits["calls"] or not deal.titles:
        return None
    if any(map(context.deciders.decides, deal.titles)):
        return None
    return RuleResult(
        f"No decision maker in {count(deal.calls, 'call')}",
        "position in the order of stages; customer contacts on calls or emails; contacts with a decision maker's title",
        {"position": position, "people": deal.people, "deciders": 0},
        deal.recent_calls,
    )


def _single_threaded(deal: DealState, limits: Numbers, context: RuleContext) -> RuleResult | None:
    position = context.stages.position(deal.stage) or 0
    if not 0 < deal.people <= limits["people"] or deal.calls < limits["calls"] or position < limits["position"]:
        return None
    return RuleResult(
        "Single-threaded: 1 contact" if deal.people == 1 else f"Only {deal.people} contacts engaged",
        "customer contacts who joined a call or wrote an email",
        {"people": deal.people, "calls": deal.calls},
        deal.recent_calls,
    )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


_RULES: dict[SignalName, RuleFunction] = {
    SignalName.GHOSTED: _ghosted,
    SignalName.OPEN_OBJECTION: _open_objection,
    SignalName.OVERDUE: _overdue,
    SignalName.NO_ACTIVITY: _no_activity,
    SignalName.PRICING_NEVER_RAISED: _pricing_never_raised,
    SignalName.CLOSE_DATE_PUSHED: _close_date_pushed,
    SignalName.STALLED: _stalled,
    SignalName.NO_DECISION_MAKER: _no_decision_maker,
    SignalName.SINGLE_THREADED: _single_threaded,
}
