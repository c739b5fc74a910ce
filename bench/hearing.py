"""How well hearing does on a labelled set: `python -m bench.hearing [FILE.tsv] [--json]`.

Without a file, every writer of `training/hearing/` is left out once and heard by a model that did not see the writer.
With a file of the same columns as the training files, the shipped model hears it: that is how a set by other hands is
measured. The last line is one JSON object.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from gametape.analysis.hearing.hear import Speaker, hear
from training.fit import KINDS, Figures, does, figures, fit_model, looks_like, may_be
from training.sentences import Labelled, read_file, read_sentences


def of_file(rows: list[Labelled]) -> dict[str, Figures]:
    """The shipped model on rows that it was not trained on."""
    sides: dict[str, Speaker] = {"ours": "ours", "theirs": "theirs"}
    heard = [
        {found.kind for found in hear(row.text, sides.get(row.side, "unknown"), row.before, row.after)} for row in rows
    ]
    return {
        kind: figures(np.array([kind in kinds for kinds in heard]), does(rows, kind), looks_like(rows, kind), 0.0)
        for kind in KINDS
        if does(rows, kind).any() and may_be(rows, kind).any()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = list(read_file(arguments.file)) if arguments.file else read_sentences("en")
    held = of_file(rows) if arguments.file else {kind: figure for kind, _, figure in fit_model(rows)[0]}
    if not arguments.json:
        for kind, one in held.items():
            print(f"{kind:17} recall {one.recall:.2f}  precision {one.precision:.2f}  look-alikes {one.lookalikes:.2f}")
    print(json.dumps({"sentences": len(rows), "kinds": {kind: vars(one) for kind, one in held.items()}}))


if __name__ == "__main__":
    main()
