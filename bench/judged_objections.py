"""Objections shown on whole deals, held against known answers: raised in that turn, of that kind, in that state."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench.judged_texts import source_id, texts_of
from gametape.analysis.measures.objections import judge_objections
from gametape.text.languages import language


@dataclass(slots=True)
class ObjectionScore:
    """Counts of the turns that raise objections, as a deal shows them."""

    gold: int = 0
    shown: int = 0
    right: int = 0  # shown, and in the gold
    kinds: int = 0  # of the right ones, those shown with a kind
    kinds_right: int = 0
    states_right: int = 0  # of the right ones, those in the state of the gold
    settled: int = 0  # of the right ones, those shown as settled
    settled_right: int = 0

    def add(self, deal: dict[str, Any]) -> None:
        """Add the counts of a deal."""
        gold = {(source_id(row["call"]), row["turn"]): row for row in deal["gold"]["objections"] if row.get("call")}
        texts = texts_of(deal)
        for talk in texts.talks:
            for thread in judge_objections(talk, texts.acts[talk.call_id], language("en")):
                for turn in thread.mentions:
                    self._count(thread.kind, gold.get((talk.call_id, turn)), is_open=thread.is_open)
        self.gold += len(gold)

    def _count(self, kind: str | None, row: dict[str, Any] | None, *, is_open: bool) -> None:
        self.shown += 1
        if row is None:
            return
        self.right += 1
        self.kinds += kind is not None
        self.kinds_right += kind == row["kind"]
        is_settled = row["state"] == "settled"
        self.states_right += is_open is not is_settled
        self.settled += not is_open
        self.settled_right += is_settled and not is_open

    def lines(self) -> list[str]:
        """Return the counts as lines of a table."""
        return [
            f"objections on deals: {self.right} of {self.gold} found, {self.right} of {self.shown} shown are right",
            f"  kind {self.kinds_right} of {self.kinds} shown; state {self.states_right} of {self.right}",
            f"  settled {self.settled_right} of {self.settled} shown",
        ]


def score_objections(deals: Sequence[dict[str, Any]]) -> ObjectionScore:
    """Score the objections of deals."""
    score = ObjectionScore()
    for deal in deals:
        score.add(deal)
    return score
