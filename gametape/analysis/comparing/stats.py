"""Statistics for small numbers of deals: effect sizes, means with intervals, false discovery rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import atan, cos, fsum, pi, sin, sqrt, tan
from statistics import NormalDist

Stratum = tuple[Sequence[float], Sequence[float]]
"""Values of two groups within a stratum, in the unit of the dimension."""

_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of `n` values and the ends of its confidence interval; `low` and `high` are None with too few values."""

    n: int
    mean: float
    low: float | None
    high: float | None


def cliffs_delta(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Return Cliff's delta: how much more often an x lies above a y than below.

    Formula: (#(x > y) - #(x < y)) / (n m); a tie counts for neither. Cliff, Psychological Bulletin 114 (1993) 494.

    Returns:
        -1 to 1, without unit; 0 for no difference.

    Raises:
        ValueError: `xs` or `ys` is empty.
    """
    if not xs or not ys:
        raise ValueError("Cliff's delta needs values on both sides")
    ranks, size = _dense([*xs, *ys])
    balance = _balance(ranks[len(xs) :], size)
    return sum(balance[rank] for rank in ranks[: len(xs)]) / (len(xs) * len(ys))


def benjamini_hochberg(ps: Sequence[float], weights: Sequence[float] | None = None) -> list[float]:
    """Return q values: the lowest false discovery rate at which each hypothesis is claimed.

    Formula: q(i) = min over j >= i of m p(j) / j, p ascending; with weights, p(j) / w(j) in place of p(j), where the
    weights are scaled to a mean of 1. Benjamini & Hochberg, J. R. Statist. Soc. B 57 (1995) 289; Genovese, Roeder &
    Wasserman, Biometrika 93 (2006) 509.

    Args:
        ps: p values, 0 to 1.
        weights: share of the false discovery budget of each hypothesis, chosen before the test; equal by default.

    Returns:
        q values, 0 to 1, in the order of `ps`.
    """
    mean = fsum(weights) / len(ps) if weights else 1.0
    scaled = [p / (w / mean) for p, w in zip(ps, weights or [1.0] * len(ps), strict=True)]
    order = sorted(range(len(scaled)), key=scaled.__getitem__, reverse=True)
    qs, least = [1.0] * len(scaled), 1.0
    for after, place in enumerate(order):
        least = min(least, scaled[place] * len(scaled) / (len(scaled) - after))
        qs[place] = least
    return qs


def mean_interval(values: Sequence[float], *, level: float = 0.95) -> Mean:
    """Return the mean with Student's interval: mean +- t(n - 1) s / sqrt(n), in the unit of the values.

    Raises:
        ValueError: there are no values.
    """
    return standardised_mean([(1.0, values)], level=level)


def standardised_mean(strata: Sequence[tuple[float, Sequence[float]]], *, level: float = 0.95) -> Mean:
    """Return the mean over strata for the given mix of strata (direct standardisation).

    Formula: sum of w mean / sum of w; its variance s^2 sum of (w / W)^2 / n, with s^2 pooled within strata, as strata
    may hold one value; Student's interval with n - (number of strata) degrees of freedom.

    Args:
        strata: weight and values of each stratum; every stratum must have values.
        level: probability with which the interval covers the mean, 0 to 1.

    Raises:
        ValueError: a stratum has no values, or the weights add up to 0.
    """
    total = fsum(weight for weight, _ in strata)
    means = [fsum(values) / len(values) if values else _no_values() for _, values in strata]
    if not total:
        _no_values()
    mean = fsum(weight * m for (weight, _), m in zip(strata, means, strict=True)) / total
    n = sum(len(values) for _, values in strata)
    freedom = n - len(strata)
    if freedom < 1:
        return Mean(n, mean, None, None)
    squares = fsum((v - m) ** 2 for (_, values), m in zip(strata, means, strict=True) for v in values)
    spread = sqrt(squares / freedom * fsum((weight / total) ** 2 / len(values) for weight, values in strata))
    reach = student(1 - (1 - level) / 2, freedom) * spread
    return Mean(n, mean, mean - reach, mean + reach)


def _no_values() -> float:
    raise ValueError("a mean needs values")


def student(p: float, freedom: int) -> float:
    """Return the quantile of Student's t distribution for a probability `p` from 0.5 to 1.

    Exact for 1 and 2 degrees of freedom; within 1 % for 3, closer for more: the expansion 26.7.5 of Abramowitz & Stegun
    (1964).
    """
    if freedom == 1:
        return tan(pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) * sqrt(2 / (4 * p * (1 - p)))
    z = _normal.inv_cdf(p)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / freedom + second / freedom**2 + third / freedom**3 + fourth / freedom**4


def student_p(t: float, freedom: int) -> float:
    """Return the two-sided p value of Student's t, 0 to 1, for a whole number of degrees of freedom.

    Exact: the finite sums 26.7.3 and 26.7.4 of Abramowitz & Stegun (1964).
    """
    angle = atan(abs(t) / sqrt(freedom))
    sine, cosine = sin(angle), cos(angle)
    term, total = 1.0, 0.0
    if freedom % 2:
        term = cosine
        for k in range(3, freedom + 1, 2):
            total += term
            term *= cosine * cosine * (k - 1) / k
        inside = 2 / pi * (angle + sine * total)
    else:
        for k in range(2, freedom + 1, 2):
            total += term
            term *= cosine * cosine * (k - 1) / k
        inside = sine * total
    return min(1.0, max(0.0, 1 - inside))


def _dense(values: Sequence[float]) -> tuple[list[int], int]:
    """Return the rank of each value among the distinct values, from 0, and the number of distinct values."""
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return [places[value] for value in values], len(places)


def _balance(ranks: Sequence[int], size: int) -> list[int]:
    """Return for each rank the count of `ranks` below, less the count above."""
    counts = [0] * size
    for rank in ranks:
        counts[rank] += 1
    upto = list(accumulate(counts))
    return [2 * end - count - len(ranks) for end, count in zip(upto, counts, strict=True)]
