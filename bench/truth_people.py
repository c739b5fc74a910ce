"""Figures (n) and (o): claims about identical reps, and about coaching goals after which nothing changed."""

from datetime import UTC, datetime, timedelta
from random import Random
from statistics import fmean

from bench.truth_claims import Map
from bench.truth_figures import Figure, share_at_least, share_at_most
from gametape.analysis.learning.agreements import BEFORE, AgreementShows, progress
from gametape.analysis.learning.wandering import DatedValue, allowance, values_between, wandering
from gametape.analysis.reps.benchmark import difference, standing
from gametape.analysis.reps.rep_facts import RepValue

SEED = 600_000
REPS, SCORES, WEEKS = 12, 4, 26
START = datetime(2025, 3, 3, tzinfo=UTC)
AGREED = START + timedelta(days=540)

Deals = list[list[DatedValue]]


def stands_out(seed: int) -> bool:
    """Tell whether any of twelve identical reps has a strength or a gap in one of four scores."""
    rng = Random(seed)
    return any(_any_stands_out(rng) for _ in range(SCORES))


def _any_stands_out(rng: Random) -> bool:
    reps = [_scores(rng, rep) for rep in range(REPS)]
    for rep, own in enumerate(reps):
        team = [value for other, values in enumerate(reps) if other != rep for value in values]
        if standing(difference(own, team, SCORES * REPS), is_score=True) in ("strength", "gap"):
            return True
    return False


def _scores(rng: Random, rep: int) -> list[RepValue]:
    found = []
    for deal in range(rng.randint(5, 25)):
        level = rng.gauss(60, 12)
        for call in range(rng.randint(1, 5)):
            score = min(100.0, max(0.0, rng.gauss(level, 14)))
            found.append(RepValue(f"{rep} {deal} {call}", f"{rep} {deal}", START, score))
    return found


def told_of_goal(task: tuple[int, float, float]) -> bool:
    """Tell whether progress is claimed in any week for the goal of the rep who was worst in the 90 days before.

    Args:
        task: seed; size of the natural ups and downs (standard deviation of a month, with a correlation of 0.7 from
            month to month); true change of the rep.
    """
    seed, wander, change = task
    rng = Random(seed)
    reps = [_wandering_rep(rng, wander) for _ in range(REPS)]
    streak = [values_between(deals, AGREED - timedelta(days=90), AGREED) for deals in reps]
    worst = min(range(REPS), key=lambda rep: fmean([value for deal in streak[rep] for value in deal] or [0.0]))
    mine = [[DatedValue(at, value + change * (at >= AGREED)) for at, value in deal] for deal in reps[worst]]
    variance = wandering(reps, AGREED - BEFORE, AGREED)
    before = values_between(mine, AGREED - BEFORE, AGREED)
    for week in range(1, WEEKS + 1):
        time = timedelta(weeks=week)
        after = values_between(mine, AGREED, AGREED + time)
        told = progress(before, after, 3.0, wander=allowance(variance, BEFORE, time))
        if told.change is AgreementShows.TOWARDS_TARGET:
            return True
    return False


def _wandering_rep(rng: Random, wander: float) -> Deals:
    mood = [rng.gauss(0, wander)]
    while len(mood) < 30:
        mood.append(0.7 * mood[-1] + (1 - 0.7**2) ** 0.5 * rng.gauss(0, wander))
    deals: Deals = []
    day = -40.0
    while day < 540 + 7 * WEEKS:
        day += rng.expovariate(1 / 8)
        level, at, calls = rng.gauss(0, 0.7), day, []
        for _ in range(rng.choice((2, 3, 4, 5))):
            if at >= 0:
                calls.append(DatedValue(START + timedelta(days=at), level + mood[int(at / 30)] + rng.gauss(0, 0.9)))
            at += rng.uniform(6, 18)
        deals.append(calls)
    return deals


def figures(run: Map, companies: int, goals: int) -> list[Figure]:
    """Return each figure with its limit."""
    nobody = sum(run(stands_out, range(SEED, SEED + companies)))
    figures_ = [
        share_at_most(
            "n", "companies of 12 identical reps in which somebody has a gap or strength", nobody, companies, 0.10,
            "4 scores each, 5 to 25 deals",
        )
    ]  # fmt: skip
    for wander in (0.0, 0.3, 0.5):
        hits = sum(run(told_of_goal, [(SEED + number, wander, 0.0) for number in range(goals)]))
        what = f"goals said to be approached though nothing changed; reps wander by {wander}"
        detail = "the rep who was worst in 90 days, looked at weekly for half a year"
        figures_.append(share_at_most("o", what, hits, goals, 0.05, detail))
    hits = sum(run(told_of_goal, [(SEED + number, 0.3, 1.0) for number in range(goals)]))
    what = "goals said to be approached after a change of 1 sd; reps wander by 0.3"
    return [*figures_, share_at_least("o", what, hits, goals, 0.60, "the same")]
