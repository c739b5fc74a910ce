"""Score the kinds heard on whole deals against known answers: `python -m bench.judgement [FOLDER] [--json]`.

The deals of `bench/judgement_deals/` were written for this project by a language model that saw neither the training
sentences nor the code; each file names its writer and lists the kinds of its turns (`gold`). A turn is right if the
local model hears the kind in it. `--claude` scores Claude on the same deals. The last line is a JSON object.
"""

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.judged_commitments import score_commitments
from bench.judged_objections import score_objections
from bench.judgement_scores import GOLD, Place, Score, gold_of, score_line, score_places
from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call
from gametape.errors import GametapeError
from gametape.settings import settings

FOLDER = Path(__file__).with_name("judgement_deals")


def hear_deal(name: str, deal: dict[str, Any]) -> dict[str, dict[Place, str | None]]:
    """Hear every turn of a deal's calls: kind -> place -> detail."""
    heard: dict[str, dict[Place, str | None]] = defaultdict(dict)
    for call in deal["calls"]:
        turns = [VoicedTurn(turn["side"], (turn["text"],)) for turn in call["turns"]]
        for turn, acts in zip(call["turns"], hear_call(turns, hidden=True), strict=True):
            for act in acts:
                heard[act.kind][name, call["id"], turn["n"]] = act.detail
    return heard


def score(deals: dict[str, dict[str, Any]]) -> dict[str, Score]:
    """Score each kind over all deals."""
    heard: dict[str, dict[Place, str | None]] = defaultdict(dict)
    gold: dict[str, dict[Place, str | None]] = defaultdict(dict)
    for name, deal in deals.items():
        for kind, places in hear_deal(name, deal).items():
            heard[kind] |= places
        for kind in GOLD:
            gold[kind] |= gold_of(name, deal, kind)
    return {kind: score_places(gold[kind], heard[kind]) for kind in GOLD}


def _with_claude(deals: dict[str, dict[str, Any]], *, yes: bool, as_json: bool) -> int:
    from bench.judgement_claude import run  # noqa: PLC0415 - the store is needed for this alone

    try:
        return run(deals, settings(), yes=yes, as_json=as_json)
    except GametapeError as error:
        print(f"{error} {error.hint or ''}".rstrip(), file=sys.stderr)
        return 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--claude", action="store_true", help="score Claude instead (bench/judgement_claude.py)")
    parser.add_argument("--yes", action="store_true", help="with --claude: send the deals, and pay for it")
    arguments = parser.parse_args()
    deals = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(arguments.folder.glob("*.json"))}
    if arguments.claude:
        sys.exit(_with_claude(deals, yes=arguments.yes, as_json=arguments.json))
    scores = score(deals)
    if not arguments.json:
        for kind, found in scores.items():
            print(score_line(kind, found))
    objections = score_objections(list(deals.values()))
    commitments = score_commitments(list(deals.values()))
    if not arguments.json:
        print("\n".join([*objections.lines(), *commitments.lines()]))
    print(
        json.dumps(
            {
                "deals": len(deals),
                "kinds": {kind: asdict(found) for kind, found in scores.items()},
                "objections": asdict(objections),
                "commitments": asdict(commitments),
            }
        )
    )


if __name__ == "__main__":
    main()
