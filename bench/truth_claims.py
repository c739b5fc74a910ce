"""Figures (a) to (d): claims about winners in companies whose truth is known."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import fmean
from typing import Any

from bench.truth_figures import Figure, share_at_least, share_at_most
from bench.truth_world import PLANNED, company, planned
from gametape.analysis.comparing.comparison import DealFacts, Rules, findings, values_of
from gametape.analysis.comparing.dimensions import dimensions
from gametape.analysis.comparing.rank_regression import Design
from gametape.analysis.comparing.stats import benjamini_hochberg, cliffs_delta
from gametape.analysis.comparing.winners import Compared, Comparison, DimensionVerdict, compare
from gametape.queries.deals import Outcome
from gametape.sample.behaviours import Effects
from gametape.sample.deals import Company
from gametape.sample.story import PlannedDeal

RULES = Rules()
DELTA = 0.54
"""Planted in the latent behavior, so that the effect in the deals' values, with the noise of their calls, is about
0.5."""

CONFOUNDED = ("open_questions", "talk_ratio", "patience")
ARM, OWN = 30, 12
COUNTED = ("contacts", "next_steps", "objections_handled", "pricing_at")

Map = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]
"""Function that runs a function over tasks, on all cores."""


def claims(deals: Sequence[DealFacts], rep: str) -> Comparison:
    """Compare a rep with peers, as the rep page does."""
    results = findings(deals, dimensions(), RULES)
    return compare(rep, deals, results, dimensions(), RULES, intervals=False)


def claimed(compared: Comparison) -> set[str]:
    """Return the dimensions that the page claims to differ between won and lost deals."""
    return {row.dimension.name for row in compared.rows if row.peers is DimensionVerdict.DIFFERS}


def null_company(seed: int) -> tuple[bool, float, bool]:
    """Simulate a company without effects.

    Returns: any page of any rep claims an effect; share of comparisons with a claim; naive tests find one.
    """
    world = company(seed)
    deals = planned(world, range(world.deals))
    results = findings(deals, dimensions(), RULES)
    pages = [
        claimed(compare(rep.email, deals, results, dimensions(), RULES, intervals=False)) for rep in world.world.reps
    ]
    share = fmean(len(page) / len(dimensions()) for page in pages)
    return any(pages), share, _naive(deals)


def _naive(deals: Sequence[DealFacts]) -> bool:
    """Tell whether a plain rank test at 0.05 per dimension finds an effect."""
    return any(p <= 0.05 for p in _plain(deals))


def _plain(deals: Sequence[DealFacts]) -> list[float]:
    """Return by dimension the p value of won against lost deals, without reps and covariates."""
    found = []
    for one in dimensions():
        values = [
            (deal.values[one.name], float(deal.outcome is Outcome.WON))
            for deal in deals
            if one.name in deal.values and deal.outcome is not Outcome.OPEN
        ]
        test = Design([won for _, won in values], [], [""] * len(values)).adjusted_delta([value for value, _ in values])
        found.append(test.p if test else 1.0)
    return found


def cut(
    world: Company, deals: Iterable[tuple[int, PlannedDeal]], *, won: int = ARM, lost: int = ARM, own: int = OWN
) -> tuple[list[int], str]:
    """Select comparable deals: the first rep's, and won and lost deals of peers in the same segments.

    Returns: numbers of the deals, and the rep's address.
    """
    rep = world.world.reps[0].email
    rows = [(number, deal) for number, deal in deals if not deal.deleted and deal.closed]
    mine = [(number, deal) for number, deal in rows if deal.owner.email == rep][:own]
    segments = {deal.account.segment for _, deal in mine}
    peers = [(number, deal) for number, deal in rows if deal.owner.email != rep and deal.account.segment in segments]
    arms = [
        [number for number, deal in peers if deal.status == status][:count]
        for status, count in (("won", won), ("lost", lost))
    ]
    return [*(number for number, _ in mine), *arms[0], *arms[1]], rep


def arms_of(seed: int, name: str, delta: float, **sizes: int) -> tuple[list[DealFacts], str]:
    """Plan a company with one planted effect, cut to that many deals."""
    world = company(seed, effects=Effects({name: delta}), open_share=0.0)
    numbers, rep = cut(world, ((number, world.deal(number)) for number in range(240)), **sizes)
    return planned(world, numbers), rep


def planted(task: tuple[int, str]) -> tuple[str, bool, float, bool]:
    """Simulate one planted effect.

    Returns: its name, whether it is found, its size in the values, and whether another effect is claimed.
    """
    seed, name = task
    deals, rep = arms_of(seed, name, DELTA)
    page = claimed(claims(deals, rep))
    peers = [deal for deal in deals if deal.rep != rep]
    realised = cliffs_delta(values_of(peers, name, Outcome.WON), values_of(peers, name, Outcome.LOST))
    return name, name in page, realised, bool(page - {name})


def confounded(seed: int) -> tuple[bool, bool]:
    """Simulate a company in which the segment drives behavior and winning.

    Returns: the comparison is misled; a test without strata is misled.
    """
    world = company(seed, effects=Effects(confounded=CONFOUNDED))
    deals = planned(world, range(world.deals))
    results = findings(deals, dimensions(), RULES)
    fooled = any(
        claimed(compare(rep.email, deals, results, dimensions(), RULES, intervals=False)) & set(CONFOUNDED)
        for rep in world.world.reps
    )
    qs = benjamini_hochberg(_plain(deals))
    called = {one.name for one, q in zip(dimensions(), qs, strict=True) if q <= RULES.level}
    return fooled, bool(called & set(CONFOUNDED))


def too_few(task: tuple[int, str]) -> tuple[int, int]:
    """Simulate a strong effect with an arm that lacks one deal.

    Returns: number of answers, and of those other than "not enough data".
    """
    seed, short = task
    sizes = {"won": ARM, "lost": ARM, "own": OWN} | {short: RULES.minimum - 1}
    deals, rep = arms_of(seed, "open_questions", 0.8, **sizes)
    rows: Sequence[Compared] = claims(deals, rep).rows
    return len(rows), sum(row.verdict is not DimensionVerdict.NOT_ENOUGH_DATA for row in rows)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Number of companies per figure."""

    null: int
    planted: int
    confounded: int
    few: int


