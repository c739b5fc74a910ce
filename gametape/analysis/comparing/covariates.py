"""Columns to adjust for: segment, product, size, time and length of deals, which must not pass for a behavior."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Protocol

FEWEST_DEALS = 3
"""A segment, product, band or half-year of fewer deals is taken together with the other rare ones."""

DEALS_PER_COLUMN = 8
"""Deals that each column needs: with fewer, columns would explain the deals at hand and nothing else."""

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
    """The columns, and of what they are: all of `adjusted` is taken into account, `given_up` is not."""

    columns: list[Column]
    adjusted: tuple[str, ...]
    given_up: tuple[str, ...]


def covariates(deals: Sequence[Likeness]) -> Covariates:
    """Segment, product, size, time of closing and number of calls as columns; as many as the deals can bear.

    Each of them first in its plainest form, then finer: the amount beside its band, half-years beside the trend. What
    is the same for all deals needs no column.
    """
    room = len(deals) // DEALS_PER_COLUMN
    columns: list[Column] = []
    adjusted: list[str] = []
    given_up: list[str] = []
    for name, found in _in_order(deals):
        if len(found) <= room - len(columns):
            columns += found
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
    found = [
        ("segment", _dummies([deal.segment for deal in deals])),
        ("product", _dummies([deal.product for deal in deals])),
        ("size", _dummies([deal.size for deal in deals])),
        ("period", trend or half_years),
        ("calls", _scaled([None if deal.calls is None else log(deal.calls + 1) for deal in deals])),
        ("size", _scaled([deal.amount_place for deal in deals])),
        ("period", half_years if trend else []),
    ]
    return [(name, columns) for name, columns in found if columns]


def _dummies(levels: Sequence[str | None]) -> list[Column]:
    """A column for each level but the most frequent one: 1 where a deal is of it."""
    counts = Counter(levels)
    told = [level if counts[level] >= FEWEST_DEALS else RARE for level in levels]
    by_frequency = [level for level, _ in sorted(Counter(told).items(), key=lambda pair: (-pair[1], str(pair[0])))]
    return [[float(each == level) for each in told] for level in by_frequency[1:]]


def _scaled(values: Sequence[float | None]) -> list[Column]:
    """Scale values to one column from -1 to 1; a deal without a value gets the mean. No column if all are alike."""
    known = [value for value in values if value is not None]
    if not known or max(known) == min(known):
        return []
    low, high, mean = min(known), max(known), sum(known) / len(known)
    return [[2 * ((mean if value is None else value) - low) / (high - low) - 1 for value in values]]
