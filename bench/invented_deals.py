"""Companies for `bench.truth_worlds`, call by call, from a generator that shares nothing with the sample company.

A deal has a level in each behavior: the sum of the rep's habit, a part of the deal, and effects of segment, product,
size and time. The values of its calls are the level plus noise plus effects of place and phase. The outcome is drawn
from the rep's skill and effects of segment, product, size and time: in a company without effect it does not depend on
the calls. A planted effect moves the level of won deals, so that the deals' values differ by the given Cliff's delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, sqrt
from random import Random
from statistics import NormalDist
from uuid import UUID

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.deal_values import call_effects, deal_values
from gametape.analysis.comparing.dimensions import CallFacts, before_outcome, dimensions
from gametape.queries.deals import Outcome

START = datetime(2024, 11, 20, 15, tzinfo=UTC)
DAYS = 700
BLACKOUT = timedelta(days=14)
SEGMENTS, PRODUCTS = ("SMB", "Mid", "Enterprise"), ("Core", "Plus", "Flex")
NUMBERS = tuple(dimension.name for dimension in dimensions() if dimension.scope in ("ours", "theirs", "score"))
TRACKERS = tuple(dimension.name for dimension in dimensions() if dimension.scope == "tracker")
_HIGH = {one.name: one.high for one in dimensions()}
_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class World:
    """Truth of a company. Slopes are in standard deviations of a behavior, and in logits of winning."""

    reps: int = 12
    deals: int = 300
    habit: float = 0.45  # share of the variance of levels between reps
    skill: float = 1.0  # standard deviation of the reps' logits
    noise: float = 0.9  # standard deviation of a call's value around the deal's level
    effects: Mapping[str, float] = field(default_factory=dict)  # Cliff's delta of won against lost deals
    ends_early: bool = False  # lost deals have fewer calls
    by_place: float = 0.0  # how far first calls lie from later ones
    after_yes: float = 0.0  # how far calls after a verbal yes lie from others
    is_yes_recorded: bool = True  # the stage moves when the yes is given, not only when the books are closed
    after_closing: float = 0.0  # how far calls after closing lie from others
    by_segment: float = 0.0
    by_size: float = 0.0
    by_time: float = 0.0
    arms: tuple[int, int] | None = None  # so many won and lost deals of peers; `deals` is then ignored


@dataclass(frozen=True, slots=True)
class _Deal:
    rep: int
    segment: int
    product: int
    size: float  # standard normal
    time: float  # -1 to 1 over the two years
    won: bool


@dataclass(frozen=True, slots=True)
class InventedDeal:
    """Deal with all of its calls; `decided_at` is the time from which the CRM shows the outcome."""

    number: int
    rep: str
    outcome: Outcome
    decided_at: datetime
    closed_at: datetime
    calls: tuple[CallFacts, ...]
    segment: str
    product: str
    amount: float


def company(seed: int, world: World) -> list[InventedDeal]:
    """Make the deals of an invented company; each is closed."""
    rng = Random(f"invented {seed}")
    skills = [rng.gauss(0, world.skill) for _ in range(world.reps)]
    habits = [{name: rng.gauss(0, 1) for name in (*NUMBERS, *TRACKERS, *_COUNTED)} for _ in range(world.reps)]
    leans = _leans(rng)
    return [_deal(rng, number, like, world, habits, leans) for number, like in enumerate(_drawn(rng, world, skills))]


_COUNTED = ("contacts", "pricing_at", "objections_handled")


@dataclass(frozen=True, slots=True)
class _Leans:
    """Effects, by behavior, of segment, size, time, place, and news of the outcome: sign and size."""

    segment: Mapping[str, float]
    size: Mapping[str, float]
    time: Mapping[str, float]
    place: Mapping[str, float]
    news: Mapping[str, float]


def _leans(rng: Random) -> _Leans:
    def some() -> dict[str, float]:
        return {name: rng.choice((-1, 1)) * rng.uniform(0.5, 1.2) for name in (*NUMBERS, *TRACKERS, *_COUNTED)}

    return _Leans(some(), some(), some(), some(), some())


def _drawn(rng: Random, world: World, skills: list[float]) -> list[_Deal]:
    """Draw deals and their outcomes; with `arms`, until the first rep's peers have that many won and lost deals."""
    found: list[_Deal] = []
    left = {True: world.arms[0], False: world.arms[1]} if world.arms else {}
    own = 12
    while (left and (any(left.values()) or own)) or (not left and len(found) < world.deals):
        one = _like(rng, world, skills)
        if left:
            if one.rep == 0:
                if not own:
                    continue
                own -= 1
            elif left[one.won]:
                left[one.won] -= 1
            else:
                continue
        found.append(one)
    return found


def _like(rng: Random, world: World, skills: list[float]) -> _Deal:
    rep, segment, product = rng.randrange(world.reps), rng.randrange(3), rng.randrange(3)
    size, time = rng.gauss(0, 1), rng.uniform(-1, 1)
    logit = -0.3 + skills[rep] + world.by_segment * (segment - 1 + 0.5 * (product - 1))
    logit += world.by_size * size + 1.5 * world.by_time * time
    return _Deal(rep, segment, product, size, time, rng.random() < 1 / (1 + exp(-logit)))


