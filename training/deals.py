"""Sentences of the whole deals of `bench/judgement_deals/`, with the kinds that their gold lists.

A gold entry names a turn and quotes it: the sentences that the quote covers have the kind. The deals have kinds as
rarely as sales calls do, so thresholds are chosen on them, except on those of writers that are held out.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.judgement_scores import GOLD
from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.hear_call import around_turn
from gametape.text.sentences import sentences_of
from training.sentences import Labelled

FOLDER = Path(__file__).parents[1] / "bench" / "judgement_deals"
HELD_OUT = frozenset({"birch"})
"""Writers whose deals serve for figures alone: no threshold is chosen on them."""
LANGUAGE = "en"
"""Language of all deals there."""


def read_deals(language: str) -> list[Labelled]:
    """Read the sentences of all deals in a language; a file's name begins with its writer and a hyphen."""
    files = sorted(FOLDER.rglob("*.json")) if language == LANGUAGE else []
    return [row for path in files for row in _of_deal(path.stem, json.loads(path.read_text(encoding="utf-8")))]


def _of_deal(name: str, deal: dict[str, Any]) -> Iterator[Labelled]:
    writer = name.partition("-")[0]
    for call in deal["calls"]:
        spoken = [sentences_of(turn["text"]) or [turn["text"]] for turn in call["turns"]]
        for number, turn in enumerate(call["turns"]):
            before, after = around_turn(spoken, number)
            quotes = _quotes(deal["gold"], call["id"], turn["n"])
            for sentence in spoken[number]:
                covered = {kind: detail for kind, detail, quote in quotes if _covers(quote, sentence)}
                yield Labelled(
                    text=sentence,
                    side=turn["side"],
                    before=before,
                    after=after,
                    kinds=frozenset(covered),
                    detail=covered.get(OBJECTION, ""),
                    looks_like="",
                    trap="",
                    writer=writer,
                    origin="deal",
                    turn=f"{name}:{call['id']}:{number}",
                )


def _quotes(gold: dict[str, Any], call: str, turn: int) -> list[tuple[str, str, str]]:
    return [
        (kind, row.get("kind", "") if kind == OBJECTION else "", row["quote"])
        for kind, part in GOLD.items()
        for row in gold.get(part, ())
        if (row.get("call") or row.get("where"), row.get("turn")) == (call, turn)
    ]


def _covers(quote: str, sentence: str) -> bool:
    """Tell whether a quote contains a sentence, or a part of it; only letters and digits count."""
    whole, part = _plain(quote), _plain(sentence)
    return bool(part) and (part in whole or whole in part)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
