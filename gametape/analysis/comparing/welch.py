"""The difference of two means over deals, with Welch's interval, and the fewest deals and calls it needs."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import fmean
from typing import NamedTuple

from gametape.analysis.comparing.stats import student

FEWEST_DEALS = 4
FEWEST_CALLS = 8
"""With fewer on a side nothing is said of a person, beside the team or before and after a coaching goal."""


class Difference(NamedTuple):
    """One mean less the other, in the unit of what is compared, with its interval."""

    value: float
    low: float
    high: float


def is_enough(deals: int, calls: int) -> bool:
    """Whether a side has enough deals and calls for a mean."""
    return deals >= FEWEST_DEALS and calls >= FEWEST_CALLS


def welch(ours: Sequence[float], others: Sequence[float], *, level: float = 0.95) -> Difference:
    """The mean of `ours` less that of `others`, with Welch's interval (Biometrika 34 (1947) 28).

    Args:
        ours: one value per deal, at least two.
        others: one value per deal, at least two.
        level: the probability with which the interval covers the difference.
    """
    value = fmean(ours) - fmean(others)
    parts = [_variance(side) / len(side) for side in (ours, others)]
    if not sum(parts):
        return Difference(value, value, value)
    spread = sum(part * part / (len(side) - 1) for part, side in zip(parts, (ours, others), strict=True))
    freedom = max(1, int(sum(parts) ** 2 / spread))
    reach = student(1 - (1 - level) / 2, freedom) * sqrt(sum(parts))
    return Difference(value, value - reach, value + reach)


def _variance(values: Sequence[float]) -> float:
    """Of a sample. `statistics.variance` counts in fractions, and takes fifty times as long."""
    mean = fmean(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
