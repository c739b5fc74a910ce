"""Labelled sentences: `training/hearing/<language>/`.

Three layouts, each with a first line that names its columns (docs/hearing.md):

* `<kind>.tsv`: single sentences, in the files of the kind that they have or resemble (`COLUMNS`);
* `calls/<writer>-NN.tsv`: a whole call, a line per sentence (`CALL_COLUMNS`); what stands before and after a sentence
  comes from the call;
* `singles/<writer>-NN.tsv`: single sentences labelled as those of calls, with what stands before and after
  (`SINGLE_COLUMNS`).
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from gametape.analysis.hearing.hear_call import around_turn

FOLDER = Path(__file__).with_name("hearing")
COLUMNS = ("text", "side", "before", "after", "label", "detail", "also", "trap", "writer")
CALL_COLUMNS = ("turn", "side", "sentence", "labels")
SINGLE_COLUMNS = (*CALL_COLUMNS, "before", "after")
NEUTRAL = "none"
"""Name of the file of sentences without any kind and without any resemblance to one."""

KINDS = (
    "objection", "pain", "criterion", "decision_process", "decision_maker",
    "champion", "competitor", "metric", "commitment", "acceptance",
)  # fmt: skip
DETAILS = frozenset({
    "price", "budget", "timing", "authority", "need", "competitor", "product",
    "integration", "security", "legal", "trust", "implementation", "change", "other",
})  # fmt: skip
TRAPS = frozenset({"negated", "asked", "reported", "others", "settled", "hypothetical", "topic", "side"})
SIDES = frozenset({"ours", "theirs"})
AS_RARE_AS_REAL = frozenset({"ash", "hazel", "larch", "maple", "pine", "willow"})
"""Writers whose calls have kinds as rarely as sales calls do: one objection in thirty customer sentences or fewer."""
Origin = Literal["kind", "call", "single", "deal"]
"""Layout of the file of a sentence; `deal`: `training/deals.py`. Only calls and deals have kinds as rarely as calls."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Sentence with all its kinds."""

    text: str
    side: str
    before: str
    after: str
    kinds: frozenset[str]
    detail: str  # kind of objection that the sentence is or resembles; empty if none
    looks_like: str  # kind that a hard negative resembles; empty for other sentences
    trap: str  # why it only resembles the kind: negated, asked, reported, others, settled, hypothetical, topic, side
    writer: str
    origin: Origin = "kind"
    turn: str = ""  # turn of a call; empty for a sentence alone


def read_sentences(language: str) -> list[Labelled]:
    """Read all labelled sentences of a language, in the order of the files.

    Raises:
        ValueError: a line has other columns than its file's layout, or unknown labels; the message names file and line.
    """
    return [row for path in sorted((FOLDER / language).rglob("*.tsv")) for row in read_file(path)]


def read_file(path: Path) -> Iterator[Labelled]:
    """Read the sentences of a file of any layout.

    Raises:
        ValueError: a line has other columns than its file's layout, or unknown labels; the message names file and line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        columns = tuple(next(lines, ()))
        if columns not in (COLUMNS, CALL_COLUMNS, SINGLE_COLUMNS):
            raise ValueError(f"{path.name}: the first line must be {' '.join(COLUMNS)}, or {' '.join(SINGLE_COLUMNS)}")
        rows: list[dict[str, str]] = []
        for number, cells in enumerate(lines, start=2):
            if len(cells) != len(columns):
                raise ValueError(f"{path.name}, line {number}: {len(cells)} columns in place of {len(columns)}")
            rows.append(dict(zip(columns, cells, strict=True)) | {"where": f"{path.name}, line {number}"})
    if columns == COLUMNS:
        return (_labelled(path.stem, row) for row in rows)
    writer = path.stem.partition("-")[0]
    return _of_call(rows, writer) if columns == CALL_COLUMNS else (_single(row, writer) for row in rows)


def _of_call(rows: Sequence[dict[str, str]], writer: str) -> Iterator[Labelled]:
    turns = [list(turn) for _, turn in groupby(rows, key=lambda row: (row["turn"], row["side"]))]
    spoken = [[row["sentence"] for row in turn] for turn in turns]
    for number, turn in enumerate(turns):
        before, after = around_turn(spoken, number)
        for row in turn:
            place = f"{row['where'].partition(',')[0]}:{number}"
            yield _single(row | {"before": before, "after": after}, writer, "call", place)


def _single(row: dict[str, str], writer: str, origin: Origin = "single", turn: str = "") -> Labelled:
    labels = [label for label in row["labels"].split(",") if label != "-"]
    heard = [label.partition("/") for label in labels if not label.startswith("~")]
    resembled = [label[1:].partition(":") for label in labels if label.startswith("~")]
    kinds = frozenset(kind for kind, _, _ in heard)
    like, _, trap = resembled[0] if resembled else ("", "", "")
    detail = next((detail for _, _, detail in heard if detail), like.partition("/")[2])
    looks_like = like.partition("/")[0]
    if (
        not row["labels"]
        or not kinds <= set(KINDS)
        or row["side"] not in SIDES
        or (resembled and (looks_like not in KINDS or trap not in TRAPS))
        or (detail and detail not in DETAILS)
        or ("objection" in kinds and not detail)
    ):
        raise ValueError(f"{row['where']}: labels {row['labels']} of {row['side']} are not understood")
    return Labelled(
        text=row["sentence"],
        side=row["side"],
        before=row["before"],
        after=row["after"],
        kinds=kinds,
        detail=detail,
        looks_like=looks_like,
        trap=trap,
        writer=writer,
        origin=origin,
        turn=turn,
    )


def _labelled(kind: str, row: dict[str, str]) -> Labelled:
    is_one = row["label"] == "1"
    kinds = {name for name in row["also"].split(",") if name} | ({kind} if is_one else set())
    return Labelled(
        text=row["text"],
        side=row["side"],
        before=row["before"],
        after=row["after"],
        kinds=frozenset(kinds - {NEUTRAL}),
        detail=row["detail"].split(",")[0],
        looks_like="" if is_one or kind == NEUTRAL else kind,
        trap=row["trap"],
        writer=row["writer"],
    )
