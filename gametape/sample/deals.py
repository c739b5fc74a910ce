"""Plan a deal: seller, customer, outcome, and the changes of stage, close date and amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from random import Random
from typing import Any

from gametape.sample.behaviours import (
    BEHAVIOURS,
    CONFOUND_SHIFT,
    DEFAULT_EFFECTS,
    REP_SHARE,
    SEGMENT_SIGN,
    Effects,
    win_probability,
)
from gametape.sample.ids import salesforce_id
from gametape.sample.market import table
from gametape.sample.meetings import plan_calls, plan_people
from gametape.sample.people import Employee, SampleAccount, World, account, build_world
from gametape.sample.story import LOST, STAGES, WON, PlannedChange, PlannedDeal
from gametape.sample.streams import at_work, between, office_hour, spread, stream, working_day

_SIZES = (1, 2, 3)
"""Deals per account, repeating: six deals belong to three accounts."""

SITUATIONS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.32, ()),
    (0.09, ("quiet",)),
    (0.04, ("quiet", "single_threaded")),
    (0.08, ("single_threaded",)),
    (0.08, ("close_date_pushed",)),
    (0.05, ("stalled", "close_date_pushed")),
    (0.05, ("stalled",)),
    (0.07, ("overdue",)),
    (0.03, ("overdue", "quiet")),
    (0.05, ("pricing_never_raised",)),
    (0.04, ("no_decision_maker",)),
    (0.05, ("open_objection",)),
    (0.05, ("ghosted",)),
)
"""Situations planted on open deals, with their share of deals."""

_SHOWCASE = ("quiet", "close_date_pushed", "pricing_never_raised")
_OPEN_DAYS = 460


@dataclass(frozen=True, slots=True)
class Company:
    """Parameters of the sample. The same values give the same deals, each determined by its number alone."""

    seed: int
    today: date
    deals: int = 120
    effects: Effects = DEFAULT_EFFECTS
    reps: int = 12
    open_share: float = 0.42

    @property
    def world(self) -> World:
        """The vendor's staff."""
        return build_world(self.seed, self.today, self.reps)

    def deal(self, number: int) -> PlannedDeal:
        """Plan the deal with this number."""
        return plan_deal(self, number)


def account_of(number: int) -> int:
    """Return the number of the account that a deal belongs to."""
    block, place = divmod(number, 6)
    return block * 3 + (0 if place < _SIZES[0] else 1 if place < _SIZES[0] + _SIZES[1] else 2)


def _owner(company: Company, customer: SampleAccount, number: int, rng: Random) -> Employee:
    reps = company.world.reps
    if number == 0:
        return reps[0]
    home = [rep for rep in reps if rep.segment == customer.segment]
    return rng.choice(home if home and rng.random() < 0.6 else reps)


def _latent(company: Company, owner: Employee, segment: str, rng: Random) -> dict[str, float]:
    """Draw the deal's latent behaviors; confounded behaviors also depend on the segment."""
    own = sqrt(1 - REP_SHARE)
    shift = CONFOUND_SHIFT * SEGMENT_SIGN[segment]
    return {
        b.name: owner.lean[b.name] + own * rng.gauss(0, 1) + (shift if b.name in company.effects.confounded else 0)
        for b in BEHAVIOURS
    }


def _situation(company: Company, number: int) -> tuple[str, ...]:
    if number == 0:
        return _SHOWCASE
    point = (number * 0.7548776662 + stream(company.seed, "situations").random()) % 1.0
    for share, flags in SITUATIONS:
        if point < share:
            return flags
        point -= share
    return ()


def _status(company: Company, number: int, odds: float, rng: Random) -> str:
    draw = rng.random()
    if number == 0 and company.open_share > 0:
        return "open"
    if spread(number, stream(company.seed, "open").random()) < company.open_share:
        return "open"
    return "won" if draw < odds else "lost"


