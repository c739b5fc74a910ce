"""Cliff's delta of won against lost deals, adjusted for covariates of the deals, with the reps as clusters.

Formula: values become normal scores; the part that segment, product, size, time and length explain is subtracted
(aligned ranks: Hodges & Lehmann, Ann. Math. Statist. 33 (1962) 482); the residuals become ranks r, 0 to 1, and
`r = a + b won + c covariates + rep + error` is fitted. As the mean ranks of two groups differ by half their Cliff's
delta, the adjusted delta is 2 b; without covariates and reps it equals Cliff's delta. The rep is a random intercept
(Fuller & Battese, J. Econometrics 2 (1974) 67): with many deals per rep, a deal is compared with deals of the same rep;
with few deals per rep, deals of different reps are compared too, the more alike the reps are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from operator import mul
from statistics import NormalDist

from gametape.analysis.comparing.least_squares import Factored, factored
from gametape.analysis.comparing.stats import student, student_p

Column = Sequence[float]

FEWEST_CLUSTERS = 6
"""Fewest reps from which the differences of the effect between reps are estimated."""

_TINY = 1e-9
_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class AdjustedDelta:
    """Adjusted Cliff's delta of won against lost deals, -1 to 1, without unit.

    `error` is its standard error and `freedom` its degrees of freedom under the model; `cluster_error` is the standard
    error when the effect may differ between reps.
    """

    delta: float
    error: float
    freedom: int
    cluster_error: float
    clusters: int

    @property
    def p(self) -> float:
        """Two-sided p value for the hypothesis of no difference, 0 to 1."""
        return student_p(self.delta / self.error, self.freedom)

    @property
    def null_error(self) -> float:
        """Standard error under the hypothesis of no difference."""
        return sqrt((self.error**2 * self.freedom + self.delta**2) / (self.freedom + 1))

    def interval(self, *, level: float = 0.95) -> tuple[float, float]:
        """Return the ends, -1 to 1, of the model's interval or of the interval over reps, whichever is wider."""
        tail = 1 - (1 - level) / 2
        reach = student(tail, self.freedom) * self.error
        if self.clusters >= FEWEST_CLUSTERS:
            reach = max(reach, student(tail, self.clusters - 1) * self.cluster_error)
        return max(-1.0, self.delta - reach), min(1.0, self.delta + reach)


