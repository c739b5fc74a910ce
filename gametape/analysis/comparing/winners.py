"""Comparison of a rep with won and lost deals of comparable peers; the rep's own deals are not among the peers'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import atanh, tanh
from statistics import fmean

from gametape.analysis.comparing.comparison import (
    Cell,
    Cohort,
    DealFacts,
    Finding,
    Matching,
    Rules,
    by_cell,
    comparable,
    match,
    strata_of,
    values_of,
)
from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.comparing.rank_regression import AdjustedDelta
from gametape.analysis.comparing.stats import Mean, mean_interval, standardised_mean
from gametape.analysis.comparing.welch import standardised_gap
from gametape.queries.deals import Outcome


class DimensionVerdict(StrEnum):
    """Result of the comparison in a dimension."""

    DIFFERS = "differs"
    NO_DIFFERENCE = "no_difference"
    NOT_ENOUGH_DATA = "not_enough_data"


class NearerTo(StrEnum):
    """Peers' deals that the rep's deals are nearer to: the won or the lost deals."""

    WINNERS = "winners"
    LOSERS = "losers"


@dataclass(frozen=True, slots=True)
class Effect:
    """Adjusted Cliff's delta of won against lost deals, -1 to 1: above 0, won deals have higher values.

    `observed` is the delta of these deals; `delta` is the delta to expect of further deals. Large deltas among few
    deals are partly luck, so `delta` is shrunk towards 0: the fewer deals, the more. `low` and `high` are the ends of
    the 95 % interval.
    """

    delta: float
    low: float
    high: float
    observed: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Comparison in a dimension. The means of the peers are standardised to the rep's mix of strata.

    `peers` is the result for the peers' won and lost deals; `verdict` also requires enough deals of the rep. `both`
    peers have won and lost deals, and in `agreeing` of these peers the two differ in the direction of the effect.
    """

    dimension: Dimension
    verdict: DimensionVerdict
    peers: DimensionVerdict
    rep: Mean | None
    winners: Mean | None
    losers: Mean | None
    everybody: Mean | None  # the peers' won and lost deals together
    counts: tuple[int, int, int]  # deals of the rep, won, lost
    effect: Effect | None
    p: float | None
    q: float | None
    standing: NearerTo | None  # None if the difference may be chance
    is_new: bool  # does not hold without the deals of the last two weeks: not claimed yet
    agreeing: int
    both: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Dimensions, the most important first, with the matching and the number of the rep's, won and lost deals."""

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
    """Compare a rep's deals with the deals of the peers.

    Args:
        rep: address.
        deals: all deals of the rep's role.
        found: tests of won against lost deals in the company, from `comparison.findings`.
        dimensions: dimensions to compare.
        rules: conditions that a claim must meet.
        intervals: compute the effect of every dimension; without, only of dimensions that differ in the company, which
            takes a fraction of the time.
    """
    own = [deal for deal in deals if deal.rep == rep]
    peers = [deal for deal in deals if deal.rep != rep and deal.outcome is not Outcome.OPEN]
    matching = match(peers, rules, own)
    cells = by_cell(comparable(peers, matching.used, own), matching.used)
    mine = by_cell(own, matching.used)
    # Covariates adjust for the other keys, so the test may use all peers' deals in the rep's segments.
    cohort = Cohort(comparable(peers, matching.used[:1], own))
    role = own[0].role if own else ""
    rows = [
        _row(dimension, mine, cells, cohort, found.get((role, dimension.name)), rules, intervals=intervals)
        for dimension in dimensions
    ]
    reps = max(1, len({deal.rep for deal in deals}))
    tested = reps * max(1, sum(row.peers is DimensionVerdict.DIFFERS for row in rows))
    rows = [replace(row, standing=_standing(row, mine, cells, rules.placed_at / tested)) for row in rows]
    compared = [deal for stratum in cells.values() for deal in stratum]
    return Comparison(
        rows=tuple(sorted(rows, key=_matters)),
        matching=replace(matching, **_adjusted(matching, cohort)),
        own=len(own),
        won=sum(deal.outcome is Outcome.WON for deal in compared),
        lost=sum(deal.outcome is Outcome.LOST for deal in compared),
    )


def _adjusted(matching: Matching, cohort: Cohort) -> dict[str, tuple[str, ...]]:
    """Split the keys that were not matched on: keys that are adjusted for, and keys that are given up."""
    taken = cohort.adjusted
    return {
        "adjusted": tuple(key for key in matching.relaxed if key in taken),
        "relaxed": tuple(key for key in matching.relaxed if key not in taken),
    }


