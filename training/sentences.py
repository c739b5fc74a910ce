"""Labelled sentences: `training/hearing/<language>/<kind>.tsv`, a file per kind.

Columns: the sentence, the speaker's side, the other side's words before and after, 1 or 0 (whether the sentence has
this kind), the detail (kind of objection), other kinds of the sentence, the reason why a 0 only looks like a 1, the
writer.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("hearing")
COLUMNS = ("text", "side", "before", "after", "label", "detail", "also", "trap", "writer")
NEUTRAL = "none"
"""Name of the file of sentences without any kind and without any resemblance to one."""


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


def read_sentences(language: str) -> list[Labelled]:
    """Read all labelled sentences of a language, in the order of the files.

    Raises:
        ValueError: a line has other columns than `COLUMNS`; the message names file and line.
    """
    return [row for path in sorted((FOLDER / language).glob("*.tsv")) for row in read_file(path)]


def read_file(path: Path) -> Iterator[Labelled]:
    """Read the sentences of a file.

    Raises:
        ValueError: a line has other columns than `COLUMNS`; the message names file and line.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(rows)) != COLUMNS:
            raise ValueError(f"{path.name}: the first line must be {' '.join(COLUMNS)}")
        for number, cells in enumerate(rows, start=2):
            if len(cells) != len(COLUMNS):
                raise ValueError(f"{path.name}, line {number}: {len(cells)} columns in place of {len(COLUMNS)}")
            yield _labelled(path.stem, dict(zip(COLUMNS, cells, strict=True)))


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
