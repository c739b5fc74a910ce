"""Score the kinds heard on whole deals against known answers: `python -m bench.judgement [FOLDER] [--json]`.

The deals of `bench/judgement_deals/` were written for this project by a language model that saw neither the training
sentences nor the code; each file names its writer and lists the kinds of its turns (`gold`). A turn is right if the
local model hears the kind in it. The last line is a JSON object.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.judged_commitments import score_commitments
from gametape.analysis.hearing.hear import hear

FOLDER = Path(__file__).with_name("judgement_deals")
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


def hear_deal(name: str, deal: dict[str, Any]) -> dict[str, dict[Place, str | None]]:
    """Hear every turn of a deal's calls: kind -> place -> detail."""
    heard: dict[str, dict[Place, str | None]] = defaultdict(dict)
    for call in deal["calls"]:
        turns = call["turns"]
        for place, turn in enumerate(turns):
            before = turns[place - 1]["text"] if place else ""
            after = turns[place + 1]["text"] if place + 1 < len(turns) else ""
            for act in hear(turn["text"], turn["side"], before, after):
                heard[act.kind][name, call["id"], turn["n"]] = act.detail
    return heard


def gold_of(name: str, deal: dict[str, Any], kind: str) -> dict[Place, str | None]:
    """Return the places of a kind in a deal's calls, and the kind of each objection."""
    rows = deal["gold"].get(GOLD[kind], [])
    in_calls = [row for row in rows if row.get("turn") is not None]
    return {(name, row.get("call") or row["where"], row["turn"]): row.get("kind") for row in in_calls}


def score(deals: dict[str, dict[str, Any]]) -> dict[str, Score]:
    """Score each kind over all deals."""
    heard: dict[str, dict[Place, str | None]] = defaultdict(dict)
    gold: dict[str, dict[Place, str | None]] = defaultdict(dict)
    for name, deal in deals.items():
        for kind, places in hear_deal(name, deal).items():
            heard[kind] |= places
        for kind in GOLD:
            gold[kind] |= gold_of(name, deal, kind)
    return {kind: _score(gold[kind], heard[kind]) for kind in GOLD}


def _score(gold: dict[Place, str | None], heard: dict[Place, str | None]) -> Score:
    both = gold.keys() & heard.keys()
    return Score(len(gold), len(heard), len(both), sum(gold[place] == heard[place] for place in both))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    deals = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(arguments.folder.glob("*.json"))}
    scores = score(deals)
    if not arguments.json:
        for kind, found in scores.items():
            print(
                f"{kind:17} {found.right:3} of {found.gold:3} found ({found.recall:.0%}), {found.heard:3} heard "
                f"({found.precision:.0%} right)"
                + (f", {found.right_detail} with the right kind" if kind == "objection" else "")
            )
    commitments = score_commitments(list(deals.values()))
    if not arguments.json:
        print("\n".join(commitments.lines()))
    print(
        json.dumps(
            {
                "deals": len(deals),
                "kinds": {kind: asdict(found) for kind, found in scores.items()},
                "commitments": asdict(commitments),
            }
        )
    )


if __name__ == "__main__":
    main()
