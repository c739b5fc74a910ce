"""Dimensions that tell won from lost deals, but of which the rep has too few deals to be placed."""

from gametape.analysis.comparing.winners import Compared, DimensionVerdict


def is_unplaced(row: Compared) -> bool:
    """Whether peers differ, and the rep has too few deals to say whose theirs are nearer to."""
    return row.peers is DimensionVerdict.DIFFERS and row.verdict is DimensionVerdict.NOT_ENOUGH_DATA


def may_be_behind(row: Compared) -> bool:
    """Whether the few deals of the rep are nearer the lost ones; where there is none, nobody knows that they are not.

    The same line as for whoever is placed: the mean of all peers' deals. Whoever is past it does already what the won
    deals show, and need not be told to.
    """
    if row.winners is None or row.losers is None or row.everybody is None or row.effect is None:
        return False
    won, lost = row.winners.mean, row.losers.mean
    if (won - lost) * row.effect.delta <= 0:
        return False  # with the rep's mix of deals the means do not tell the two apart
    if row.rep is None:
        return True
    return (row.rep.mean - row.everybody.mean) * row.effect.delta < 0
