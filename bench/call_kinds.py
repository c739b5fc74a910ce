"""Tell the kinds of calls without titles, and compare with the known kinds: `python -m bench.call_kinds [FOLDER]`.

The calls are those of `bench/judgement_deals/`, whose files name the kind of each call. Only place in the deal, people
and content can tell the kind there, which is harder than with a title. The last line is a JSON object.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from bench.judgement import FOLDER
from gametape.analysis.measures.call_kinds import KindFacts, ToldKind, content_of, kind_of, sentences_about
from gametape.analysis.measures.speech import Speech
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn, Voice
from gametape.store.turns import Turn
from gametape.text.languages import language
from gametape.text.words import count_words


class KnownCall(NamedTuple):
    """Call of a deal with its known kind, and the kind that was told."""

    name: str
    known: str
    told: ToldKind
    content: dict[str, float]


def calls_of(name: str, deal: dict[str, Any]) -> list[KnownCall]:
    """Tell the kind of each call of a deal, without its title and stage."""
    engineers = {person["name"] for person in deal["people"] if person.get("role") == "SE"}
    calls = []
    for place, call in enumerate(deal["calls"], start=1):
        speech = Speech(_turns(call["turns"]))
        words = sum(map(count_words, speech.texts))
        counts = sentences_about(speech, language(deal.get("language", "en")))
        facts = KindFacts(
            place=place,
            has_engineer=any(turn["speaker"] in engineers for turn in call["turns"]),
            content=content_of(sum(map(Counter, counts.values()), Counter()), words),
        )
        calls.append(KnownCall(f"{name}/{call['id']}", call["kind"], kind_of(facts), dict(facts.content)))
    return calls


def _turns(rows: list[dict[str, Any]]) -> list[SpeakerTurn]:
    return [
        SpeakerTurn(row["n"], Turn("1", 0, 0, (row["text"],)), Voice(1, row["speaker"], None, Side(row["side"])))
        for row in rows
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--content", action="store_true", help="print the sentences per 1,000 words, by kind")
    arguments = parser.parse_args()
    calls = [
        call
        for path in sorted(arguments.folder.glob("*.json"))
        for call in calls_of(path.stem, json.loads(path.read_text("utf-8")))
    ]
    for call in calls:
        content = {kind: round(rate, 1) for kind, rate in call.content.items()} if arguments.content else ""
        print(f"{call.name:14} {call.known:12} {call.told.kind:12} {content}")
    told = [call for call in calls if call.told.kind != "unknown"]
    right = sum(call.known == call.told.kind for call in told)
    print(json.dumps({"calls": len(calls), "told": len(told), "right": right}))


if __name__ == "__main__":
    main()
