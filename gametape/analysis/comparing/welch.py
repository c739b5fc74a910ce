"""Difference of two means over deals, with Welch's interval, and the fewest deals and calls that it needs."""

from collections.abc import Sequence
from math import fsum, sqrt
from statistics import fmean
from typing import NamedTuple

from gametape.analysis.comparing.stats import student

FEWEST_DEALS = 4
FEWEST_CALLS = 8
"""Fewest calls on a side, with `FEWEST_DEALS`, to compare a rep with the team, or before and after a coaching goal."""


class Difference(NamedTuple):
    """Difference of two means and the ends of its interval, in the unit of the dimension."""

    value: float
    low: float
    high: float


def is_enough(deals: int, calls: int) -> bool:
    """Tell whether a side has enough deals and calls for a mean."""
    return deals >= FEWEST_DEALS and calls >= FEWEST_CALLS


def welch(ours: Sequence[float], others: Sequence[float], *, level: float = 0.95, allowance: float = 0.0) -> Difference:
    """Return the mean of `ours` less the mean of `others`, with Welch's interval (Biometrika 34 (1947) 28).

    Args:
        ours: one value per deal, at least two.
        others: one value per deal, at least two.
        level: the probability with which the interval covers the difference.
        allowance: variance that is added to the variance of the difference, in the unit squared.
    """
    parts = [(_variance(side) / len(side), len(side) - 1) for side in (ours, others)]
    return _with_interval(fmean(ours) - fmean(others), parts, level, allowance)


def standardised_gap(strata: Sequence[tuple[Sequence[float], Sequence[float]]], *, level: float) -> Difference | None:
    """Return the mean distance of a group from the mean of a second group in the same stratum, with Welch's interval.

    The variance has two parts: the variance of the distances divided by their number, and the variance of the second
    group's mean, standardised to the strata of the first group.

    Args:
        strata: values of the first group and of the second; every stratum must have both.
        level: the probability with which the interval covers the distance.

    Returns:
        None if the first group has fewer than two values, or the second group has no stratum with two values.
    """
    distances = [x - fmean(ys) for xs, ys in strata for x in xs]
    freedom = sum(len(ys) - 1 for _, ys in strata)
    if len(distances) < 2 or not freedom:
        return None
    squares = fsum(_variance(ys) * (len(ys) - 1) for _, ys in strata if len(ys) > 1)
    theirs = squares / freedom * fsum((len(xs) / len(distances)) ** 2 / len(ys) for xs, ys in strata)
    parts = [(_variance(distances) / len(distances), len(distances) - 1), (theirs, freedom)]
    return _with_interval(fmean(distances), parts, level, 0.0)


def _with_interval(value: float, parts: Sequence[tuple[float, int]], level: float, allowance: float) -> Difference:
    """Compute Welch's interval from the parts of the variance, each with its degrees of freedom."""
    variance = fsum(part for part, _ in parts)
    freedom = 1
    if variance:
        freedom = max(1, int(variance**2 / fsum(part * part / n for part, n in parts)))
    reach = student(1 - (1 - level) / 2, freedom) * sqrt(variance + allowance)
    return Difference(value, value - reach, value + reach)


def _variance(values: Sequence[float]) -> float:
    """Return the variance of a sample; `statistics.variance` uses fractions and takes fifty times as long."""
    mean = fmean(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
