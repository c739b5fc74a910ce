"""Plan the calls of a deal: kind, date, participants, objections, and next steps."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from gametape.sample.ids import gong_id
from gametape.sample.market import table
from gametape.sample.story import PlannedCall, PlannedDeal, Raised, Step
from gametape.sample.streams import between, office_hour, working_day

OBJECTIONS = ("price", "security", "timing", "competitor", "authority", "integration", "adoption")
LOST_BY = {
    "price": "price", "security": "security", "timing": "timing", "competitor": "competitor",
    "authority": "no_decision", "integration": "no_decision", "adoption": "no_decision",
}  # fmt: skip
_WON_BY = ("fit", "deadline", "champion", "value", "trust")
_SELLING = (
    "demo",
    "deep_dive",
    "check_in",
    "security",
    "demo",
    "rollout",
    "check_in",
    "deep_dive",
    "rollout",
    "check_in",
)
_QUICK = ("demo", "check_in", "demo", "rollout", "check_in", "deep_dive")
_WITH_ENGINEER = {"demo": 0.85, "deep_dive": 1.0, "security": 0.9, "rollout": 0.5}


def plan_people(deal: PlannedDeal, rng: Random) -> None:
    """Choose the customer's people on the deal: the champion first, a decision maker second."""
    champion, finance, it, ops, user, procurement, second_user = deal.account.people
    holder = deal.account.holder
    other = ops if holder is finance else finance
    order = [champion, holder, it, user, other, procurement]
    count = min(6, max(1, round(deal.values["contacts"])))
    if deal.status == "open":
        count = max(2, count)
    if "no_decision_maker" in deal.flags:
        order = [champion, it, user, second_user]
        count = min(count, 3)
    if "single_threaded" in deal.flags:
        count = 1
    if count > 2 and rng.random() < 0.4:
        order[2], order[3] = order[3], order[2]
    deal.people = tuple(order[: 2 if deal.number == 0 else count])


