"""Measure hearing on a labelled set: `python -m bench.hearing [FILE.tsv or FOLDER] [--json]`.

Without a file, each writer of calls and of single sentences in `training/hearing/` is left out once and judged by a
model that did not see the writer: sentences alone, then whole calls. With a file in a layout of the training files, or
a folder of such files, the shipped model judges it: so a set by other writers is measured. The last line is a JSON
object.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from gametape.analysis.hearing.hear import Speaker, hear
from training.deals import read_deals
from training.fit import does, fit_model, looks_like, may_be
from training.sentences import KINDS, Labelled, read_file, read_sentences
from training.thresholds import Figures, figures


def of_file(rows: list[Labelled]) -> dict[str, Figures]:
    """Return the figures of the shipped model on rows that it was not trained on."""
    sides: dict[str, Speaker] = {"ours": "ours", "theirs": "theirs"}
    predicted = [
        {reading.kind for reading in hear(row.text, sides.get(row.side, "unknown"), row.before, row.after)}
        for row in rows
    ]
    return {
        kind: figures(np.array([kind in kinds for kinds in predicted]), does(rows, kind), looks_like(rows, kind), 0.0)
        for kind in KINDS
        if does(rows, kind).any() and may_be(rows, kind).any()
    }


def read_labelled(path: Path) -> list[Labelled]:
    """Read the sentences of a file, or of all files of a folder."""
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    return [row for file in files for row in read_file(file)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="?", type=Path, help="a file, or a folder with a file per kind")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = read_labelled(arguments.labelled) if arguments.labelled else read_sentences("en") + read_deals("en")
    if arguments.labelled:
        results = of_file(rows)
    else:
        kinds = fit_model(rows, "en")[0]
        results = {kind.name: kind.alone for kind in kinds} | {f"{kind.name} on calls": kind.on_calls for kind in kinds}
    if not arguments.json:
        for kind, figure in results.items():
            shares = (
                f"recall {figure.recall:.2f}  precision {figure.precision:.2f}  look-alikes {figure.lookalikes:.2f}"
            )
            print(f"{kind:26} {shares}")
    print(json.dumps({"sentences": len(rows), "kinds": {kind: vars(figure) for kind, figure in results.items()}}))


if __name__ == "__main__":
    main()
