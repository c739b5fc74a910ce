"""Covariates: columns for segment, product, size, time and length of deals, so that none is mistaken for behavior."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Protocol

FEWEST_DEALS = 3
"""Fewest deals of a segment, product, band or half-year with a column; rarer values share one column."""

DEALS_PER_COLUMN = 8
"""Deals per column: with fewer, the columns would fit these deals only."""

Column = list[float]
RARE = "rare"


class Likeness(Protocol):
    """Likeness of a deal, without its rep and its outcome; the fields are those of `comparison.DealFacts`."""

    @property
    def segment(self) -> str | None: ...  # noqa: D102
    @property
    def product(self) -> str | None: ...  # noqa: D102
    @property
    def size(self) -> str | None: ...  # noqa: D102
    @property
    def period(self) -> str | None: ...  # noqa: D102
    @property
    def closed_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def amount_place(self) -> float | None: ...  # noqa: D102
    @property
    def calls(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Covariates:
    """Columns and their names: `adjusted` are taken into account, `given_up` are not."""

    columns: list[Column]
    adjusted: tuple[str, ...]
    given_up: tuple[str, ...]


def covariates(deals: Sequence[Likeness]) -> Covariates:
    """Return segment, product, size, time of closing and number of calls as columns, one per `DEALS_PER_COLUMN` deals.

    The simplest form of each covariate comes first, finer forms follow: the amount after its band, half-years after the
    trend. A covariate that is equal for all deals has no column.
    """
    room = len(deals) // DEALS_PER_COLUMN
    columns: list[Column] = []
    adjusted: list[str] = []
    given_up: list[str] = []
    for name, candidates in _in_order(deals):
        if len(candidates) <= room - len(columns):
            columns += candidates
            adjusted.append(name)
        elif name not in adjusted:
            given_up.append(name)
    used = tuple(dict.fromkeys(adjusted))
    return Covariates(columns, used, tuple(name for name in dict.fromkeys(given_up) if name not in used))


def _in_order(deals: Sequence[Likeness]) -> list[tuple[str, list[Column]]]:
    """List the columns by name, the most important first."""
    closed = [deal.closed_at.timestamp() if deal.closed_at else None for deal in deals]
    trend = _scaled(closed)
    half_years = _dummies([deal.period for deal in deals])
    by_name = [
        ("segment", _dummies([deal.segment for deal in deals])),
        ("product", _dummies([deal.product for deal in deals])),
        ("size", _dummies([deal.size for deal in deals])),
        ("period", trend or half_years),
        ("calls", _scaled([None if deal.calls is None else log(deal.calls + 1) for deal in deals])),
        ("size", _scaled([deal.amount_place for deal in deals])),
        ("period", half_years if trend else []),
    ]
    return [(name, columns) for name, columns in by_name if columns]


def _dummies(levels: Sequence[str | None]) -> list[Column]:
    """Return a column for each level except the most frequent: 1 for deals of that level, else 0."""
    counts = Counter(levels)
    grouped = [level if counts[level] >= FEWEST_DEALS else RARE for level in levels]
    by_frequency = [level for level, _ in sorted(Counter(grouped).items(), key=lambda pair: (-pair[1], str(pair[0])))]
    return [[float(each == level) for each in grouped] for level in by_frequency[1:]]


def _scaled(values: Sequence[float | None]) -> list[Column]:
    """Scale values to one column from -1 to 1; a deal without a value gets the mean. No column if all are alike."""
    known = [value for value in values if value is not None]
    if not known or max(known) == min(known):
        return []
    low, high, mean = min(known), max(known), sum(known) / len(known)
    return [[2 * ((mean if value is None else value) - low) / (high - low) - 1 for value in values]]
