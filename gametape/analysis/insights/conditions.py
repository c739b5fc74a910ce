"""Conditions under which something is suggested on an open deal, each with its sentence, its reason and its evidence.

A condition is a function of an `OpenDeal`. Which conditions are unusual among the company's deals, and so are shown, is
told in unusual.py. Texts of calls are not read here, so that all open deals can be looked at after each sync.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from statistics import median

from gametape.analysis.insights.condition import Condition
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.analysis.insights.waiting import promises, waiting_email
from gametape.analysis.signals.thresholds import deciders
from gametape.queries.signals import Fact, SignalName
from gametape.queries.suggestion_inputs import CustomerContact
from gametape.text.plurals import count

_RHYTHM = 3  # moments of a contact, at least, to tell a rhythm
_QUIET_DAYS = 14  # days of silence, at least
_DECIDER_DAYS = 30  # days of silence of a deciding contact who has no rhythm
_QUIET_TIMES = 3  # times the usual days between two moments, at least
_DAY = 24 * 60 * 60


def conditions(deal: OpenDeal) -> Iterator[Condition]:
    """Yield the conditions that hold on a deal, at most one for each kind and subject."""
    seen: set[tuple[ActionKind, str | None]] = set()
    for rule in (promises, waiting_email, _from_signals, _decider_never_met, _gone_quiet):
        for condition in rule(deal):
            if (condition.kind, condition.about) not in seen:
                seen.add((condition.kind, condition.about))
                yield condition


def _from_signals(deal: OpenDeal) -> Iterator[Condition]:
    for signal in deal.signals:
        if (
            signal.name in _FOR_SIGNAL and signal.numbers.get("usual_of_deals") != 0
        ):  # 0: no deals of our own to compare
            kind, words = _FOR_SIGNAL[signal.name]
            strength, sentence = words(deal, signal.numbers)
            yield Condition(
                kind=kind,
                strength=strength,
                sentence=sentence,
                reason=signal.sentence,
                facts=signal.facts[:3] or _latest(deal),
                because=(signal.name,),
            )


def _latest(deal: OpenDeal) -> tuple[Fact, ...]:
    state = deal.state
    return tuple(fact for fact in (state.last_activity, state.stage_change) if fact)[:1]


def _who(deal: OpenDeal, otherwise: str = "the customer") -> str:
    return deal.last_heard.shown_as if deal.last_heard else otherwise


def _titled(contact: CustomerContact) -> str:
    return f"{contact.shown_as} ({contact.title})" if contact.title else contact.shown_as


def _last_heard(deal: OpenDeal) -> str:
    last = deal.state.last_of_theirs or deal.state.last_activity
    return f", last heard {deal.day(last.at)}, {count(deal.days_since(last.at), 'day')} ago" if last and last.at else ""


Words = Callable[[OpenDeal, dict[str, float]], tuple[float, str]]
"""Strength and sentence from a deal and the numbers of its signal."""


def _ghosted(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    unanswered = count(int(numbers["mails"]), "unanswered email")
    return numbers["days"], f"Call {_who(deal)} after {unanswered}{_last_heard(deal)}"


def _quiet(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    who = _titled(deal.last_heard) if deal.last_heard else "the customer"
    return numbers["days"], f"Re-engage {who}{_last_heard(deal)}"


def _overdue(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    day = deal.day(deal.state.close_date) if deal.state.close_date else "the close date"
    passed = f"{day} passed {count(int(numbers['days']), 'day')} ago"
    return 100 + numbers["days"], f"Agree a new close date with {_who(deal)}: {passed}"


def _pushed(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    day = f", now {deal.day(deal.state.close_date)}" if deal.state.close_date else ""
    times = count(int(numbers["times"]), "time")
    return numbers["times"], f"Confirm the close date with {_who(deal)}: pushed {times}{day}"


def _no_price(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    return numbers["calls_read"], f"Raise pricing with {_who(deal)}: not raised in {int(numbers['calls_read'])} calls"


def _stalled(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    times = numbers["days"] / max(numbers["usual_days"], 1)
    stay = f"{count(int(numbers['days']), 'day')}, typical {numbers['usual_days']:.0f}"
    return times, f"Ask {_who(deal)} what holds up {deal.state.stage}: {stay}"


def _one_contact(deal: OpenDeal, numbers: dict[str, float]) -> tuple[float, str]:
    return numbers["calls"], f"Ask {_who(deal)} to bring a second contact: alone in {int(numbers['calls'])} calls"


_FOR_SIGNAL: dict[SignalName, tuple[ActionKind, Words]] = {
    SignalName.GHOSTED: (ActionKind.GET_A_REPLY, _ghosted),
    SignalName.NO_ACTIVITY: (ActionKind.GET_A_REPLY, _quiet),
    SignalName.OVERDUE: (ActionKind.AGREE_ON_A_DATE, _overdue),
    SignalName.CLOSE_DATE_PUSHED: (ActionKind.AGREE_ON_A_DATE, _pushed),
    SignalName.PRICING_NEVER_RAISED: (ActionKind.RAISE_PRICING, _no_price),
    SignalName.STALLED: (ActionKind.MOVE_THE_STAGE, _stalled),
    SignalName.SINGLE_THREADED: (ActionKind.MEET_MORE_PEOPLE, _one_contact),
}
"""Suggestion for each signal; an open objection is suggested from its words (actions.py). That nobody with a deciding
title was met suggests nothing: titles tell too little, unless such a contact is known (`_decider_never_met`)."""


def _decider_never_met(deal: OpenDeal) -> Iterator[Condition]:
    """Yield the contact with a deciding title who was invited or written to, but never joined or wrote."""
    if deal.state.calls < 2 or any(contact.moments and _decides(contact) for contact in deal.facts.contacts):
        return
    for contact in deal.facts.contacts:
        if not contact.moments and _decides(contact):
            yield Condition(
                kind=ActionKind.MEET_A_DECISION_MAKER,
                about=contact.email,
                strength=deal.state.calls,
                sentence=f"Get a meeting with {_titled(contact)}: never on a call",
                reason=f"Contacted, but never joined one of {deal.state.calls} calls or wrote",
                facts=_latest(deal),
            )
            return


def _decides(contact: CustomerContact) -> bool:
    return deciders().decides(contact.title)


def _gone_quiet(deal: OpenDeal) -> Iterator[Condition]:
    """Yield contacts who are silent for much longer than is usual for them, while others go on; deciders first."""
    if {SignalName.GHOSTED, SignalName.NO_ACTIVITY} & {signal.name for signal in deal.signals}:
        return
    for contact in sorted(deal.facts.contacts, key=lambda contact: not _decides(contact)):
        usual = _usual_gap(contact.moments)
        silent = (deal.now - contact.moments[-1]).days if contact.moments else 0
        if silent < (_DECIDER_DAYS if usual is None else max(_QUIET_DAYS, _QUIET_TIMES * usual)):
            continue
        if usual is None and not _decides(contact):
            continue
        last = contact.moments[-1]
        yield Condition(
            kind=ActionKind.WIN_BACK_A_CONTACT,
            about=contact.email,
            strength=silent / max(usual or _DECIDER_DAYS, 1),
            sentence=f"Re-engage {_titled(contact)}: last heard {deal.day(last)}, {count(silent, 'day')} ago",
            reason="Decision maker, silent since"
            if usual is None
            else f"Active about every {count(max(round(usual), 1), 'day')} before",
            facts=_fact_at(deal, last),
        )


def _fact_at(deal: OpenDeal, at: datetime) -> tuple[Fact, ...]:
    """Return the latest call at or before a moment, as the place to look at."""
    return tuple(fact for fact in deal.state.recent_calls if fact.at == at)[:1] or _latest(deal)


def _usual_gap(moments: tuple[datetime, ...]) -> float | None:
    """Return the usual days between two moments; None for too few moments to tell."""
    days = [(after - before).total_seconds() / _DAY for before, after in pairwise(moments)]
    return median(days) if len(moments) >= _RHYTHM else None