def _how_many(deal: PlannedDeal, rng: Random) -> tuple[int, int]:
    """Return the number of calls in the whole deal, and the number held so far."""
    low, high = table("market")["segment"][deal.account.segment]["calls"]
    whole = rng.randrange(low, high + 1)
    if deal.closed:
        return whole, whole
    held = max(1, round(whole * (deal.stage_index + 1) / 5))
    return whole, max(held, 2 if deal.stage_index else 1, (len(deal.people) + 1) // 2)


def _money_at(deal: PlannedDeal, whole: int, held: int) -> int | None:
    """Return the index of the first call that mentions a price; None if no call does."""
    place = round(deal.values["pricing_at"] * (whole - 1))
    if "pricing_never_raised" in deal.flags:
        return None
    if deal.closed or place < held:
        return min(place, held - 1)
    return held - 1 if deal.stage_index >= 3 else None


def _kinds(deal: PlannedDeal, held: int, money: int | None, rng: Random) -> list[str]:
    middle = list(_QUICK if deal.account.segment == "SMB" else _SELLING)
    if rng.random() < 0.35:
        middle[0:0] = ["discovery"]
    kinds = ["discovery"]
    for place in range(1, held):
        late = money is not None and place > money and place == held - 1
        if place == money:
            kinds.append("pricing")
        elif late and (deal.closed or deal.stage_index == 4):
            kinds.append("negotiation" if deal.status != "lost" or rng.random() < 0.5 else "check_in")
        else:
            kinds.append(middle.pop(0) if middle else "check_in")
    return kinds


def _moments(deal: PlannedDeal, held: int, rng: Random) -> list[datetime]:
    """Return the times of the calls: from the opening to the last day, never two on the same day."""
    until = deal.last
    if "ghosted" in deal.flags:
        until = working_day(max(deal.opened.date() + timedelta(days=1), until - timedelta(days=rng.randrange(16, 32))))
    first = deal.opened.date() + timedelta(days=rng.randrange(1, 4))
    first += timedelta(days=max(0, 7 - first.weekday()) if first.weekday() > 4 else 0)
    span = max(0, (until - first).days)
    days: list[date] = []
    for place in range(held):
        share = 1.0 if held == 1 or place == held - 1 else (place + between(rng, 0, 0.5)) / (held - 1)
        days.append(working_day(min(until, first + timedelta(days=round(span * share)))))
    for place in range(held - 2, -1, -1):
        if days[place] >= days[place + 1]:
            days[place] = working_day(days[place + 1] - timedelta(days=1))
    return [_slot(rng, day) for day in days]


def _slot(rng: Random, day: date) -> datetime:
    start = office_hour(rng, day, first=8, last=14)
    return start.replace(minute=start.minute // 15 * 15) + timedelta(seconds=rng.randrange(20, 200))


def _attend(deal: PlannedDeal, calls: list[PlannedCall], rng: Random) -> None:
    """Set the customer's participants: those who fit the kind of call, and each person at least once."""
    champion = deal.people[0]
    for call in calls:
        wanted = table("plot")[call.kind]["wants"]
        guests = [person for person in deal.people[1:] if person.kind in wanted and rng.random() < 0.7]
        call.theirs = (champion, *guests[:3])
    for person in deal.people[1:]:
        if not any(person in call.theirs for call in calls):
            fitting = [call for call in calls if person.kind in table("plot")[call.kind]["wants"]] or calls
            call = fitting[0] if deal.number == 0 else rng.choice(fitting)
            call.theirs = (*call.theirs, person)
    for call in calls[2:] if deal.number == 0 else ():
        call.theirs = (champion,)


def _sell(deal: PlannedDeal, calls: list[PlannedCall], rng: Random) -> None:
    """Set our participants: the owner, and the engineer or the manager if the kind of call needs them."""
    for call in calls:
        call.ours = (deal.owner,)
        if rng.random() < _WITH_ENGINEER.get(call.kind, 0):
            call.ours = (deal.owner, deal.engineer)
        elif call.kind == "negotiation" and rng.random() < 0.35:
            call.ours = (deal.owner, deal.manager)


def _object(deal: PlannedDeal, calls: list[PlannedCall], money: int | None, rng: Random) -> None:
    """Distribute the deal's objections over its calls, and decide which are answered."""
    count = min(len(calls), 1 + (rng.random() < 0.7) + (rng.random() < 0.4) + (len(calls) > 6))
    if deal.status == "open" and deal.stage_index == 0 and "open_objection" not in deal.flags:
        return
    answered = deal.values["objections_handled"] * count
    handled = int(answered) + (rng.random() < answered % 1)
    verdicts = [place < handled for place in range(count)]
    rng.shuffle(verdicts)
    if deal.status == "open":
        verdicts = [True] * count
        if "open_objection" in deal.flags:
            verdicts[-1] = False
    places = sorted(rng.sample(range(len(calls)), count))
    if "open_objection" in deal.flags:
        places[-1] = len(calls) - 1
    kinds = rng.sample(OBJECTIONS, len(OBJECTIONS))
    if money is not None and rng.random() < 0.45:
        kinds.sort(key=lambda kind: kind != "price")
    for place, verdict in zip(places, verdicts, strict=True):
        allowed = [kind for kind in kinds if kind != "price" or (money is not None and place >= money)]
        if kinds[0] not in allowed and money is not None and place < money:
            allowed = [kind for kind in allowed if kind != "price"]
        kind = allowed[0]
        kinds.remove(kind)
        calls[place].raised = (*calls[place].raised, Raised(kind, verdict))


def _agree(deal: PlannedDeal, calls: list[PlannedCall], rng: Random) -> None:
    """Decide which calls end with a dated next step; its date is that of the next call."""
    could = range(len(calls) - 1 if deal.closed else len(calls))
    chosen = set(rng.sample(could, round(deal.values["next_steps"] * len(could))))
    for place, call in enumerate(calls):
        if place:
            call.previous, call.previous_at = calls[place - 1].step, calls[place - 1].at
        if place not in chosen:
            continue
        plot = table("plot")[call.kind]
        after = calls[place + 1].at if place + 1 < len(calls) else _later(call.at, rng)
        met = after.replace(minute=after.minute // 15 * 15, second=0)
        call.step = Step(rng.choice(plot["ours"]), rng.choice(plot["theirs"]), met)


def _later(moment: datetime, rng: Random) -> datetime:
    day = moment.date() + timedelta(days=rng.randrange(5, 13))
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(rng.randrange(8, 15), rng.choice((0, 30))), moment.tzinfo)


def _end(deal: PlannedDeal, last: PlannedCall, rng: Random) -> None:
    """Set the reason of a closed deal, which the last call mentions."""
    if not deal.closed:
        return
    still_open = [raised.kind for call in deal.calls for raised in call.raised if not raised.handled]
    if deal.status == "won":
        deal.reason = rng.choice(_WON_BY)
    elif still_open and rng.random() < 0.75:
        deal.reason = LOST_BY[still_open[-1]]
    else:
        reasons = ["no_decision", "timing", "competitor", *(["champion_left"] if len(deal.people) > 1 else [])]
        deal.reason = rng.choice(reasons)
    last.outcome = deal.reason
    if deal.reason == "champion_left":
        others = tuple(person for person in last.theirs if person is not deal.people[0])
        last.theirs = others or (deal.people[-1],)


def _aim_at(deal: PlannedDeal, call: PlannedCall, rng: Random) -> None:
    """Set the call's target behaviors: close to the deal's values, with some noise."""
    values = deal.values
    call.targets = {
        "open_questions": max(0.0, values["open_questions"] * rng.gauss(1, 0.1)),
        "talk_ratio": min(0.76, max(0.26, values["talk_ratio"] + rng.gauss(0, 0.02))),
        "longest_monologue": max(25.0, values["longest_monologue"] * rng.gauss(1, 0.12)),
        "patience": max(0.15, values["patience"] * rng.gauss(1, 0.08)),
        "filler": max(0.0, values["filler"] * rng.gauss(1, 0.1)),
        "speech_rate": values["speech_rate"] * rng.gauss(1, 0.015),
        "longest_story": between(rng, 38, 150),
    }


def _call(deal: PlannedDeal, seed: int, number: int, kind: str, at: datetime, rng: Random) -> PlannedCall:
    plot: dict[str, Any] = table("plot")[kind]
    words = {"company": deal.account.name, "vendor": table("market")["vendor"], "product": deal.product["name"],
             "site_noun": deal.account.industry["site_noun"]}  # fmt: skip
    shortest, longest = plot["minutes"]
    minutes = round(shortest + (longest - shortest) * rng.random() ** 2.3)
    call = PlannedCall(
        number, gong_id(seed, "call", deal.number, number), kind, rng.choice(plot["title"]).format(**words), at,
        minutes, (), (), rng.choice(plot["aim"]), internal=kind == "internal",
    )  # fmt: skip
    _aim_at(deal, call, rng)
    return call


def _prepare(deal: PlannedDeal, seed: int, rng: Random) -> None:
    """Add an internal call on the day before a call to some deals."""
    held = len(deal.calls)
    if held < 2 or rng.random() > 0.4:
        return
    target = deal.calls[rng.randrange(1, held)]
    at = _slot(rng, target.at.date() - timedelta(days=1))
    if at > deal.opened and all(at.date() != call.at.date() for call in deal.calls):
        call = _call(deal, seed, held, "internal", at, rng)
        call.ours = (deal.owner, deal.engineer, *((deal.manager,) if rng.random() < 0.5 else ()))
        deal.calls.append(call)


def plan_calls(deal: PlannedDeal, seed: int, rng: Random) -> None:
    """Plan all calls of a deal in order of time; internal calls come last."""
    whole, held = _how_many(deal, rng)
    money = _money_at(deal, whole, held)
    kinds = _kinds(deal, held, money, rng)
    moments = _moments(deal, held, rng)
    deal.calls = [_call(deal, seed, n, kind, at, rng) for n, (kind, at) in enumerate(zip(kinds, moments, strict=True))]
    for call in deal.calls:
        call.money = money is not None and call.number >= money
        call.money_first = call.number == money
    _attend(deal, deal.calls, rng)
    _sell(deal, deal.calls, rng)
    _object(deal, deal.calls, money, rng)
    _end(deal, deal.calls[-1], rng)
    free = [call for call in deal.calls[1:-1] if not call.raised and not call.money_first]
    if deal.number % 20 == 11 and free:
        free[0].private = True
    _agree(deal, [call for call in deal.calls if not call.private], rng)
    _prepare(deal, seed, rng)
