"""Choice of the dimension to work on: first where the rep is nearer to the lost deals, else the clearest habit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gametape.analysis.comparing.winners import Compared, DimensionVerdict, NearerTo
from gametape.analysis.learning.lessons import Lessons
from gametape.analysis.learning.models import ExemplarMoment, WorkOn
from gametape.analysis.learning.too_few_deals import is_unclear, is_unplaced, may_be_behind

Basis = Literal["finding", "peers", "habit"]


@dataclass(frozen=True, slots=True)
class PracticeTask:
    """Dimension to work on, the reason, and whether the rep should do more of it."""

    row: Compared
    basis: Basis
    more: bool


def choose(rows: Sequence[Compared]) -> PracticeTask | None:
    """Choose the dimension to work on; None if no dimension qualifies.

    The order of choice:

    1. `finding`: won and lost deals differ, and the rep is nearer to the lost deals; the strongest effect.
    2. `peers`: the peers' won and lost deals differ, and the rep's place is not known (too few deals) or not clear,
       unless the rep's deals are on the won side.
    3. `habit`: only if won and lost deals differ in no dimension: the main dimension in which the rep differs most from
       all peers.

    Scores are not behavior, so they are never chosen.
    """
    able = [row for row in rows if row.dimension.scope != "score"]
    behind = [row for row in able if row.standing is NearerTo.LOSERS]
    if behind:
        row = max(behind, key=_strength)
        return PracticeTask(row, "finding", _towards_more(row))
    unplaced = [row for row in able if (is_unplaced(row) or is_unclear(row)) and may_be_behind(row)]
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
    """Return the rep's distance from the mean of all peers, in half widths of the rep's interval; 0 if within it."""
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
    """Write the task, with two moments: from the rep's own calls, and from a won deal in a similar situation."""
    dimension = task.row.dimension
    own = _usual(moments.own)
    return WorkOn(
        dimension=dimension.name,
        label=dimension.label,
        focus=dimension.focus,
        basis=task.basis,
        sentence=_sentence(task, name.split(maxsplit=1)[0]),
        action=dimension.try_more if task.more else dimension.try_less,
        own=own,
        example=moments.won[0] if moments.won and task.basis != "habit" else None,
    )


def _usual(moments: Sequence[ExemplarMoment]) -> ExemplarMoment | None:
    return max(moments, key=lambda moment: moment.started_at, default=None)


def _sentence(task: PracticeTask, first: str) -> str:
    row = task.row
    dimension = row.dimension
    own, won, lost = row.counts
    rep = (
        f"{first}: {dimension.shown(row.rep.mean)} in {own} deal{'s' * (own != 1)}"
        if row.rep
        else f"{first} has no comparable deals"
    )
    peers = ", ".join(
        f"{dimension.shown(mean.mean)} in {n} {which} deals"
        for mean, n, which in ((row.winners, won, "won"), (row.losers, lost, "lost"))
        if mean
    )
    if task.basis == "habit":
        return (
            f"{first} is not behind in anything that separates won from lost deals. Biggest difference from peers:"
            f" {dimension.label}: {rep}; peers: {peers}. No link to winning was found."
        )
    result = f"Winning is associated with {dimension.more if task.more else dimension.less}. Peers: {peers}. {rep}."
    if task.basis == "peers" and is_unclear(row):
        return f"{result} It is not clear whether that is closer to the won or the lost deals."
    if task.basis == "peers":
        return f"{result} {first} has too few deals to compare."
    return result
