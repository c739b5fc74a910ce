"""Chooses calls worth showing: deals that are strong in a dimension over and over, not one lucky call.

Whoever picks the call with the best number picks luck: it goes back to the middle when measured again. So a deal counts
by all its calls, shrunk towards the middle the fewer there are, it has to be on its side in most of them, and of its
calls the one is shown that is most like the deal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev

from gametape.analysis.comparing.comparison import DealFacts
from gametape.analysis.comparing.dimensions import CallFacts, Dimension, call_value
from gametape.analysis.learning.deal_facts import ComparedDeal
from gametape.queries.deals import Outcome

Told = tuple[ComparedDeal, DealFacts]
"""A deal, and how it is compared."""

Valued = tuple[CallFacts, float]
"""A call, and what it shows of the dimension."""

OTHERS = 2
"""How many further calls of a deal are looked at."""

SHRUNK_BY = 2
"""How many calls in the middle a deal is mixed with before it is ranked."""

FEWEST_CALLS = 2
MOST = 2 / 3
"""The share of a deal's calls that have to be on its side."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A call to show: the deal, whose it is, the call, its value, and on how many of the deal's calls it is so.

    `others` are the next best calls of the deal with their values, for where the call has no words to quote.
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
    """Where the middle between won and lost deals lies, how far values spread, and which way winners are (1, -1)."""

    middle: float
    spread: float
    towards_winning: int

    def side(self, value: float) -> float:
        """How far on the winners' side a value is, in spreads; below 0 it is on the losers'."""
        return (value - self.middle) / self.spread * self.towards_winning


def scale_of(values: Sequence[float], winners: float, losers: float) -> Scale:
    """The scale of a dimension.

    Args:
        values: of all deals compared.
        winners: mean of the won deals.
        losers: mean of the lost ones.
    """
    return Scale((winners + losers) / 2, pstdev(values) or 1.0, 1 if winners >= losers else -1)


def pick(
    deals: Iterable[Told],
    one: Dimension,
    scale: Scale,
    *,
    sign: int,
    like: DealFacts | None,
    most: int,
) -> list[Pick]:
    """Calls of the deals that are on one side over and over, the most telling first, one of each deal.

    Args:
        deals: to choose from.
        one: the dimension.
        scale: its scale.
        sign: 1 for the winners' side, -1 for the losers'.
        like: deals in the same situation as this one go first.
        most: how many.
    """
    ranked = []
    for deal, facts in deals:
        valued = [(call, value) for call in deal.calls if (value := call_value(call, one)) is not None]
        sides = [scale.side(value) * sign for _, value in valued]
        on_side = sum(side > 0 for side in sides)
        if len(valued) < FEWEST_CALLS or on_side < MOST * len(valued):
            continue
        strength = sum(sides) / (len(sides) + SHRUNK_BY)
        (call, value), *others = _typical([pair for pair, side in zip(valued, sides, strict=True) if side > 0])
        found = Pick(deal, facts, call, value, on_side, len(valued), tuple(others[:OTHERS]))
        ranked.append((-alike(facts, like), -strength, str(deal.id), found))
    return [found for *_, found in sorted(ranked, key=lambda entry: entry[:3])[:most]]


def _typical(valued: Sequence[Valued]) -> list[Valued]:
    """The calls by how near they are to the middle of them; of equal ones the latest first."""
    middle = median(value for _, value in valued)
    return sorted(valued, key=lambda pair: (abs(pair[1] - middle), -pair[0].at.timestamp()))


def alike(facts: DealFacts, like: DealFacts | None) -> int:
    """In how many of segment, product and size two deals agree."""
    if like is None:
        return 0
    return sum(
        getattr(facts, key) is not None and getattr(facts, key) == getattr(like, key)
        for key in ("segment", "product", "size")
    )


def consistent_peers(deals: Iterable[Told], one: Dimension, scale: Scale, *, sign: int) -> set[str]:
    """Reps whose deals are on that side on average: a strong deal of theirs is no exception."""
    by_rep: dict[str, list[float]] = {}
    for _, facts in deals:
        if one.name in facts.values:
            by_rep.setdefault(facts.rep, []).append(scale.side(facts.values[one.name]) * sign)
    return {rep for rep, sides in by_rep.items() if fmean(sides) > 0}


def of_outcome(deals: Iterable[Told], outcome: Outcome) -> list[Told]:
    """Those that ended so."""
    return [(deal, facts) for deal, facts in deals if facts.outcome is outcome]
