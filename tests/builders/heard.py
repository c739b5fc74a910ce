"""Acts of whole turns, as if the hearing model had heard them; and what is measured of a talk."""

from gametape.analysis.measures.measure import measured
from gametape.analysis.measures.trackers import tracker_book
from gametape.analysis.scoring.scorer import MeasuredSide, Measures
from gametape.queries.heard import HeardAct, acts_of
from gametape.queries.talk import CallTalk


def act(talk: CallTalk, turn: int, kind: str, detail: str | None = None) -> HeardAct:
    """Return an act of the whole turn, of the side that speaks it."""
    said = talk.turns[turn]
    return HeardAct(said.voice.side, kind, detail, 0.9, turn, 0, len(said.turn.text))


def objects(talk: CallTalk, turn: int, kind: str | None = None) -> HeardAct:
    """Return an objection."""
    return act(talk, turn, "objection", kind)


def accepts(talk: CallTalk, turn: int) -> HeardAct:
    """Return an acceptance."""
    return act(talk, turn, "acceptance")


def measures_of_talk(talk: CallTalk) -> Measures:
    """Return what is measured and heard of a talk, by side."""
    return {
        row["side"]: MeasuredSide(
            row["metrics"],
            row["trackers"],
            row["words_covered"],
            frozenset(row["lacks"]),
            acts_of(row["side"], row["heard"]),
        )
        for row in measured(talk, tracker_book(None))
    }
