"""Values of a deal in each dimension, from its calls, as if all deals had had the same calls.

First calls differ from later calls, and lost deals end earlier, so the mean over a lost deal's calls is mostly that of
first calls. Therefore the effects of a call's place and stage are estimated and subtracted. They are estimated within
deals, from the differences between calls of one deal, never from differences between deals: differences between won and
lost deals remain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from statistics import median

from gametape.analysis.comparing.dimensions import CallFacts, dimensions
from gametape.analysis.comparing.least_squares import factored

FEWEST_CALLS = 20
"""Fewest calls of a place or stage with an effect; a rarer place counts as the place before, a rarer stage as none."""

LAST_PLACE = 6
"""Last place with its own effect: the sixth call and all later calls share it."""

FIRST_CALLS = 2
"""Number of calls in which the first mention of money is looked for: nearly every deal has that many."""

Mark = tuple[str, int | str]
"""Place of a call in the deal, `("place", 2)`, or stage of the deal at the call, `("stage", "Demo")`."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Value of one call in a dimension, its weight, and the call's place and stage."""

    value: float
    weight: float
    place: int
    stage: str | None


@dataclass(frozen=True, slots=True)
class CallEffects:
    """Effects of a call's place and stage on its value, by dimension, in the dimension's unit."""

    added: Mapping[str, Mapping[Mark, float]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)  # by dimension, the last place with its own effect
    usual_calls: float | None = None

    def adjusted(self, name: str, seen: Observation) -> float:
        """Return the value less the effects of place and stage, in the dimension's unit."""
        added = self.added.get(name, {})
        place = min(seen.place, self.places.get(name, 1))
        return seen.value - added.get(("place", place), 0.0) - added.get(("stage", seen.stage or ""), 0.0)


def deal_values(counted: Sequence[CallFacts], *, closed: bool, effects: CallEffects | None = None) -> dict[str, float]:
    """Return the deal's value in each dimension that it has, in the dimension's unit.

    Values of calls are averaged over the calls that have a value, each call with the same weight, however long; a
    tracker becomes the share of calls. `contacts` counts different people, scaled to a deal of the usual number of
    calls; `objections_handled` is the share of all objections. `pricing_at` tells which of the first two calls names
    money first: 0 the first call, 0.5 the second, 1 neither.

    Args:
        counted: the calls before the outcome was known, by time.
        closed: whether the deal is over; an open deal has no value in dimensions that grow with a deal.
        effects: effects of place and stage, from `call_effects`, which are subtracted. None: nothing is subtracted.
    """
    subtracted = effects or CallEffects()
    values: dict[str, float] = {}
    for name, seen in _observations(counted).items():
        total = fsum(call.weight for call in seen)
        values[name] = fsum(call.weight * subtracted.adjusted(name, call) for call in seen) / total
    if "contacts" in values:
        values["contacts"] *= subtracted.usual_calls or len(counted)
    first = counted[:FIRST_CALLS]
    if len(first) == FIRST_CALLS and all(call.priced is not None for call in first):
        values["pricing_at"] = (
            next((place for place, call in enumerate(first) if call.priced), FIRST_CALLS) / FIRST_CALLS
        )
    growing = () if closed else [dimension.name for dimension in dimensions() if dimension.grows]
    highest = {dimension.name: dimension.high for dimension in dimensions()}
    return {name: min(max(0.0, value), highest[name]) for name, value in values.items() if name not in growing}


def call_effects(deals: Iterable[Sequence[CallFacts]]) -> CallEffects:
    """Estimate the effects of a call's place in the deal and of the deal's stage on each dimension, in its unit.

    Formula: least squares of the values on place and stage, with an intercept for each deal.

    Args:
        deals: the counted calls of each deal, by time.
    """
    by_dimension: dict[str, list[list[Observation]]] = {}
    lengths = []
    for counted in deals:
        lengths.append(len(counted))
        for name, seen in _observations(counted).items():
            by_dimension.setdefault(name, []).append(seen)
    added, places = {}, {}
    for name, by_deal in by_dimension.items():
        places[name] = _last_place(by_deal)
        added[name] = _within_deals(by_deal, places[name])
    return CallEffects(added, places, median(lengths) if lengths else None)


def _observations(counted: Sequence[CallFacts]) -> dict[str, list[Observation]]:
    """List by dimension the value of each call."""
    observations: dict[str, list[Observation]] = {}
    met: frozenset[str] = frozenset()
    for place, call in enumerate(counted, 1):
        values = [(name, value, 1.0) for name, value in call.values.items()]
        if call.raised:
            values.append(("objections_handled", call.handled / call.raised, float(call.raised)))
        if call.people or met:
            values.append(("contacts", float(len(call.people - met)), 1.0))
        met |= call.people
        for name, value, weight in values:
            observations.setdefault(name, []).append(Observation(value, weight, place, call.stage))
    return observations


def _last_place(seen: Sequence[Sequence[Observation]]) -> int:
    counts = [0] * (LAST_PLACE + 1)
    for call in (call for deal in seen for call in deal):
        counts[min(call.place, LAST_PLACE)] += 1
    last = LAST_PLACE
    while last > 1 and sum(counts[last:]) < FEWEST_CALLS:
        last -= 1
    return last


def _within_deals(seen: Sequence[Sequence[Observation]], last: int) -> dict[Mark, float]:
    """Return the effect of each place and stage, less the average over calls."""
    calls: dict[Mark, float] = {}
    for call in (call for deal in seen for call in deal):
        for mark in _marks(call, last):
            calls[mark] = calls.get(mark, 0.0) + 1
    marks = [mark for mark, count in sorted(calls.items(), key=repr) if count >= FEWEST_CALLS and mark != ("place", 1)]
    matrix = [[0.0] * (a + 1) for a in range(len(marks))]
    right = [0.0] * len(marks)
    for deal in seen:
        weights = [call.weight for call in deal]
        total = fsum(weights)
        marks_by_call = [_marks(call, last) for call in deal]
        shares = [fsum(w for w, m in zip(weights, marks_by_call, strict=True) if mark in m) / total for mark in marks]
        mean = fsum(w * call.value for w, call in zip(weights, deal, strict=True)) / total
        for call, weight, own_marks in zip(deal, weights, marks_by_call, strict=True):
            row = [(mark in own_marks) - share for mark, share in zip(marks, shares, strict=True)]
            for a, x in enumerate(row):
                right[a] += weight * x * (call.value - mean)
                for b in range(a + 1):
                    matrix[a][b] += weight * x * row[b]
    solved = factored(matrix).solve(right)
    return _centred(dict(zip(marks, solved, strict=True)), calls)


def _centred(effects: Mapping[Mark, float], calls: Mapping[Mark, float]) -> dict[Mark, float]:
    """Shift place effects and stage effects so that each has the mean 0 over calls."""
    centred = {}
    for kind in ("place", "stage"):
        of_kind = {mark: effects.get(mark, 0.0) for mark in calls if mark[0] == kind}
        total = fsum(calls[mark] for mark in of_kind)
        average = fsum(calls[mark] * effect for mark, effect in of_kind.items()) / total if total else 0.0
        centred.update({mark: effect - average for mark, effect in of_kind.items()})
    return centred


def _marks(call: Observation, last: int) -> tuple[Mark, ...]:
    place: Mark = ("place", min(call.place, last))
    return (place, ("stage", call.stage)) if call.stage else (place,)