def figures(run: Map, sizes: Sizes) -> list[Figure]:
    """Return figures (a) to (d), on planned companies.

    Ten behaviors with the noise of calls, twelve dimensions of noise.
    """
    return [
        *_false_claims(run, sizes.null),
        *_power(run, sizes.planted),
        _fooled(run, sizes.confounded),
        _few(run, sizes.few),
    ]


def _false_claims(run: Map, count: int) -> list[Figure]:
    results = run(null_company, range(10_000, 10_000 + count))
    naive, share = fmean(result[2] for result in results), fmean(result[1] for result in results)
    what = "companies without any effect in which any page of any rep claims one"
    detail = f"plain tests at 0.05 claim one in {naive:.0%}; of all comparisons on all pages {share:.2%} claim one"
    return [share_at_most("a", what, sum(result[0] for result in results), count, 0.10, detail)]


def _power(run: Map, count: int) -> list[Figure]:
    names = list(islice(cycle(PLANNED), count))
    results = run(planted, list(zip(range(20_000, 20_000 + count), names, strict=True)))
    came, others = fmean(delta for *_, delta, _ in results), fmean(other for *_, other in results)
    detail = (
        f"planted {DELTA} in the latent behaviour, in the values {came:.2f} on average; {_by_name(results)};"
        f" in {others:.0%} another dimension is claimed as well"
    )
    what = f"planted effects that are found, {ARM} won and {ARM} lost deals of peers"
    counted = run(planted, list(zip(range(30_000, 30_000 + count // 2), cycle(COUNTED), strict=False)))
    return [
        share_at_least("b", what, sum(hit for _, hit, *_ in results), count, 0.80, detail),
        Figure("b2", "the same for what is counted over few calls", None, None, None, _by_name(counted)),
    ]


def _by_name(results: Sequence[tuple[str, bool, float, bool]]) -> str:
    """Describe by behavior the share of effects that were found, and their size."""
    rows = {name: [row for row in results if row[0] == name] for name in dict.fromkeys(row[0] for row in results)}
    return ", ".join(
        f"{name} {fmean(row[1] for row in own):.0%} (came to {fmean(row[2] for row in own):.2f})"
        for name, own in rows.items()
    )


def _fooled(run: Map, count: int) -> Figure:
    results = run(confounded, range(40_000, 40_000 + count))
    naive = fmean(pooled for _, pooled in results)
    detail = f"{', '.join(CONFOUNDED)} follow the segment, as winning does; without strata {naive:.0%} are fooled"
    return share_at_most(
        "c",
        "companies in which the segment passes for a behaviour",
        sum(is_misled for is_misled, _ in results),
        count,
        0.10,
        detail,
    )


def _few(run: Map, count: int) -> Figure:
    tasks = [(seed, short) for seed in range(50_000, 50_000 + count) for short in ("won", "lost", "own")]
    results = run(too_few, tasks)
    answers, wrong = sum(count for count, _ in results), sum(count for _, count in results)
    detail = f"{answers:,} answers in {len(tasks)} comparisons with {RULES.minimum - 1} deals in one arm, effect 0.8"
    return Figure(
        "d", 'answers with too few deals that are not "not enough data"', float(wrong), "0", wrong == 0, detail
    )