def _times(deal: PlannedDeal, company: Company, rng: Random) -> None:
    """Set `opened`, `last` (the day of the last activity), `stage` and `entered`."""
    weeks = between(rng, *table("market")["segment"][deal.account.segment]["weeks"])
    if deal.closed:
        newest = max(1, (company.today - deal.owner.left).days if deal.owner.left else 1)
        deal.last = working_day(company.today - timedelta(days=newest + rng.randrange(_OPEN_DAYS)))
        deal.opened = office_hour(rng, deal.last - timedelta(weeks=weeks))
        deal.stage = WON if deal.status == "won" else LOST
        deal.entered = office_hour(rng, deal.last, first=15, last=18)
        return
    flags = deal.flags
    progress = between(rng, 0.12, 1.0)
    if {"pricing_never_raised", "open_objection", "stalled", "no_decision_maker"} & set(flags):
        progress = max(progress, 0.62)
    if "close_date_pushed" in flags:
        progress, weeks = max(progress, 0.3), max(weeks, 10)
    index = min(len(STAGES) - 1, int(progress * len(STAGES)))
    quiet = rng.randrange(16, 46) if "quiet" in flags else rng.randrange(1, 8)
    if deal.number == 0:
        index, quiet = 3, 19
    deal.last = working_day(company.today - timedelta(days=quiet))
    since = rng.randrange(52, 95) if "stalled" in flags else rng.randrange(2, 20) + (quiet if quiet > 8 else 0)
    deal.stage = STAGES[index]
    deal.entered = office_hour(rng, min(deal.last, company.today - timedelta(days=since)))
    before = max(5, int(weeks * 7 * (index + 0.3) / len(STAGES)))
    deal.opened = office_hour(rng, deal.entered.date() - timedelta(days=before if index else 1), last=10)
    if index == 0:
        deal.entered = deal.opened


