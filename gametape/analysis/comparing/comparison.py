"""Won against lost deals within strata of their like: matching, tests, and the one family they are called in.

What tells won from lost deals is tested once for the whole company, over all roles and dimensions together, with all
deals: whatever page it is shown on, it is one claim. The page of a rep then asks whether it holds among the deals of
their peers, without their own (docs/decisions/0110-what-is-claimed-of-winners.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from gametape.analysis.comparing.covariates import covariates
from gametape.analysis.comparing.dimensions import Dimension
from gametape.analysis.comparing.rank_regression import AdjustedDelta, Design
from gametape.analysis.comparing.stats import Stratum, benjamini_hochberg
from gametape.queries.deals import Outcome

KEYS = ("segment", "product", "size", "period")
"""What deals are matched on besides the role; given up from the end. The first that is known is never given up."""

Cell = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DealFacts:
    """A deal as it is compared: whose, how it ended, what it is like, and its value in each dimension that it has."""

    deal_id: UUID
    rep: str  # address
    role: str
    outcome: Outcome
    closed_at: datetime | None
    values: Mapping[str, float]
    segment: str | None = None
    product: str | None = None
    size: str | None = None
    period: str | None = None
    amount_place: float | None = None  # place of its amount among those of the same currency, 0 to 1
    calls: int | None = None  # how many counted

    def cell(self, keys: Sequence[str]) -> Cell:
        """Where the deal stands when matched on these keys."""
        return tuple(getattr(self, key) for key in keys)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim must meet."""

    minimum: int = 8  # deals in each arm
    level: float = 0.07  # false discovery rate over all that is tested in the company
    confirmed_at: float = 0.05  # p among the peers alone
    cell: int = 10  # deals that a stratum holds on average
    compared: float = 0.75  # of the deals, when one more key is matched
    main_share: float = 0.8  # of the budget for errors, for the dimensions named beforehand
    stood: timedelta = timedelta(days=14)  # a claim must hold without the deals closed since ...
    stood_at: float = 0.14  # ... at this false discovery rate
    spread: float = 0.27  # of true differences between won and lost deals, as Fisher's z of Cliff's delta
    placed_at: float = 0.1  # how often chance may set any rep of a role apart from the peers


@dataclass(frozen=True, slots=True)
class Matching:
    """What deals were matched on, what was given up because too few would have been left, and what is not known.

    What could not be matched is adjusted for in the test and the effect, as far as there are enough deals.
    """

    used: tuple[str, ...]
    relaxed: tuple[str, ...]
    unknown: tuple[str, ...]
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A dimension over all closed deals of a role: n per arm, effect, p, and q over everything that was tested."""

    won: int
    lost: int
    delta: float
    p: float
    q: float
    is_new: bool = False  # it would not have been claimed without the deals of the last two weeks


def match(peers: Sequence[DealFacts], rules: Rules, own: Sequence[DealFacts] | None = None) -> Matching:
    """Choose the keys to match on: as many as leave enough to compare.

    Args:
        peers: closed deals of one role.
        rules: what is enough.
        own: a rep's deals; only peers in strata where the rep has deals are comparable. None: all are.
    """
    unknown = tuple(key for key in KEYS if all(getattr(deal, key) is None for deal in peers))
    keys = tuple(key for key in KEYS if key not in unknown)
    base = _compared(peers, keys[:1], own)
    for count in range(len(keys), 1, -1):
        cells = _compared(peers, keys[:count], own)
        left, before = sum(map(len, cells)), sum(map(len, base))
        if cells and left >= rules.compared * before and left >= rules.cell * len(cells):
            return Matching(keys[:count], keys[count:], unknown)
    return Matching(keys[:1], keys[1:], unknown)


def _compared(
    peers: Sequence[DealFacts], keys: Sequence[str], own: Sequence[DealFacts] | None
) -> list[list[DealFacts]]:
    """The deals of each stratum that has both outcomes."""
    strata = by_cell(comparable(peers, keys, own), keys)
    return [deals for deals in strata.values() if len({deal.outcome for deal in deals}) == 2]


def comparable(peers: Sequence[DealFacts], keys: Sequence[str], own: Sequence[DealFacts] | None) -> Sequence[DealFacts]:
    """The peers' deals in strata where the rep has deals, too."""
    if own is None:
        return peers
    cells = {deal.cell(keys) for deal in own}
    return [deal for deal in peers if deal.cell(keys) in cells]


def by_cell(deals: Sequence[DealFacts], keys: Sequence[str]) -> dict[Cell, list[DealFacts]]:
    """Deals by the stratum in which they stand."""
    found: dict[Cell, list[DealFacts]] = {}
    for deal in deals:
        found.setdefault(deal.cell(keys), []).append(deal)
    return found


