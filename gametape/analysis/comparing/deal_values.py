"""Values of a deal in each dimension, from its calls, as if all deals had had the same calls.

First calls differ from later ones, and lost deals end earlier: their mean over calls would be that of first calls. So
what a call's place and stage add is estimated, and taken off. It is estimated within deals: from how the calls of one
deal differ from each other, never from how deals do. Whatever tells won from lost deals therefore stays in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from statistics import median

from gametape.analysis.comparing.dimensions import CallFacts, dimensions
from gametape.analysis.comparing.least_squares import factored

FEWEST_CALLS = 20
"""A place or stage of fewer calls is taken as the nearest one before, or as any stage."""

LAST_PLACE = 6
"""Last place with an effect of its own: the sixth call and later ones."""

FIRST_CALLS = 2
"""Among so many calls it is looked when money comes up: nearly every deal has them."""

Mark = tuple[str, int | str]
"""A call's place, or the stage in which the deal stood."""


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
    places: Mapping[str, int] = field(default_factory=dict)  # by dimension the last place that is told apart
    usual_calls: float | None = None

    def adjusted(self, name: str, seen: Observation) -> float:
        """The value as on the average call."""
        added = self.added.get(name, {})
        place = min(seen.place, self.places.get(name, 1))
        return seen.value - added.get(("place", place), 0.0) - added.get(("stage", seen.stage or ""), 0.0)


def deal_values(counted: Sequence[CallFacts], *, closed: bool, effects: CallEffects | None = None) -> dict[str, float]:
    """Return the deal's value in each dimension that it has, in the dimension's unit.

    What a call has by itself is averaged over the calls that have it, each call counting once, however long; a tracker
    becomes the share of calls. `contacts` are different people, in a deal of the usual number of calls;
    `objections_handled` is the share of all objections. `pricing_at` is the first of the first two calls that names
    money: 0 the first, 0.5 the second, 1 neither of them.

    Args:
        counted: the calls before the outcome was known, by time.
        closed: whether the deal is over; of an open one, what grows with a deal is left out.
        effects: what place and stage add to calls, from `call_effects`; taken off. None: nothing is.
    """
    known = effects or CallEffects()
    found: dict[str, float] = {}
    for name, seen in _observations(counted).items():
        total = fsum(one.weight for one in seen)
        found[name] = fsum(one.weight * known.adjusted(name, one) for one in seen) / total
    if "contacts" in found:
        found["contacts"] *= known.usual_calls or len(counted)
    first = counted[:FIRST_CALLS]
    if len(first) == FIRST_CALLS and all(call.priced is not None for call in first):
        found["pricing_at"] = (
            next((place for place, call in enumerate(first) if call.priced), FIRST_CALLS) / FIRST_CALLS
        )
    growing = () if closed else [one.name for one in dimensions() if one.grows]
    highest = {one.name: one.high for one in dimensions()}
    return {name: min(max(0.0, value), highest[name]) for name, value in found.items() if name not in growing}


def call_effects(deals: Iterable[Sequence[CallFacts]]) -> CallEffects:
    """Estimate what a call's place among the deal's calls and the stage add to each dimension.

    Formula: least squares of the values on place and stage, with an intercept for each deal.

    Args:
        deals: the calls that count of each deal, by time.
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
    found: dict[str, list[Observation]] = {}
    met: frozenset[str] = frozenset()
    for place, call in enumerate(counted, 1):
        values = [(name, value, 1.0) for name, value in call.values.items()]
        if call.raised:
            values.append(("objections_handled", call.handled / call.raised, float(call.raised)))
        if call.people or met:
            values.append(("contacts", float(len(call.people - met)), 1.0))
        met |= call.people
        for name, value, weight in values:
            found.setdefault(name, []).append(Observation(value, weight, place, call.stage))
    return found


def _last_place(seen: Sequence[Sequence[Observation]]) -> int:
    counts = [0] * (LAST_PLACE + 1)
    for one in (one for deal in seen for one in deal):
        counts[min(one.place, LAST_PLACE)] += 1
    last = LAST_PLACE
    while last > 1 and sum(counts[last:]) < FEWEST_CALLS:
        last -= 1
    return last


def _within_deals(seen: Sequence[Sequence[Observation]], last: int) -> dict[Mark, float]:
    """The effect of each place and stage less the average over calls."""
    calls: dict[Mark, float] = {}
    for one in (one for deal in seen for one in deal):
        for mark in _marks(one, last):
            calls[mark] = calls.get(mark, 0.0) + 1
    marks = [mark for mark, count in sorted(calls.items(), key=repr) if count >= FEWEST_CALLS and mark != ("place", 1)]
    matrix = [[0.0] * (a + 1) for a in range(len(marks))]
    right = [0.0] * len(marks)
    for deal in seen:
        weights = [one.weight for one in deal]
        total = fsum(weights)
        mine = [_marks(one, last) for one in deal]
        shares = [fsum(w for w, m in zip(weights, mine, strict=True) if mark in m) / total for mark in marks]
        mean = fsum(w * one.value for w, one in zip(weights, deal, strict=True)) / total
        for one, weight, its in zip(deal, weights, mine, strict=True):
            row = [(mark in its) - share for mark, share in zip(marks, shares, strict=True)]
            for a, x in enumerate(row):
                right[a] += weight * x * (one.value - mean)
                for b in range(a + 1):
                    matrix[a][b] += weight * x * row[b]
    solved = factored(matrix).solve(right)
    return _centred(dict(zip(marks, solved, strict=True)), calls)


def _centred(effects: Mapping[Mark, float], calls: Mapping[Mark, float]) -> dict[Mark, float]:
    """Place effects and stage effects, each with the mean 0 over calls."""
    found = {}
    for kind in ("place", "stage"):
        mine = {mark: effects.get(mark, 0.0) for mark in calls if mark[0] == kind}
        total = fsum(calls[mark] for mark in mine)
        average = fsum(calls[mark] * effect for mark, effect in mine.items()) / total if total else 0.0
        found.update({mark: effect - average for mark, effect in mine.items()})
    return found


def _marks(one: Observation, last: int) -> tuple[Mark, ...]:
    place: Mark = ("place", min(one.place, last))
    return (place, ("stage", one.stage)) if one.stage else (place,)