def _close_dates(deal: PlannedDeal, company: Company, rng: Random) -> list[tuple[datetime, date]]:
    """Return the times when the close date was set, with its values; the first is the opening."""
    if deal.closed:
        final, pushes = deal.last, rng.choices((0, 1, 2), (0.6, 0.28, 0.12))[0]
    elif "overdue" in deal.flags:
        final, pushes = working_day(company.today - timedelta(days=rng.randrange(5, 40))), rng.randrange(2)
    else:
        final, pushes = working_day(company.today + timedelta(days=rng.randrange(10, 80))), rng.randrange(2)
    if "close_date_pushed" in deal.flags:
        pushes = 2 if deal.number == 0 else rng.randrange(2, 5)
    days = (deal.last - deal.opened.date()).days
    pushes = min(pushes, max(0, days // 4))
    deal.close = final
    dates = [final]
    for _ in range(pushes):
        dates.insert(0, working_day(dates[0] - timedelta(days=rng.randrange(14, 40))))
    moments = [deal.opened]
    for push in range(1, pushes + 1):
        day = deal.opened.date() + timedelta(days=days * push // (pushes + 1))
        moments.append(max(moments[-1] + timedelta(hours=1), office_hour(rng, day)))
    return list(zip(moments, dates, strict=True))


def _stage_moves(deal: PlannedDeal, rng: Random) -> list[tuple[datetime, str]]:
    """Return the times when each stage was entered, evenly spaced with jitter; the current stage at `entered`."""
    path = [*STAGES, deal.stage] if deal.closed else list(STAGES[: deal.stage_index + 1])
    if deal.status == "lost":
        path = [*STAGES[: rng.randrange(2, 6)], LOST]
    span = deal.entered - deal.opened
    moves = [(deal.opened, path[0])]
    for place, stage in enumerate(path[1:-1], 1):
        moves.append((deal.opened + span * ((place + between(rng, -0.3, 0.3)) / (len(path) - 1)), stage))
    if len(path) > 1:
        moves.append((deal.entered, path[-1]))
    moments = [moves[0][0], *(max(moves[0][0] + timedelta(minutes=5), at_work(at)) for at, _ in moves[1:])]
    return [(at, stage) for at, (_, stage) in zip(sorted(moments), moves, strict=True)]


def _amounts(deal: PlannedDeal, rng: Random) -> list[tuple[datetime, Decimal]]:
    """Return the amounts of the deal over time; the last is `deal.amount`."""
    if rng.random() < 0.55:
        return [(deal.opened, deal.amount)]
    first = Decimal(round(int(deal.amount) * between(rng, 0.7, 1.3) / 100) * 100)
    moved = deal.opened + (deal.entered - deal.opened) * between(rng, 0.3, 0.8) + timedelta(minutes=1)
    return [(deal.opened, first), (max(deal.opened + timedelta(minutes=1), at_work(moved)), deal.amount)]


def _changes(deal: PlannedDeal, company: Company, rng: Random) -> list[PlannedChange]:
    changes: list[PlannedChange] = []
    series: Sequence[tuple[str, Sequence[tuple[datetime, Any]]]] = (
        ("StageName", _stage_moves(deal, rng)),
        ("CloseDate", _close_dates(deal, company, rng)),
        ("Amount", _amounts(deal, rng)),
    )
    for name, values in series:
        previous = None
        for at, value in values:
            changes.append(PlannedChange(at, name, previous, value, deal.owner))
            previous = value
    former = deal.manager
    if rng.random() < 0.06 and deal.number:
        moved = deal.opened + (deal.entered - deal.opened) * 0.2 + timedelta(minutes=3)
        changes.append(PlannedChange(deal.opened, "Owner", None, former, former))
        moved = max(deal.opened + timedelta(minutes=2), at_work(moved))
        changes.append(PlannedChange(moved, "Owner", former, deal.owner, deal.manager))
    return sorted(changes, key=lambda change: (change.at, change.old is not None, change.name))


def _health(deal: PlannedDeal, rng: Random) -> int | None:
    if deal.number == 0:
        return 34
    if rng.random() < 0.16:
        return None
    if deal.closed:
        return rng.randrange(78, 100) if deal.status == "won" else rng.randrange(4, 42)
    troubled = len(deal.flags)
    return rng.randrange(58, 96) if not troubled else max(6, rng.randrange(24, 62) - 9 * (troubled - 1))


def plan_deal(company: Company, number: int) -> PlannedDeal:
    """Plan a deal completely, determined by its number alone."""
    seed = company.seed
    rng = stream(seed, "deal", number)
    market = table("market")
    customer = account(seed, account_of(number))
    owner = _owner(company, customer, number, rng)
    product = market["product"][3] if number == 0 else rng.choices(market["product"], (0.36, 0.26, 0.14, 0.24))[0]
    seats = 250 if number == 0 else rng.randrange(*market["segment"][customer.segment]["seats"])
    price = 60 if number == 0 else rng.randrange(product["band"][0], product["band"][1] + 1)
    amount = Decimal(seats * price * 12)
    latent = _latent(company, owner, customer.segment, stream(seed, "deal", number, "behaviour"))
    odds = win_probability(latent, stream(seed, "deal", number, "fit").gauss(0, 1), customer.segment, company.effects)
    status = _status(company, number, odds, stream(seed, "deal", number, "outcome"))
    flags = _situation(company, number) if status == "open" else ()
    world = company.world
    boss = world.staff[owner.manager] if owner.manager is not None else world.managers[0]
    start = office_hour(rng, company.today)
    deal = PlannedDeal(
        number, salesforce_id("006", number), product["deal"][0] if number == 0 else rng.choice(product["deal"]),
        customer, owner, world.engineers[number % len(world.engineers)], boss, product, seats, price, amount,
        rng.choice(market["competitors"]), start, company.today, status, STAGES[0], start, company.today, latent,
        {b.name: b.value(latent[b.name]) for b in BEHAVIOURS}, flags,
    )  # fmt: skip
    _times(deal, company, rng)
    deal.changes = _changes(deal, company, stream(seed, "deal", number, "history"))
    deal.health = _health(deal, rng)
    deal.deleted = number % 40 == 17
    plan_people(deal, stream(seed, "deal", number, "people"))
    plan_calls(deal, seed, stream(seed, "deal", number, "calls"))
    return deal