class Design:
    """Design of the regression for a set of deals, used for any number of behaviors.

    Args:
        won: 1 for a won deal, 0 for a lost deal.
        covariates: columns to adjust for, each with a value per deal.
        reps: the rep of each deal.
    """

    def __init__(self, won: Column, covariates: Sequence[Column], reps: Sequence[str]) -> None:
        self._columns: list[Column] = [*covariates, won]
        places: dict[str, list[int]] = {}
        for place, rep in enumerate(reps):
            places.setdefault(rep, []).append(place)
        self._groups = [places[rep] for rep in sorted(places)]
        self._size = len(won)
        self._means = [self._group_means(column) for column in self._columns]
        self._within = [
            [self._within_product(self._columns[a], b, self._means[a]) for b in range(a + 1)]
            for a in range(len(self._columns))
        ]
        self._factored = factored(self._within)
        self._inflation = self._between_noise()

    def adjusted_delta(self, values: Sequence[float]) -> AdjustedDelta | None:
        """Return the adjusted delta of a behavior, from one value per deal in any unit.

        Returns:
            None where the covariates explain the outcome, or too few deals are left to estimate an error.
        """
        coefficients = self._fit(_normal_scores(values)).coefficients
        explained = [
            fsum(c * column[place] for c, column in zip(coefficients, self._columns[:-1], strict=False))
            for place in range(self._size)
        ]
        scores = _normal_scores(values)
        aligned = [round(score - part, 9) for score, part in zip(scores, explained, strict=True)]
        fit = self._fit(_ranks(aligned))
        if fit.pivot <= _TINY or fit.freedom < 1:
            return None
        return AdjustedDelta(
            delta=max(-1.0, min(1.0, 2 * fit.coefficients[-1])),
            error=max(2 * sqrt(fit.variance / fit.pivot), _TINY),
            freedom=fit.freedom,
            cluster_error=2 * sqrt(fit.cluster_variance) / fit.pivot,
            clusters=len(self._groups),
        )

    def _fit(self, y: Column) -> "_Fit":
        means = self._group_means(y)
        products = [self._within_product(y, a, means) for a in range(len(self._columns))]
        total = fsum(map(mul, y, y)) - fsum(len(g) * m * m for g, m in zip(self._groups, means, strict=True))
        variance, between = self._components(products, total, means)
        weights = [variance / (variance + len(g) * between) if variance > 0 else 0.0 for g in self._groups]
        return self._weighted(y, products, means, weights)

    def _components(self, products: Column, total: float, means: Column) -> tuple[float, float]:
        """Estimate the variance within and between reps (method of moments, as in Henderson's method 3)."""
        solved = self._factored.solve(products)
        left = total - self._factored.explained(products)
        freedom = self._size - len(self._groups) - self._factored.rank
        if freedom < 1:
            return 1.0, 0.0
        variance = max(left / freedom, _TINY)
        rest = [
            mean - fsum(c * column[place] for c, column in zip(solved, self._means, strict=True))
            for place, mean in enumerate(means)
        ]
        sizes = [len(group) for group in self._groups]
        middle = fsum(map(mul, sizes, rest)) / self._size
        spread = fsum(n * (r - middle) ** 2 for n, r in zip(sizes, rest, strict=True))
        scale = self._size - fsum(n * n for n in sizes) / self._size
        expected = variance * (len(sizes) - 1 + self._inflation)
        return variance, max(0.0, (spread - expected) / scale) if scale > 0 else 0.0

    def _between_noise(self) -> float:
        """Return the part of the spread between reps that is due to the estimated coefficients: the trace of W^-1 B."""
        sizes = [len(group) for group in self._groups]
        centred = []
        for means in self._means:
            middle = fsum(map(mul, sizes, means)) / self._size
            centred.append([mean - middle for mean in means])
        trace = 0.0
        for a in range(len(centred)):
            column = [fsum(n * x * z for n, x, z in zip(sizes, centred[a], other, strict=True)) for other in centred]
            trace += self._factored.solve(column)[a]
        return trace

    def _weighted(self, y: Column, products: Column, means: Column, weights: Column) -> "_Fit":
        """Fit by generalised least squares: the more alike the reps are, the more a rep's mean counts."""
        ones = [1.0] * len(self._groups)
        group_columns = [ones, *self._means]
        scaled = [len(g) * w for g, w in zip(self._groups, weights, strict=True)]
        matrix = []
        for a, left in enumerate(group_columns):
            row = []
            weighted = list(map(mul, scaled, left))
            for b in range(a + 1):
                inside = self._within[a - 1][b - 1] if a and b else 0.0
                row.append(inside + fsum(map(mul, weighted, group_columns[b])))
            matrix.append(row)
        right = [
            (products[a - 1] if a else 0.0) + fsum(s * c * m for s, c, m in zip(scaled, column, means, strict=True))
            for a, column in enumerate(group_columns)
        ]
        return self._judge(y, means, weights, factored(matrix), right)

    def _judge(self, y: Column, means: Column, weights: Column, matrix: Factored, right: Column) -> "_Fit":
        square, clustered = 0.0, 0.0
        solved, direction = matrix.solve(right), matrix.last_direction()
        slopes = solved[1:]
        for number, group in enumerate(self._groups):
            keep = sqrt(weights[number])
            shift = 1 - keep
            mean_x = [column[number] for column in self._means]
            together = 0.0
            for place in group:
                x = [column[place] - shift * mean for column, mean in zip(self._columns, mean_x, strict=True)]
                error = y[place] - shift * means[number] - keep * solved[0] - sum(map(mul, slopes, x))
                square += error * error
                together += error * (direction[0] * keep + sum(map(mul, direction[1:], x)))
            clustered += together * together
        freedom = self._size - matrix.rank
        groups = len(self._groups)
        return _Fit(
            coefficients=slopes,
            pivot=matrix.pivots[-1],
            variance=square / freedom if freedom > 0 else 0.0,
            freedom=freedom,
            cluster_variance=clustered * groups / (groups - 1) if groups > 1 else 0.0,
        )

    def _group_means(self, column: Column) -> list[float]:
        return [sum(column[place] for place in group) / len(group) for group in self._groups]

    def _within_product(self, left: Column, other: int, left_means: Column) -> float:
        """Return the sum of products of deviations from the reps' means."""
        whole = fsum(map(mul, left, self._columns[other]))
        return whole - fsum(
            len(g) * a * b for g, a, b in zip(self._groups, left_means, self._means[other], strict=True)
        )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients of the covariates, then of the outcome; and the terms of the outcome's standard error."""

    coefficients: Sequence[float]
    pivot: float
    variance: float
    freedom: int
    cluster_variance: float


def _ranks(values: Sequence[float]) -> list[float]:
    """Return midranks on a scale of 0 to 1: (rank - 1/2) / n."""
    order = sorted(range(len(values)), key=values.__getitem__)
    edges = [0, *(i for i, (a, b) in enumerate(pairwise(order), 1) if values[a] != values[b]), len(values)]
    ranks = [0.0] * len(values)
    for start, end in pairwise(edges):
        for place in order[start:end]:
            ranks[place] = (start + end) / 2 / len(values)
    return ranks


def _normal_scores(values: Sequence[float]) -> list[float]:
    """Return the quantiles of the normal distribution at the values' ranks."""
    return [_normal.inv_cdf(rank) for rank in _ranks(values)]
