"""Least squares from cross products, in plain Python: few columns, any number of rows.

A symmetric matrix is given by its lower triangle, row by row. A column that earlier columns explain gets the
coefficient 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[float]

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Factored:
    """Symmetric matrix factored as L D L': L below the diagonal, D 0 for a column that earlier columns explain."""

    lower: Sequence[Row]
    pivots: Row

    @property
    def rank(self) -> int:
        """Number of columns that earlier columns do not explain."""
        return sum(pivot > 0 for pivot in self.pivots)

    def solve(self, right: Row) -> list[float]:
        """Return the coefficients for a right-hand side."""
        solved = [part / pivot if pivot else 0.0 for part, pivot in zip(self._forward(right), self.pivots, strict=True)]
        for a in range(len(solved) - 1, -1, -1):
            if self.pivots[a]:
                solved[a] -= sum(self.lower[c][a] * solved[c] for c in range(a + 1, len(solved)))
        return solved

    def explained(self, right: Row) -> float:
        """Return the sum of squares of a right-hand side that the columns explain."""
        parts = zip(self._forward(right), self.pivots, strict=True)
        return sum(part * part / pivot for part, pivot in parts if pivot)

    def last_direction(self) -> list[float]:
        """Return the part of the last column that the others do not explain, as coefficients of all columns."""
        last = len(self.lower) - 1
        direction = [0.0] * last + [1.0]
        for a in range(last - 1, -1, -1):
            if self.pivots[a]:
                direction[a] = -sum(self.lower[c][a] * direction[c] for c in range(a + 1, last + 1))
        return direction

    def _forward(self, right: Row) -> list[float]:
        parts: list[float] = []
        for a, row in enumerate(self.lower):
            part = right[a] - sum(row[c] * parts[c] for c in range(a))
            parts.append(part if self.pivots[a] else 0.0)
        return parts


def factored(matrix: Sequence[Row]) -> Factored:
    """Factor a symmetric matrix of cross products, given by its lower triangle."""
    lower: list[list[float]] = []
    pivots: list[float] = []
    for a, row in enumerate(matrix):
        factors: list[float] = []
        for b in range(a):
            part = row[b] - sum(factors[c] * lower[b][c] * pivots[c] for c in range(b))
            factors.append(part / pivots[b] if pivots[b] else 0.0)
        pivot = row[a] - sum(factors[c] * factors[c] * pivots[c] for c in range(a))
        lower.append(factors)
        pivots.append(pivot if pivot > _TINY * max(1.0, row[a]) else 0.0)
    return Factored(lower, pivots)
