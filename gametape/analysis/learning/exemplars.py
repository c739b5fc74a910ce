"""Choice of calls to show as examples: from deals that are strong in a dimension on most calls, not on a lucky call.

The call with the best number is often luck (regression to the mean). So a deal is ranked by all of its calls, shrunk
towards the middle (the fewer calls, the more); most of its calls must be on the chosen side; and the call shown is the
call nearest to the deal's median on that side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, Dimension, call_value
from gametape.analysis.learning.deal_facts import ComparedDeal
from gametape.queries.deals import Outcome

DealOfRole = tuple[ComparedDeal, DealFacts]
"""Deal, and its facts for the role that is compared."""

Valued = tuple[CallFacts, float]
"""Call, and its value in the dimension."""

OTHERS = 2
"""Number of further calls of a deal that are kept as alternatives."""

SHRUNK_BY = 2
"""Number of calls with the middle value that are added to a deal before it is ranked."""

FEWEST_CALLS = 2
MOST = 2 / 3
"""Share of a deal's calls that must be on the chosen side."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Call to show, with its deal and its value; `on_side` of the deal's `calls` calls are on the chosen side.

    `others` are the next best calls of the deal with their values, in case the call has no words to quote.
    """

    deal: ComparedDeal
    facts: DealFacts
    call: CallFacts
    value: float
    on_side: int
    calls: int
    others: tuple[Valued, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Middle between won and lost deals, standard deviation of values, and direction of the won deals (1 or -1)."""

    middle: float
    spread: float
    towards_winning: int

    def side(self, value: float) -> float:
        """Return the distance from the middle in standard deviations: above 0 on the won side, else below 0."""
        return (value - self.middle) / self.spread * self.towards_winning


def scale_of(values: Sequence[float], winners: float, losers: float) -> Scale:
    """Compute the scale of a dimension.

    Args:
        values: values of all compared deals.
        winners: mean of the won deals.
        losers: mean of the lost deals.
    """
    return Scale((winners + losers) / 2, pstdev(values) or 1.0, 1 if winners >= losers else -1)


def pick(
    deals: Iterable[DealOfRole],
    dimension: Dimension,
    scale: Scale,
    *,
    sign: int,
    like: DealFacts | None,
    most: int,
) -> list[Pick]:
    """Pick calls from deals that are on the chosen side in most calls: a call per deal, the strongest deals first.

    Args:
        deals: deals to choose from.
        dimension: dimension to show.
        scale: scale of the dimension.
        sign: 1 for the won side, -1 for the lost side.
        like: deals that resemble this deal (segment, product, size) come first.
        most: largest number of calls.
    """
    ranked = []
    for deal, facts in deals:
        valued = [(call, value) for call in deal.calls if (value := call_value(call, dimension)) is not None]
        sides = [scale.side(value) * sign for _, value in valued]
        on_side = sum(side > 0 for side in sides)
        if len(valued) < FEWEST_CALLS or on_side < MOST * len(valued):
            continue
        strength = sum(sides) / (len(sides) + SHRUNK_BY)
        (call, value), *others = _typical([pair for pair, side in zip(valued, sides, strict=True) if side > 0])
        picked = Pick(deal, facts, call, value, on_side, len(valued), tuple(others[:OTHERS]))
        ranked.append((-alike(facts, like), -strength, str(deal.id), picked))
    return [picked for *_, picked in sorted(ranked, key=lambda entry: entry[:3])[:most]]


def _typical(valued: Sequence[Valued]) -> list[Valued]:
    """Sort calls by distance from their median, nearest first; calls with equal distance by date, latest first."""
    middle = median(value for _, value in valued)
    return sorted(valued, key=lambda pair: (abs(pair[1] - middle), -pair[0].at.timestamp()))


def alike(facts: DealFacts, like: DealFacts | None) -> int:
    """Count the keys (segment, product, size) in which two deals agree: 0 to 3."""
    if like is None:
        return 0
    return sum(
        getattr(facts, key) is not None and getattr(facts, key) == getattr(like, key)
        for key in ("segment", "product", "size")
    )


def consistent_peers(deals: Iterable[DealOfRole], dimension: Dimension, scale: Scale, *, sign: int) -> set[str]:
    """Return the reps whose deals are on the chosen side on average, so that a strong deal is no exception."""
    by_rep: dict[str, list[float]] = {}
    for _, facts in deals:
        if dimension.name in facts.values:
            by_rep.setdefault(facts.rep, []).append(scale.side(facts.values[dimension.name]) * sign)
    return {rep for rep, sides in by_rep.items() if fmean(sides) > 0}


def of_outcome(deals: Iterable[DealOfRole], outcome: Outcome) -> list[DealOfRole]:
    """List the deals with this outcome."""
    return [(deal, facts) for deal, facts in deals if facts.outcome is outcome]
