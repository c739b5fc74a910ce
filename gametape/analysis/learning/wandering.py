"""Natural ups and downs of a rep's behavior: reps have good and bad months without any coaching.

A rep is usually chosen for coaching in a bad month, and the next months are better whatever is done (regression to the
mean). So a change counts only if it is larger than the usual change of the company's reps between blocks of 60 days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import fsum
from statistics import fmean
from typing import NamedTuple

BLOCK = timedelta(days=60)


class DatedValue(NamedTuple):
    """Value of a call in a dimension, and the time of the call."""

    at: datetime
    value: float


DealValues = Sequence[DatedValue]
"""Values of the calls of a deal."""


def values_between(deals: Sequence[DealValues], since: datetime, until: datetime) -> list[list[float]]:
    """List by deal the values of its calls from `since` to before `until`; deals without such calls are left out."""
    by_deal = [[call.value for call in calls if since <= call.at < until] for calls in deals]
    return [values for values in by_deal if values]


def wandering(reps: Sequence[Sequence[DealValues]], since: datetime, until: datetime) -> float:
    """Estimate the variance of a rep's mean between blocks of 60 days, beyond the chance of few deals.

    Formula: variance components by the method of moments. Within blocks the variance s^2 of deal means is pooled; the
    squares between the blocks of each rep exceed (blocks - 1) s^2 by this variance, times n - sum of n_b^2 / n.

    Args:
        reps: by rep, by deal, the values of the calls.
        since: start of the first block.
        until: end of the last block.

    Returns:
        Variance in the unit of the values squared; 0 if it does not exceed chance, or with too few deals.
    """
    by_rep = [_blocks(deals, since, until) for deals in reps]
    blocks = [block for rep in by_rep for block in rep]
    freedom = sum(len(block) - 1 for block in blocks)
    if not freedom:
        return 0.0
    inside = fsum((value - fmean(block)) ** 2 for block in blocks for value in block) / freedom
    excess = scale = 0.0
    for rep in by_rep:
        sizes = [len(block) for block in rep]
        if len(rep) > 1:
            middle = fmean(value for block in rep for value in block)
            squares = fsum(len(block) * (fmean(block) - middle) ** 2 for block in rep)
            excess += squares - (len(rep) - 1) * inside
            scale += sum(sizes) - sum(size * size for size in sizes) / sum(sizes)
    return max(0.0, excess / scale) if scale else 0.0


def allowance(variance: float, before: timedelta, after: timedelta) -> float:
    """Return the variance that wandering adds to the difference between two periods, in the unit of `variance`."""
    return variance * (BLOCK / max(BLOCK, before) + BLOCK / max(BLOCK, after))


def _blocks(deals: Sequence[DealValues], since: datetime, until: datetime) -> list[list[float]]:
    """List the means of deals, block by block; blocks with a single deal are left out."""
    blocks = []
    while since + BLOCK <= until:
        means = [fmean(values) for values in values_between(deals, since, since + BLOCK)]
        if len(means) > 1:
            blocks.append(means)
        since += BLOCK
    return blocks
