"""A rep against won and lost deals of comparable peers. The unit is the deal; the rep's own are not among the peers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from gametape.analysis.comparing.comparison import (
    Cell,
    DealFacts,
    Finding,
    Matching,
    Rules,
    arms,
    by_cell,
    comparable,
    match,
    strata_of,
    values_of,
)
from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.comparing.stats import (
    Mean,
    Stratum,
    delta_interval,
    mean_interval,
    rank_test,
    standardised_mean,
    stratified_delta,
)
from gametape.queries.deals import Outcome


class DimensionVerdict(StrEnum):
    """What can be said of a dimension."""

    DIFFERS = "differs"
    NO_DIFFERENCE = "no_difference"
    NOT_ENOUGH_DATA = "not_enough_data"


class NearerTo(StrEnum):
    """Whose deals the rep's are nearer to."""

    WINNERS = "winners"
    LOSERS = "losers"


@dataclass(frozen=True, slots=True)
class Effect:
    """Cliff's delta of won against lost deals within strata: above 0, winners have more of it."""

    delta: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One dimension. The means of the peers are what they would be with the rep's own mix of strata.

    `peers` is what can be said of won against lost deals alone; `verdict` also asks for enough deals of the rep.
    `agreeing` of `both` peers who have won and lost deals differ between them in the effect's direction.
    """

    dimension: Dimension
    verdict: DimensionVerdict
    peers: DimensionVerdict
    rep: Mean | None
    winners: Mean | None
    losers: Mean | None
    counts: tuple[int, int, int]  # deals of the rep, won, lost
    effect: Effect | None
    p: float | None
    q: float | None
    standing: NearerTo | None
    is_clear: bool  # the rep's interval lies wholly on that side
    agreeing: int
    both: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All dimensions, those that matter first; what was matched, and how many deals there were to compare."""

    rows: tuple[Compared, ...]
    matching: Matching
    own: int
    won: int
    lost: int


def compare(
    rep: str,
    deals: Sequence[DealFacts],
    found: Mapping[tuple[str, str], Finding],
    dimensions: Sequence[Dimension],
    rules: Rules,
    *,
    intervals: bool = True,
) -> Comparison:
    """Hold a rep's deals against those of their peers.

    Args:
        rep: address.
        deals: all deals of the rep's role.
        found: what tells won from lost in the company, from `comparison.findings`.
        dimensions: what to compare.
        rules: what a claim must meet.
        intervals: whether effects come with their intervals, which take most of the time.
    """
    own = [deal for deal in deals if deal.rep == rep]
    peers = [deal for deal in deals if deal.rep != rep and deal.outcome is not Outcome.OPEN]
    matching = match(peers, rules, own)
    cells = by_cell(comparable(peers, matching.used, own), matching.used)
    mine = by_cell(own, matching.used)
    role = own[0].role if own else ""
    rows = [_row(one, mine, cells, found.get((role, one.name)), rules, intervals=intervals) for one in dimensions]
    compared = [deal for stratum in cells.values() for deal in stratum]
    return Comparison(
        rows=tuple(sorted(rows, key=_matters)),
        matching=matching,
        own=len(own),
        won=sum(deal.outcome is Outcome.WON for deal in compared),
        lost=sum(deal.outcome is Outcome.LOST for deal in compared),
    )