def strata_of(cells: Mapping[Cell, Sequence[DealFacts]], name: str) -> dict[Cell, Stratum]:
    """By stratum the values of won and of lost deals in a dimension, where there are both."""
    found = {
        cell: (values_of(deals, name, Outcome.WON), values_of(deals, name, Outcome.LOST))
        for cell, deals in cells.items()
    }
    return {cell: (won, lost) for cell, (won, lost) in found.items() if won and lost}


def values_of(deals: Sequence[DealFacts], name: str, outcome: Outcome | None = None) -> list[float]:
    """Their values in a dimension, of those that have one."""
    return [deal.values[name] for deal in deals if name in deal.values and outcome in (None, deal.outcome)]


def findings(
    deals: Sequence[DealFacts], dimensions: Sequence[Dimension], rules: Rules
) -> dict[tuple[str, str], Finding]:
    """By role and dimension what tells won from lost deals, over all deals of the company that are closed.

    Dimensions with too few deals in an arm are not tested and not among the answers. Whoever looks every day sees
    chance pass for a difference one day: so what is found must hold without the deals of the last two weeks, too. Where
    those are all deals there are, nobody can have looked before.
    """
    found = _findings(deals, dimensions, rules)
    claimed = [key for key, one in found.items() if one.q <= rules.level]
    closings = [deal.closed_at for deal in deals if deal.closed_at]
    if not claimed or not closings:
        return found
    since = max(closings) - rules.stood
    earlier = _findings([deal for deal in deals if not deal.closed_at or deal.closed_at < since], dimensions, rules)
    new = [key for key in claimed if key in earlier and not _held(earlier[key], found[key], rules)]
    return found | {key: replace(found[key], is_new=True) for key in new}


def _held(earlier: Finding, found: Finding, rules: Rules) -> bool:
    return earlier.q <= rules.stood_at and earlier.delta * found.delta > 0


def _findings(
    deals: Sequence[DealFacts], dimensions: Sequence[Dimension], rules: Rules
) -> dict[tuple[str, str], Finding]:
    tested: list[tuple[tuple[str, str], Dimension, tuple[int, int, float, float]]] = []
    closed = [deal for deal in deals if deal.outcome is not Outcome.OPEN]
    for role in sorted({deal.role for deal in closed}):
        cohort = Cohort([deal for deal in closed if deal.role == role])
        for one in dimensions:
            won, lost = cohort.arms(one.name)
            found = cohort.adjusted_delta(one.name) if min(won, lost) >= rules.minimum else None
            if found:
                tested.append(((role, one.name), one, (won, lost, found.delta, found.p)))
    qs = benjamini_hochberg([row[-1] for *_, row in tested], _weights([one for _, one, _ in tested], rules))
    return {key: Finding(*row, q) for (key, _, row), q in zip(tested, qs, strict=True)}


class Cohort:
    """Closed deals of one role, each behaviour held against their outcomes and adjusted for what the deals are like.

    Deals of a segment that was only ever won, or only lost, say nothing and are left out.
    """

    def __init__(self, deals: Sequence[DealFacts]) -> None:
        self._deals = deals
        self._designs: dict[tuple[int, ...], Design] = {}

    @property
    def adjusted(self) -> tuple[str, ...]:
        """What all of the deals are adjusted for."""
        return covariates(self._deals).adjusted

    def arms(self, name: str) -> tuple[int, int]:
        """How many won and lost deals are compared in a dimension."""
        chosen = [self._deals[place] for place in self._places(name)]
        won = sum(deal.outcome is Outcome.WON for deal in chosen)
        return won, len(chosen) - won

    def adjusted_delta(self, name: str) -> AdjustedDelta | None:
        """The adjusted Cliff's delta of a dimension; None where outcomes cannot be told from what deals are like."""
        places = self._places(name)
        if not places:
            return None
        if places not in self._designs:
            chosen = [self._deals[place] for place in places]
            won = [float(deal.outcome is Outcome.WON) for deal in chosen]
            self._designs[places] = Design(won, covariates(chosen).columns, [deal.rep for deal in chosen])
        return self._designs[places].adjusted_delta([self._deals[place].values[name] for place in places])

    def _places(self, name: str) -> tuple[int, ...]:
        with_value = [place for place, deal in enumerate(self._deals) if name in deal.values]
        outcomes: dict[str | None, set[Outcome]] = {}
        for place in with_value:
            outcomes.setdefault(self._deals[place].segment, set()).add(self._deals[place].outcome)
        return tuple(place for place in with_value if len(outcomes[self._deals[place].segment]) > 1)


def _weights(tested: Sequence[Dimension], rules: Rules) -> list[float] | None:
    main = sum(one.main for one in tested)
    if main in (0, len(tested)):
        return None
    others = len(tested) - main
    return [rules.main_share / main if one.main else (1 - rules.main_share) / others for one in tested]
