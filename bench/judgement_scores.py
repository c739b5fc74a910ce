"""Scores of a reading of whole deals against known answers, whoever reads: the local model, or Claude."""

from dataclasses import dataclass
from typing import Any

GOLD = {
    "objection": "objections",
    "pain": "pains",
    "criterion": "criteria",
    "decision_process": "decision_process",
    "decision_maker": "decision_makers",
    "champion": "champion",
    "competitor": "competitors",
    "metric": "metrics",
    "commitment": "commitments",
}
"""List in a deal's `gold`, by the kind that is heard."""

Place = tuple[str, str, int]
"""Turn of a call: file of the deal, id of the call, number of the turn."""


@dataclass(frozen=True, slots=True)
class Score:
    """Turns with a kind: in the gold, heard, and both; `right_detail` counts objections with the right detail."""

    gold: int
    heard: int
    right: int
    right_detail: int

    @property
    def recall(self) -> float:
        """Share of the gold turns that were heard."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """Share of the heard turns that are in the gold."""
        return self.right / self.heard if self.heard else 0.0


def gold_of(name: str, deal: dict[str, Any], kind: str) -> dict[Place, str | None]:
    """Return the places of a kind in a deal's calls, and the kind of each objection."""
    rows = deal["gold"].get(GOLD[kind], [])
    in_calls = [row for row in rows if row.get("turn") is not None]
    return {(name, row.get("call") or row["where"], row["turn"]): row.get("kind") for row in in_calls}


def score_places(gold: dict[Place, str | None], heard: dict[Place, str | None]) -> Score:
    """Score the places that were heard against those of the gold."""
    both = gold.keys() & heard.keys()
    return Score(len(gold), len(heard), len(both), sum(gold[place] == heard[place] for place in both))


def score_line(kind: str, score: Score) -> str:
    """Write a row of the table."""
    details = f", {score.right_detail} with the right kind" if kind == "objection" else ""
    return (
        f"{kind:17} {score.right:3} of {score.gold:3} found ({score.recall:.0%}), {score.heard:3} heard "
        f"({score.precision:.0%} right){details}"
    )
