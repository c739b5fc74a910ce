"""The one thing to work on this week: what tells won from lost deals and is still missing, else the plainest habit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gametape.analysis.comparing.winners import Compared, DimensionVerdict, NearerTo
from gametape.analysis.learning.lessons import Lessons
from gametape.analysis.learning.models import ExemplarMoment, WorkOn
from gametape.analysis.learning.too_few_deals import is_unplaced, may_be_behind

Basis = Literal["finding", "peers", "habit"]


@dataclass(frozen=True, slots=True)
class PracticeTask:
    """A dimension to work on, why, and whether to do more of it."""

    row: Compared
    basis: Basis
    more: bool


def choose(rows: Sequence[Compared]) -> PracticeTask | None:
    """One dimension, or none where nothing can be said.

    First what differs and in which the rep is with the lost deals: the clear ones before the others, then the strongest
    effect. Else, where the rep has too few deals to be placed, what tells the peers' deals apart, unless these few are
    like the won ones. Else, where nothing tells won from lost deals, the habit that sets the rep apart from all peers;
    whoever is with the won deals in all that does is not sent after what nothing ties to winning. Scores are no
    behaviour, so they are never chosen.
    """
    able = [row for row in rows if row.dimension.kind != "score"]
    behind = [row for row in able if row.standing is NearerTo.LOSERS]
    if behind:
        row = max(behind, key=_strength)
        return PracticeTask(row, "finding", _towards_more(row))
    unplaced = [row for row in able if is_unplaced(row) and may_be_behind(row)]
    if unplaced:
        row = max(unplaced, key=lambda row: (row.rep is not None, _strength(row)))
        return PracticeTask(row, "peers", _towards_more(row))
    if any(row.peers is DimensionVerdict.DIFFERS for row in able):
        return None
    apart = [(gap, row) for row in able if row.dimension.main and (gap := _apart(row))]
    if not apart:
        return None
    gap, row = max(apart, key=lambda pair: abs(pair[0]))
    return PracticeTask(row, "habit", gap < 0)


def _strength(row: Compared) -> float:
    return abs(row.effect.delta) if row.effect else 0.0


def _towards_more(row: Compared) -> bool:
    return row.effect is not None and row.effect.delta > 0


def _apart(row: Compared) -> float:
    """How far the rep is from all peers, in half widths of the rep's interval; 0 within it, or where unknown."""
    rep = row.rep
    if row.verdict is not DimensionVerdict.NO_DIFFERENCE or rep is None or rep.low is None or rep.high is None:
        return 0.0
    if row.winners is None or row.losers is None or rep.high == rep.low:
        return 0.0
    _, won, lost = row.counts
    peers = (row.winners.mean * won + row.losers.mean * lost) / (won + lost)
    gap = (rep.mean - peers) / ((rep.high - rep.low) / 2)
    return gap if abs(gap) > 1 else 0.0


def work_on(task: PracticeTask, name: str, moments: Lessons) -> WorkOn:
    """The task in words, with two moments: one of the rep's, one of a won deal in the same situation."""
    one = task.row.dimension
    own = _usual(moments.own)
    return WorkOn(
        dimension=one.name,
        label=one.label,
        focus=one.focus,
        basis=task.basis,
        sentence=_sentence(task, name.split(maxsplit=1)[0]),
        action=one.try_more if task.more else one.try_less,
        own=own,
        example=moments.won[0] if moments.won and task.basis != "habit" else None,
    )


def _usual(moments: Sequence[ExemplarMoment]) -> ExemplarMoment | None:
    return max(moments, key=lambda one: one.started_at, default=None)


def _sentence(task: PracticeTask, first: str) -> str:
    row = task.row
    one = row.dimension
    own, won, lost = row.counts
    rep = (
        f"{first}: {one.shown(row.rep.mean)} in {own} deal{'s' * (own != 1)}"
        if row.rep
        else f"{first} has no comparable deals"
    )
    peers = ", ".join(
        f"{one.shown(mean.mean)} in {n} {which} deals"
        for mean, n, which in ((row.winners, won, "won"), (row.losers, lost, "lost"))
        if mean
    )
    if task.basis == "habit":
        return (
            f"{first} is not behind in anything that separates won from lost deals. Biggest difference from peers:"
            f" {one.label}: {rep}; peers: {peers}. No link to winning was found."
        )
    told = f"Winning is associated with {one.more if task.more else one.less}. Peers: {peers}. {rep}."
    if task.basis == "peers":
        return f"{told} {first} has too few deals to compare."
    return told