def _row(
    one: Dimension,
    mine: Mapping[Cell, Sequence[DealFacts]],
    cells: Mapping[Cell, Sequence[DealFacts]],
    finding: Finding | None,
    rules: Rules,
    *,
    intervals: bool,
) -> Compared:
    strata = strata_of(cells, one.name)
    own = {cell: values for cell in strata if (values := values_of(mine.get(cell, ()), one.name))}
    won, lost = arms(list(strata.values()))
    count = sum(map(len, own.values()))
    rep = _within(one, mean_interval([value for values in own.values() for value in values])) if own else None
    winners, losers = (_within(one, _as_mixed(own, strata, side)) if strata else None for side in (0, 1))
    enough = min(won, lost) >= rules.minimum
    delta = stratified_delta(list(strata.values()))
    p = rank_test(list(strata.values())) if enough else None
    peers = _between(delta, p, finding, rules) if enough else DimensionVerdict.NOT_ENOUGH_DATA
    verdict = peers if count >= rules.minimum else DimensionVerdict.NOT_ENOUGH_DATA
    interval = delta_interval(list(strata.values())) if enough and intervals else None
    agreeing, both = _agreeing(cells, one.name, delta or 0.0)
    standing, is_clear = None, False
    if verdict is DimensionVerdict.DIFFERS and rep and winners and losers and delta:
        standing, is_clear = _standing(rep, winners, losers, delta)
    return Compared(
        dimension=one,
        verdict=verdict,
        peers=peers,
        rep=rep,
        winners=winners,
        losers=losers,
        counts=(count, won, lost),
        effect=Effect(delta, *interval) if delta is not None and interval else None,
        p=p,
        q=finding.q if finding else None,
        standing=standing,
        is_clear=is_clear,
        agreeing=agreeing,
        both=both,
    )


def _between(delta: float | None, p: float | None, finding: Finding | None, rules: Rules) -> DimensionVerdict:
    if finding is None or delta is None or p is None:
        return DimensionVerdict.NO_DIFFERENCE
    holds = finding.q <= rules.level and p <= rules.confirmed_at and delta * finding.delta > 0
    return DimensionVerdict.DIFFERS if holds else DimensionVerdict.NO_DIFFERENCE


def _as_mixed(own: Mapping[Cell, Sequence[float]], strata: Mapping[Cell, Stratum], side: int) -> Mean:
    """The mean of one outcome's deals, were they spread over the strata as the rep's are."""
    weights = {cell: float(len(values)) for cell, values in own.items()}
    if not weights:
        weights = {cell: float(len(won) + len(lost)) for cell, (won, lost) in strata.items()}
    return standardised_mean([(weight, strata[cell][side]) for cell, weight in weights.items()])


def _within(one: Dimension, mean: Mean) -> Mean:
    """The interval within what is possible."""
    if mean.low is None or mean.high is None:
        return mean
    return Mean(mean.n, mean.mean, max(0.0, mean.low), min(one.high, mean.high))


def _standing(rep: Mean, winners: Mean, losers: Mean, delta: float) -> tuple[NearerTo | None, bool]:
    if (winners.mean - losers.mean) * delta <= 0:
        return None, False  # with the rep's mix of strata the means do not tell the two apart
    middle = (winners.mean + losers.mean) / 2
    standing = NearerTo.WINNERS if (rep.mean > middle) == (delta > 0) else NearerTo.LOSERS
    clear = rep.low is not None and rep.high is not None and not rep.low <= middle <= rep.high
    return standing, clear


def _agreeing(cells: Mapping[Cell, Sequence[DealFacts]], name: str, delta: float) -> tuple[int, int]:
    """How many peers' own won and lost deals differ in the direction of `delta`, of those who have both."""
    by_rep: dict[str, list[DealFacts]] = {}
    for deal in (deal for deals in cells.values() for deal in deals):
        by_rep.setdefault(deal.rep, []).append(deal)
    gaps = [
        fmean(won) - fmean(lost)
        for deals in by_rep.values()
        if (won := values_of(deals, name, Outcome.WON)) and (lost := values_of(deals, name, Outcome.LOST))
    ]
    return sum(gap * delta > 0 for gap in gaps), len(gaps)


def _matters(row: Compared) -> tuple[object, ...]:
    """What differs first, and of that where the rep is with the losers; behaviours before scores made of them."""
    order = [DimensionVerdict.DIFFERS, DimensionVerdict.NO_DIFFERENCE, DimensionVerdict.NOT_ENOUGH_DATA]
    return (
        order.index(row.verdict),
        order.index(row.peers),
        row.standing is NearerTo.WINNERS,
        not row.dimension.main,
        -abs(row.effect.delta) if row.effect else 0.0,
    )
