"""Figures (h) to (n): claims about winners, reps and coaching goals in companies from `bench.invented_deals`.

Seeds from 500,000 on were never used while the rules were chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from bench.invented_deals import World, company, facts_of
from bench.truth_claims import Map
from bench.truth_figures import Figure, share_at_least, share_at_most
from gametape.analysis.comparing.comparison import Cohort, DealFacts, Rules, findings
from gametape.analysis.comparing.dimensions import dimensions
from gametape.analysis.comparing.winners import Comparison, DimensionVerdict, NearerTo, compare

RULES = Rules()
SEED = 500_000
NAME = "open_questions"
DELTAS = (0.0, 0.3, 0.6)

NULLS = {
    "reps with habits and skill": World(),
    "no habits, no skill": World(habit=0.0, skill=0.0),
    "120 deals": World(deals=120),
    "lost deals end earlier, first calls differ": World(ends_early=True, by_place=1.0),
    "calls after a verbal yes that the CRM tells": World(after_yes=1.5),
    "calls after a verbal yes that the CRM does not tell": World(after_yes=1.5, is_yes_recorded=False),
    "calls after closing": World(after_closing=1.5),
    "size confounded beside segment and product": World(by_segment=0.8, by_size=0.8),
    "time trend with segments": World(by_segment=0.8, by_time=0.8),
}


@dataclass(frozen=True, slots=True)
class WorldSizes:
    """Number of companies for each figure."""

    nulls: int
    power: int
    coverage: int
    few: int
    daily: int


def null_world(task: tuple[int, str]) -> bool:
    """Tell whether a claim is made in a company without effect; a page never adds a claim."""
    seed, name = task
    found = findings(facts_of(company(seed, NULLS[name])), dimensions(), RULES)
    return any(one.q <= RULES.level and not one.is_new for one in found.values())


def page(seed: int, world: World) -> Comparison:
    """Compute the page of the first rep."""
    deals = facts_of(company(seed, world))
    return compare("rep0@x", deals, findings(deals, dimensions(), RULES), dimensions(), RULES)


def planted(task: tuple[int, float, int]) -> tuple[bool, float, float]:
    """Tell whether a planted effect is claimed; return also the shown effect and the observed effect."""
    seed, delta, arm = task
    rows = page(seed, World(effects={NAME: delta}, arms=(arm, arm))).rows
    row = next(row for row in rows if row.dimension.name == NAME)
    shown = (row.effect.delta, row.effect.observed) if row.effect else (0.0, 0.0)
    return row.peers is DimensionVerdict.DIFFERS, *shown


def covered(task: tuple[int, float]) -> bool:
    """Tell whether the interval of a company with habits and skill holds the true effect."""
    seed, delta = task
    found = Cohort(facts_of(company(seed, World(deals=120, effects={NAME: delta})))).adjusted_delta(NAME)
    low, high = found.interval() if found else (1.0, -1.0)
    return low <= delta <= high


def nearer(seed: int) -> tuple[int, int]:
    """Count, among identical reps, the pages that claim a difference, and the pages with "nearer the lost deals"."""
    world = World(habit=0.0, skill=0.0, deals=240, effects={NAME: 0.5, "patience": -0.4})
    deals = facts_of(company(seed, world))
    found = findings(deals, dimensions(), RULES)
    pages = [compare(f"rep{number}@x", deals, found, dimensions(), RULES, intervals=False).rows for number in range(12)]
    told = [rows for rows in pages if any(row.verdict is DimensionVerdict.DIFFERS for row in rows)]
    behind = [rows for rows in told if any(row.standing is NearerTo.LOSERS for row in rows)]
    return len(told), len(behind)


def daily(seed: int) -> bool:
    """Tell whether an effect is claimed on any of 90 days in a company without effect.

    Findings are computed only on days on which deals changed: on other days the answer is the same.
    """
    deals = sorted(facts_of(company(seed, World(deals=150))), key=_closed)
    last = _closed(deals[-1])
    for day in range(90, -1, -1):
        known = [deal for deal in deals if _closed(deal) <= last - day]
        before = [deal for deal in known if _closed(deal) <= last - day - 1]
        if len(known) > len(before) and _claims(known):
            return True
    return False


def _claims(deals: Sequence[DealFacts]) -> bool:
    return any(one.q <= RULES.level and not one.is_new for one in findings(deals, dimensions(), RULES).values())


def _closed(deal: DealFacts) -> float:
    return deal.closed_at.timestamp() / 86_400 if deal.closed_at else 0.0


def figures(run: Map, sizes: WorldSizes) -> list[Figure]:
    """Return each figure with its limit."""
    return [
        *_nulls(run, sizes.nulls),
        _power(run, sizes.power, 0.5, 30, 0.75),
        _power(run, sizes.power, 0.8, 15, 0.90),
        _coverage(run, sizes.coverage),
        _shrunk(run, sizes.few),
        _nearer(run, max(2, sizes.nulls // 5)),
        share_at_most(
            "l",
            "companies without effect, looked at daily for 90 days, in which one is ever claimed",
            sum(run(daily, range(SEED + 90_000, SEED + 90_000 + sizes.daily))),
            sizes.daily,
            0.10,
            "150 deals; a claim must hold without the last two weeks",
        ),
    ]


def _nulls(run: Map, count: int) -> list[Figure]:
    tasks = [(SEED + number, name) for name in NULLS for number in range(count)]
    hits = run(null_world, tasks)
    return [
        share_at_most(
            "h",
            f"companies without effect in which one is claimed: {name}",
            sum(hits[place * count : (place + 1) * count]),
            count,
            0.10,
            f"{NULLS[name].deals} deals, 12 reps",
        )
        for place, name in enumerate(NULLS)
    ]


def _power(run: Map, count: int, delta: float, arm: int, bar: float) -> Figure:
    found = run(planted, [(SEED + 20_000 + number, delta, arm) for number in range(count)])
    detail = f"observed {fmean(one[2] for one in found):.2f} on average; reps with habits and skill"
    what = f"planted effects of {delta} that are claimed, {arm} won and {arm} lost deals of peers"
    return share_at_least("i", what, sum(one[0] for one in found), count, bar, detail)


def _coverage(run: Map, count: int) -> Figure:
    tasks = [(SEED + 40_000 + number, delta) for delta in DELTAS for number in range(count)]
    hits = run(covered, tasks)
    shares = [fmean(hits[place * count : (place + 1) * count]) for place in range(len(DELTAS))]
    least = min(shares)
    detail = ", ".join(f"{delta}: {share:.0%}" for delta, share in zip(DELTAS, shares, strict=True))
    told = f"of each true effect {count}; {detail}"
    figure = share_at_least("j", "intervals that hold the true effect", round(least * count), count, 0.90, told)
    return replace(figure, what="intervals that hold the true effect, reps with habits and skill (the least share)")


def _shrunk(run: Map, count: int) -> Figure:
    found = [row for row in run(planted, [(SEED + 60_000 + n, 0.3, 8) for n in range(count)]) if row[0]]
    if len(found) < 3:
        return Figure("k", "effect shown where 0.3 is true, 8 deals per arm", None, None, None, f"{len(found)} claims")
    shown, observed = fmean(row[1] for row in found), fmean(row[2] for row in found)
    detail = f"{len(found)} claims among {count}; observed {observed:.2f}, shown {shown:.2f}"
    what = "mean error of the effect shown in claims where 0.3 is true, 8 deals per arm"
    return Figure("k", what, abs(shown - 0.3), "<= 0.1", abs(shown - 0.3) <= 0.1, detail)


def _nearer(run: Map, count: int) -> Figure:
    found = run(nearer, range(SEED + 80_000, SEED + 80_000 + count))
    told, behind = sum(one[0] for one in found), sum(one[1] for one in found)
    what = 'pages of identical reps, under a true effect, that say "nearer the lost deals"'
    return share_at_most("m", what, behind, max(told, 1), 0.10, f"{count} companies of 12 reps")
