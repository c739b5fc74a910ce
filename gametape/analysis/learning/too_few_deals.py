"""Dimensions in which the peers' won and lost deals differ, and the rep's place is not known or not clear."""

from gametape.analysis.comparing.winners import Compared, DimensionVerdict


def is_unplaced(row: Compared) -> bool:
    """Tell whether the peers' won and lost deals differ, and the rep has too few deals for a comparison."""
    return row.peers is DimensionVerdict.DIFFERS and row.verdict is DimensionVerdict.NOT_ENOUGH_DATA


def is_unclear(row: Compared) -> bool:
    """Tell whether the peers' won and lost deals differ, and the rep is clearly close to neither."""
    return row.verdict is DimensionVerdict.DIFFERS and row.standing is None


def may_be_behind(row: Compared) -> bool:
    """Tell whether the few deals of the rep are on the lost side; True for a rep without deals, as it is not known.

    The limit is the mean of all peers' deals, as for reps with enough deals. A rep on the won side of it already does
    what the won deals show, and needs no advice.
    """
    if row.winners is None or row.losers is None or row.everybody is None or row.effect is None:
        return False
    won, lost = row.winners.mean, row.losers.mean
    if (won - lost) * row.effect.delta <= 0:
        return False  # with the rep's mix of deals the means differ in the other direction
    if row.rep is None:
        return True
    return (row.rep.mean - row.everybody.mean) * row.effect.delta < 0