def _row(
    dimension: Dimension,
    mine: Mapping[Cell, Sequence[DealFacts]],
    cells: Mapping[Cell, Sequence[DealFacts]],
    cohort: Cohort,
    finding: Finding | None,
    rules: Rules,
    *,
    intervals: bool,
) -> Compared:
    strata = strata_of(cells, dimension.name)
    own = {cell: values for cell in strata if (values := values_of(mine.get(cell, ()), dimension.name))}
    won, lost = cohort.arms(dimension.name)
    count = sum(map(len, own.values()))
    rep = _within(dimension, mean_interval([value for values in own.values() for value in values])) if own else None
    pooled = {cell: ([*both[0], *both[1]],) for cell, both in strata.items()}
    winners, losers = (_within(dimension, _as_mixed(own, strata, side)) if strata else None for side in (0, 1))
    everybody = _within(dimension, _as_mixed(own, pooled, 0)) if strata else None
    enough = min(won, lost) >= rules.minimum
    found = cohort.adjusted_delta(dimension.name) if enough and (intervals or _is_called(finding, rules)) else None
    peers = _between(found, finding, rules) if enough else DimensionVerdict.NOT_ENOUGH_DATA
    agreeing, both = _agreeing(cells, dimension.name, found.delta if found else 0.0)
    return Compared(
        dimension=dimension,
        verdict=peers if count >= rules.minimum else DimensionVerdict.NOT_ENOUGH_DATA,
        peers=peers,
        rep=rep,
        winners=winners,
        losers=losers,
        everybody=everybody,
        counts=(count, won, lost),
        effect=_effect(found, rules) if found else None,
        p=found.p if found else None,
        q=finding.q if finding else None,
        standing=None,
        is_new=_is_called(finding, rules) and finding is not None and finding.is_new,
        agreeing=agreeing,
        both=both,
    )


def _is_called(finding: Finding | None, rules: Rules) -> bool:
    return finding is not None and finding.q <= rules.level


def _effect(found: AdjustedDelta, rules: Rules) -> Effect:
    """Shrink the delta: normal prior on Fisher's z, with mean 0 and the standard deviation `rules.spread`."""
    low, high = found.interval()
    most = 1 - 2 / (
        found.freedom + 2
    )  # instead of 1, whose z is infinite: few deals cannot show that groups never overlap
    observed = max(-most, min(most, found.delta))
    doubt = found.null_error**2
    shrunk = tanh(atanh(observed) * rules.spread**2 / (rules.spread**2 + doubt))
    return Effect(delta=shrunk, low=min(low, shrunk), high=max(high, shrunk), observed=found.delta)


def _between(found: AdjustedDelta | None, finding: Finding | None, rules: Rules) -> DimensionVerdict:
    if finding is None or found is None or finding.is_new:
        return DimensionVerdict.NO_DIFFERENCE
    holds = finding.q <= rules.level and found.p <= rules.confirmed_at and found.delta * finding.delta > 0
    return DimensionVerdict.DIFFERS if holds else DimensionVerdict.NO_DIFFERENCE


def _as_mixed(own: Mapping[Cell, Sequence[float]], strata: Mapping[Cell, Sequence[Sequence[float]]], side: int) -> Mean:
    """Return the mean of a group's deals, standardised to the rep's mix of strata."""
    weights = {cell: float(len(values)) for cell, values in own.items()}
    if not weights:
        weights = {cell: float(sum(map(len, groups))) for cell, groups in strata.items()}
    return standardised_mean([(weight, strata[cell][side]) for cell, weight in weights.items()])


def _within(dimension: Dimension, mean: Mean) -> Mean:
    """Cut the interval to the range of the dimension."""
    if mean.low is None or mean.high is None:
        return mean
    return Mean(mean.n, mean.mean, max(0.0, mean.low), min(dimension.high, mean.high))


def _standing(
    row: Compared, mine: Mapping[Cell, Sequence[DealFacts]], cells: Mapping[Cell, Sequence[DealFacts]], tail: float
) -> NearerTo | None:
    """Tell on which side of the peers' mean the rep's deals are; None if the distance may be chance.

    The rep is compared with the mean of all peers' deals, not with the middle between won and lost deals: where most
    deals are lost, every rep's deals are nearer to the lost deals. Test: Welch's t over deals, standardised to the
    rep's mix of strata.

    Args:
        row: comparison in the dimension.
        mine: the rep's deals by stratum.
        cells: the peers' deals by stratum.
        tail: probability with which chance may put the rep on either side.
    """
    if row.verdict is not DimensionVerdict.DIFFERS or not row.effect or not row.winners or not row.losers:
        return None
    if (row.winners.mean - row.losers.mean) * row.effect.observed <= 0:
        return None  # with the rep's mix of strata the means differ in the other direction
    name = row.dimension.name
    strata = {
        cell: (own, theirs)
        for cell, deals in cells.items()
        if (own := values_of(mine.get(cell, ()), name)) and (theirs := values_of(deals, name))
    }
    gap = standardised_gap(list(strata.values()), level=1 - tail)
    if gap is None or gap.low <= 0 <= gap.high:
        return None
    return NearerTo.WINNERS if (gap.value > 0) == (row.effect.observed > 0) else NearerTo.LOSERS


def _agreeing(cells: Mapping[Cell, Sequence[DealFacts]], name: str, delta: float) -> tuple[int, int]:
    """Count the peers whose won and lost deals differ in the direction of `delta`, and the peers who have both."""
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
    """Sort key: dimensions that differ first, of these the rep's weak ones; main dimensions before the others."""
    order = [DimensionVerdict.DIFFERS, DimensionVerdict.NO_DIFFERENCE, DimensionVerdict.NOT_ENOUGH_DATA]
    return (
        order.index(row.verdict),
        order.index(row.peers),
        row.standing is NearerTo.WINNERS,
        not row.dimension.main,
        -abs(row.effect.delta) if row.effect else 0.0,
    )
