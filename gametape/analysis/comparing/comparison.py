"""Comparison of won and lost deals within strata of similar deals: matching, tests, false discovery rate.

The difference between won and lost deals is tested once for the whole company, with all deals, and all roles and
dimensions share one false discovery rate: a difference is the same claim on every page that shows it. A rep's page then
tests whether it also holds among the peers' deals, without the rep's own
(docs/decisions/0110-what-is-claimed-of-winners.md).
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
"""Keys that deals are matched on besides the role; dropped from the end. The first known key is never dropped."""

Cell = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class DealFacts:
    """Deal in the form in which it is compared: rep, outcome, matching keys, and its value in each known dimension."""

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
    amount_place: float | None = None  # share of closed deals of the same currency with a smaller amount, 0 to 1
    calls: int | None = None  # calls that count

    def cell(self, keys: Sequence[str]) -> Cell:
        """Return the stratum of the deal when it is matched on these keys."""
        return tuple(getattr(self, key) for key in keys)


@dataclass(frozen=True, slots=True)
class Rules:
    """Conditions that a claim must meet."""

    minimum: int = 8  # deals in each arm
    level: float = 0.07  # false discovery rate over all tests in the company
    confirmed_at: float = 0.05  # highest p among the peers alone
    cell: int = 10  # fewest deals per stratum, on average
    compared: float = 0.75  # share of the deals that must still be compared when one more key is matched
    main_share: float = 0.8  # share of the false discovery budget for the dimensions named beforehand
    stood: timedelta = timedelta(days=14)  # a claim must also hold without the deals of these last days ...
    stood_at: float = 0.14  # ... at this false discovery rate
    spread: float = 0.27  # standard deviation of true differences, as Fisher's z of Cliff's delta
    placed_at: float = 0.1  # probability with which chance may set any rep of a role apart


@dataclass(frozen=True, slots=True)
class Matching:
    """Keys that deals were matched on, keys dropped because too few deals would have been left, and unknown keys.

    Dropped keys are adjusted for in the test and the effect, as far as there are enough deals.
    """

    used: tuple[str, ...]
    relaxed: tuple[str, ...]
    unknown: tuple[str, ...]
    adjusted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Test of a dimension over all closed deals of a role: deals per arm, Cliff's delta, p, and q over all tests."""

    won: int
    lost: int
    delta: float
    p: float
    q: float
    is_new: bool = False  # would not have been claimed without the deals of the last two weeks


def match(peers: Sequence[DealFacts], rules: Rules, own: Sequence[DealFacts] | None = None) -> Matching:
    """Choose the keys to match on: as many as leave enough deals to compare.

    Args:
        peers: closed deals of one role.
        rules: how many deals are enough.
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
    """List the deals of each stratum that has both outcomes."""
    strata = by_cell(comparable(peers, keys, own), keys)
    return [deals for deals in strata.values() if len({deal.outcome for deal in deals}) == 2]


def comparable(peers: Sequence[DealFacts], keys: Sequence[str], own: Sequence[DealFacts] | None) -> Sequence[DealFacts]:
    """Select the peers' deals in the strata in which the rep has deals; without `own`, all of them."""
    if own is None:
        return peers
    cells = {deal.cell(keys) for deal in own}
    return [deal for deal in peers if deal.cell(keys) in cells]


def by_cell(deals: Sequence[DealFacts], keys: Sequence[str]) -> dict[Cell, list[DealFacts]]:
    """Group deals by stratum."""
    strata: dict[Cell, list[DealFacts]] = {}
    for deal in deals:
        strata.setdefault(deal.cell(keys), []).append(deal)
    return strata


def strata_of(cells: Mapping[Cell, Sequence[DealFacts]], name: str) -> dict[Cell, Stratum]:
    """Return by stratum the values of won and of lost deals in a dimension, for strata that have both."""
    arms = {
        cell: (values_of(deals, name, Outcome.WON), values_of(deals, name, Outcome.LOST))
        for cell, deals in cells.items()
    }
    return {cell: (won, lost) for cell, (won, lost) in arms.items() if won and lost}


def values_of(deals: Sequence[DealFacts], name: str, outcome: Outcome | None = None) -> list[float]:
    """List the deals' values in a dimension, of one outcome or of all; deals without a value are left out."""
    return [deal.values[name] for deal in deals if name in deal.values and outcome in (None, deal.outcome)]


def findings(
    deals: Sequence[DealFacts], dimensions: Sequence[Dimension], rules: Rules
) -> dict[tuple[str, str], Finding]:
    """Test by role and dimension whether won and lost deals differ, over all closed deals of the company.

    Dimensions with too few deals in an arm are not tested and not returned. A reader who looks every day will one day
    see a difference that is due to chance, so a claim must also hold without the deals of the last two weeks; a company
    with no older deals is exempt, as nobody can have looked before.
    """
    found = _findings(deals, dimensions, rules)
    claimed = [key for key, finding in found.items() if finding.q <= rules.level]
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
        for dimension in dimensions:
            won, lost = cohort.arms(dimension.name)
            effect = cohort.adjusted_delta(dimension.name) if min(won, lost) >= rules.minimum else None
            if effect:
                tested.append(((role, dimension.name), dimension, (won, lost, effect.delta, effect.p)))
    weights = _weights([dimension for _, dimension, _ in tested], rules)
    qs = benjamini_hochberg([row[-1] for *_, row in tested], weights)
    return {key: Finding(*row, q) for (key, _, row), q in zip(tested, qs, strict=True)}


class Cohort:
    """Closed deals of one role, with which dimensions are tested against the outcome, adjusted for covariates.

    Segments in which all deals were won, or all were lost, tell no difference and are left out.
    """

    def __init__(self, deals: Sequence[DealFacts]) -> None:
        self._deals = deals
        self._designs: dict[tuple[int, ...], Design] = {}

    @property
    def adjusted(self) -> tuple[str, ...]:
        """Names of the covariates for which all of the deals are adjusted."""
        return covariates(self._deals).adjusted

    def arms(self, name: str) -> tuple[int, int]:
        """Count the won and the lost deals that are compared in a dimension."""
        chosen = [self._deals[place] for place in self._places(name)]
        won = sum(deal.outcome is Outcome.WON for deal in chosen)
        return won, len(chosen) - won

    def adjusted_delta(self, name: str) -> AdjustedDelta | None:
        """Return the adjusted Cliff's delta of a dimension; None where the covariates explain the outcome."""
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
    main = sum(dimension.main for dimension in tested)
    if main in (0, len(tested)):
        return None
    others = len(tested) - main
    return [rules.main_share / main if dimension.main else (1 - rules.main_share) / others for dimension in tested]
