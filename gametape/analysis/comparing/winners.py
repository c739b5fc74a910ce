"""A rep against won and lost deals of comparable peers. The unit is the deal; the rep's own are not among the peers."""

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
    """Cliff's delta of won against lost deals, adjusted: above 0, winners have more of it.

    `observed` is the delta of the deals at hand. `delta` is what to expect of further deals: whatever stands out among
    few deals does so by luck as well, so it is shrunk towards 0, the more the fewer deals there are.
    """

    delta: float
    low: float
    high: float
    observed: float


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
    everybody: Mean | None  # won and lost deals of the peers together
    counts: tuple[int, int, int]  # deals of the rep, won, lost
    effect: Effect | None
    p: float | None
    q: float | None
    standing: NearerTo | None  # only where it is clear
    is_new: bool  # found in less than two weeks' deals: not claimed yet
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
    # Adjusting needs no deal of the rep's in every stratum: it is enough that peers sell to the rep's segments.
    cohort = Cohort(comparable(peers, matching.used[:1], own))
    role = own[0].role if own else ""
    rows = [
        _row(one, mine, cells, cohort, found.get((role, one.name)), rules, intervals=intervals) for one in dimensions
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
    """Of the keys that were not matched on, which are adjusted for, and which are given up."""
    taken = cohort.adjusted
    return {
        "adjusted": tuple(key for key in matching.relaxed if key in taken),
        "relaxed": tuple(key for key in matching.relaxed if key not in taken),
    }


def _row(
    one: Dimension,
    mine: Mapping[Cell, Sequence[DealFacts]],
    cells: Mapping[Cell, Sequence[DealFacts]],
    cohort: Cohort,
    finding: Finding | None,
    rules: Rules,
    *,
    intervals: bool,
) -> Compared:
    strata = strata_of(cells, one.name)
    own = {cell: values for cell in strata if (values := values_of(mine.get(cell, ()), one.name))}
    won, lost = cohort.arms(one.name)
    count = sum(map(len, own.values()))
    rep = _within(one, mean_interval([value for values in own.values() for value in values])) if own else None
    pooled = {cell: ([*both[0], *both[1]],) for cell, both in strata.items()}
    winners, losers = (_within(one, _as_mixed(own, strata, side)) if strata else None for side in (0, 1))
    everybody = _within(one, _as_mixed(own, pooled, 0)) if strata else None
    enough = min(won, lost) >= rules.minimum
    found = cohort.adjusted_delta(one.name) if enough and (intervals or _is_called(finding, rules)) else None
    peers = _between(found, finding, rules) if enough else DimensionVerdict.NOT_ENOUGH_DATA
    agreeing, both = _agreeing(cells, one.name, found.delta if found else 0.0)
    return Compared(
        dimension=one,
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
    """The effect to expect: a normal prior on Fisher's z of the delta, as if true ones had the spread of `rules`."""
    low, high = found.interval()
    most = 1 - 2 / (found.freedom + 2)  # of groups that do not overlap, as few deals cannot show that none ever will
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
    """The mean of one group's deals, were they spread over the strata as the rep's are."""
    weights = {cell: float(len(values)) for cell, values in own.items()}
    if not weights:
        weights = {cell: float(sum(map(len, groups))) for cell, groups in strata.items()}
    return standardised_mean([(weight, strata[cell][side]) for cell, weight in weights.items()])


def _within(one: Dimension, mean: Mean) -> Mean:
    """The interval within what is possible."""
    if mean.low is None or mean.high is None:
        return mean
    return Mean(mean.n, mean.mean, max(0.0, mean.low), min(one.high, mean.high))


def _standing(
    row: Compared, mine: Mapping[Cell, Sequence[DealFacts]], cells: Mapping[Cell, Sequence[DealFacts]], tail: float
) -> NearerTo | None:
    """On whose side of the peers' mean the rep's deals are, where chance would hardly put them there.

    Held against all peers, not against the middle between won and lost deals: where most deals are lost, everybody's
    deals are nearer the lost ones. Welch's t over deals, standardised to the rep's mix of strata.

    Args:
        row: the dimension.
        mine: the rep's deals by stratum.
        cells: those of the peers.
        tail: how often chance may put the rep on the one side or the other.
    """
    if row.verdict is not DimensionVerdict.DIFFERS or not row.effect or not row.winners or not row.losers:
        return None
    if (row.winners.mean - row.losers.mean) * row.effect.observed <= 0:
        return None  # with the rep's mix of strata the means do not tell the two apart
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