def _deal(
    rng: Random, number: int, like: _Deal, world: World, habits: list[dict[str, float]], leans: _Leans
) -> InventedDeal:
    count = 3 + rng.choice((0, 1, 1, 2, 3)) if like.won or not world.ends_early else 2 + rng.choice((0, 0, 1, 1, 2))
    levels = {name: _level(rng, name, like, world, habits[like.rep], leans) for name in habits[0]}
    told = _Calls(rng, number, world, levels, leans)
    at = START + timedelta(days=(like.time + 1) / 2 * DAYS)
    for _ in range(count):
        at += timedelta(days=rng.uniform(6, 16))
        told.hold(at)
    decided = closed = at + timedelta(hours=20)
    if world.after_yes and like.won:
        for _ in range(2):
            at += timedelta(days=rng.uniform(6, 10))
            told.hold(at, world.after_yes)
        closed = at + timedelta(hours=20)
    for _ in range(rng.choice((1, 2, 3)) if world.after_closing else 0):
        at += timedelta(days=10)
        told.hold(at, world.after_closing * (1 if like.won else 0.2))
    return InventedDeal(
        number=number,
        rep=f"rep{like.rep}@x",
        outcome=Outcome.WON if like.won else Outcome.LOST,
        decided_at=decided if world.is_yes_recorded else closed,
        closed_at=closed,
        calls=tuple(told.calls),
        segment=SEGMENTS[like.segment],
        product=PRODUCTS[like.product],
        amount=20_000 * exp(like.size),
    )


def _level(rng: Random, name: str, like: _Deal, world: World, habits: Mapping[str, float], leans: _Leans) -> float:
    level = sqrt(world.habit) * habits[name] + sqrt(1 - world.habit) * rng.gauss(0, 1)
    level += world.by_segment * leans.segment[name] * (like.segment - 1 + 0.5 * (like.product - 1))
    level += world.by_size * leans.size[name] * like.size + world.by_time * leans.time[name] * like.time
    delta = world.effects.get(name, 0.0)
    spread = sqrt(1 + world.noise**2 / 3)  # of a deal's value, with three calls that count
    return level + (_shift(delta) * spread * (like.won - 0.5) if delta else 0.0)


def _shift(delta: float) -> float:
    """Return by how many standard deviations two normal groups differ whose Cliff's delta is this."""
    return sqrt(2) * _normal.inv_cdf((1 + delta) / 2)


class _Calls:
    """Generator of the calls of a deal, in the order in which they are held."""

    def __init__(self, rng: Random, number: int, world: World, levels: Mapping[str, float], leans: _Leans) -> None:
        self.calls: list[CallFacts] = []
        self._rng = rng
        self._number = number
        self._world = world
        self._levels = levels
        self._leans = leans
        self._met = 0

    def hold(self, at: datetime, news: float = 0.0) -> None:
        """Make the next call; `news` is the effect of a known outcome on the values."""
        rng, is_first = self._rng, not self.calls

        def shown(name: str) -> float:
            place = self._world.by_place * self._leans.place[name] * (1 if is_first else -0.15 * len(self.calls))
            return self._levels[name] + place + news * self._leans.news[name] + rng.gauss(0, self._world.noise)

        values = {name: _HIGH[name] * _normal.cdf(shown(name)) for name in NUMBERS}
        values |= {name: float(shown(name) > 0.2) for name in TRACKERS}
        new = 1 + (shown("contacts") > 0.5) if is_first else int(shown("contacts") > 0.3)
        people = {f"{self._number} {self._met + one}@y" for one in range(new)} | {f"{self._number} 0@y"}
        self._met += new
        raised = rng.choice((0, 0, 1, 2))
        self.calls.append(
            CallFacts(
                UUID(int=self._number * 100 + len(self.calls)),
                at,
                values,
                frozenset(people),
                priced=shown("pricing_at") > (0.8 if is_first else 0.2),
                raised=raised,
                handled=sum(shown("objections_handled") > 0 for _ in range(raised)),
            )
        )


def facts_of(deals: list[InventedDeal]) -> list[DealFacts]:
    """Return the deals' facts for the comparison, computed from CRM and calls by gametape's own functions."""
    counted = [before_outcome(deal.calls, deal.decided_at, BLACKOUT) for deal in deals]
    effects = call_effects(counted)
    amounts = sorted(deal.amount for deal in deals)
    bands = amounts[len(amounts) // 3], amounts[2 * len(amounts) // 3]
    return [
        DealFacts(
            deal_id=UUID(int=deal.number),
            rep=deal.rep,
            role="AE",
            outcome=deal.outcome,
            closed_at=deal.closed_at,
            values=deal_values(calls, closed=True, effects=effects),
            segment=deal.segment,
            product=deal.product,
            size="small" if deal.amount < bands[0] else "middle" if deal.amount < bands[1] else "large",
            period=f"{deal.closed_at.year} H{(deal.closed_at.month + 5) // 6}",
            amount_place=amounts.index(deal.amount) / len(amounts),
            calls=len(calls),
        )
        for deal, calls in zip(deals, counted, strict=True)
        if calls
    ]
