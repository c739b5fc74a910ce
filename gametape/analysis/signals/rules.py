"""What stands out on an open deal: rules over where it stands, each with its numbers and what it rests on.

Every rule is a function of a `Standing` and the numbers that hold in its stage (thresholds.toml). None of them guesses:
a rule whose facts are not there says nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.measures.objections import OPEN, kind_of
from gametape.analysis.signals.stages import Stages, read_stages
from gametape.analysis.signals.thresholds import Deciders, Thresholds, deciders
from gametape.queries.calendar import day_of
from gametape.queries.signal_inputs import FACTS, DealState, RaisedObjections, open_deal_states
from gametape.queries.signals import Fact, Severity, Signal, SignalName, TurnFact
from gametape.text.plurals import count

Numbers = dict[str, float]
_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What deals are held against."""

    now: datetime
    today: date
    stages: Stages
    deciders: Deciders

    def days_since(self, moment: datetime) -> int:
        """Whole days."""
        return int((self.now - moment).total_seconds() // _DAY)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule says; `measure` is the number that `high_at` is compared with."""

    sentence: str
    formula: str
    numbers: Numbers
    facts: Sequence[TurnFact | Fact] = ()
    measure: float = 0


Judge = Callable[[DealState, Numbers, Yardstick], RuleResult | None]


def signals_of(
    connection: sa.Connection, opportunity_ids: Sequence[UUID], thresholds: Thresholds, zone: tzinfo = UTC
) -> dict[UUID, tuple[Signal, ...]]:
    """What stands out on each of the deals that are open, the worst first; a handful of statements for all of them.

    `zone` is where a day ends.
    """
    now, found = open_deal_states(connection, opportunity_ids)
    yardstick = Yardstick(now, day_of(now, zone), read_stages(connection, thresholds), deciders())
    return {id_: judge(standing, yardstick) for id_, standing in found.items()}


def judge(deal: DealState, yardstick: Yardstick) -> tuple[Signal, ...]:
    """All that stands out on a deal, the worst first."""
    found = [
        _signal(name, rule.severity, rule.at(deal.stage), told)
        for name, rule in yardstick.stages.thresholds.rules.items()
        if (told := _JUDGES[name](deal, rule.at(deal.stage), yardstick))
    ]
    return tuple(sorted(found, key=lambda signal: _RANK[signal.severity]))


_RANK = {severity: place for place, severity in enumerate(Severity)}


def _signal(name: SignalName, severity: Severity, limits: Numbers, told: RuleResult) -> Signal:
    is_high = "high_at" in limits and told.measure >= limits["high_at"]
    return Signal(
        name=name,
        severity=Severity.HIGH if is_high else severity,
        sentence=told.sentence,
        formula=told.formula,
        numbers=told.numbers,
        threshold=limits,
        facts=tuple(told.facts)[:FACTS],
    )


def _ghosted(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    """Since the customer last spoke or wrote we wrote, and wrote again days later: a summary of a call is no try."""
    last = deal.last_of_theirs
    if last is None or last.at is None:
        return None
    days = yardstick.days_since(last.at)
    apart = deal.unanswered_days
    if days < limits["days"] or deal.unanswered_count < limits["mails"] or apart < limits["apart"]:
        return None
    tried = deal.unanswered[0].at
    if tried is None or yardstick.days_since(tried) > limits["within"]:
        return None
    return RuleResult(
        f"No reply for {count(days, 'day')}",
        "days since the customer last spoke or wrote; our emails since then; days from the first to the last of them",
        {"days": days, "mails": deal.unanswered_count, "apart": apart},
        [*deal.unanswered[: FACTS - 1], last],
        days,
    )


def _open_objection(deal: DealState, _limits: Numbers, _yardstick: Yardstick) -> RuleResult | None:
    """Of the latest time that each kind was raised, whether it was left open."""
    still_open = list(open_objections(deal.objections))
    if not still_open:
        return None
    names = ", ".join(dict.fromkeys(kind for kind, _ in still_open))
    return RuleResult(
        f"Open objection: {names}",
        "objection types whose latest mention was not answered, or not accepted by the customer",
        {"objections": len({kind for kind, _ in still_open})},
        [fact for _, fact in still_open],
    )


def open_objections(newest_first: Sequence[RaisedObjections]) -> Iterator[tuple[str, TurnFact]]:
    """Kind and turn of what was left open in the latest call that has the kind, the newest first."""
    seen: set[str] = set()
    for call in newest_first:
        left = set(call.trackers.get(OPEN, ()))
        kinds = {kind: turns for name, turns in call.trackers.items() if (kind := kind_of(name)) and kind not in seen}
        seen |= set(kinds)
        for kind, turns in kinds.items():
            for turn in turns[-1:]:
                if turn in left:
                    yield kind, TurnFact(id=call.call_id, at=call.at, turn=turn)


def _overdue(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    days = (yardstick.today - deal.close_date).days if deal.close_date else 0
    if days < limits["days"]:
        return None
    return RuleResult(
        f"Close date passed {count(days, 'day')} ago", "days past the close date", {"days": days}, deal.pushes, days
    )


def _no_activity(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    last = deal.last_activity
    since = last.at if last else deal.opened_at
    days = yardstick.days_since(since) if since else 0
    if days < limits["days"]:
        return None
    said = (
        f"No activity for {count(days, 'day')}"
        if last
        else f"No call or email since the deal opened {count(days, 'day')} ago"
    )
    return RuleResult(said, "days since the last customer call or email", {"days": days}, [last] if last else [], days)


def _pricing_never_raised(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    """Only where enough was read to say so."""
    position = yardstick.stages.position(deal.stage)
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


def _close_date_pushed(deal: DealState, limits: Numbers, _yardstick: Yardstick) -> RuleResult | None:
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


def _stalled(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    if deal.stage_since is None:
        return None
    days = yardstick.days_since(deal.stage_since)
    usual, deals = yardstick.stages.usual_days(deal.stage)
    if days < limits["days"] or days < limits["times"] * usual:
        return None
    return RuleResult(
        f"{count(days, 'day')} in stage (typical {usual:.0f})",
        "days in the stage; typical days: the median of our closed deals, or the default where too few have closed",
        {"days": days, "usual_days": usual, "usual_of_deals": deals},
        [deal.stage_change] if deal.stage_change else [],
        days,
    )


def _no_decision_maker(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    """Only where titles are known: of people without one nobody can say that they decide nothing."""
    position = yardstick.stages.position(deal.stage)
    if position is None or position < limits["position"] or deal.calls < limits["calls"] or not deal.titles:
        return None
    if any(map(yardstick.deciders.decides, deal.titles)):
        return None
    return RuleResult(
        f"No decision maker in {count(deal.calls, 'call')}",
        "position in the order of stages; customer contacts on calls or emails; contacts with a decision maker's title",
        {"position": position, "people": deal.people, "deciders": 0},
        deal.recent_calls,
    )


def _single_threaded(deal: DealState, limits: Numbers, yardstick: Yardstick) -> RuleResult | None:
    position = yardstick.stages.position(deal.stage) or 0
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


_JUDGES: dict[SignalName, Judge] = {
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
