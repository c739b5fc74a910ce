"""Train the hearing model of a language and write it into the package: `scripts/train`."""

import sys

from gametape.analysis.hearing.model import model_file
from training.deals import read_deals
from training.fit import fit_model, written
from training.sentences import read_sentences
from training.thresholds import Figures


def main(language: str) -> None:
    """Fit the model, write its file, and print the figures of each kind on writers whom the model did not see."""
    rows = read_sentences(language) + read_deals(language)
    kinds, details = fit_model(rows, language)
    for kind in kinds:
        hidden = "" if kind.on_calls.shown else "  (hidden)"
        print(f"{kind.name:17} {_in_words(kind.alone)}   on calls: {_in_words(kind.on_calls)}{hidden}")
    for detail in details:
        right = f"shown from {detail.threshold:.2f} on, right {detail.right:.2f}" if detail.right else "never shown"
        print(f"{detail.name:27} {right}")
    path = model_file(language)
    path.write_text(written(kinds, details), encoding="utf-8")
    print(f"{len(rows)} sentences by {len({row.writer for row in rows})} writers; {path.stat().st_size / 1000:.0f} kB")


def _in_words(result: Figures) -> str:
    shares = f"recall {result.recall:.2f}  precision {result.precision:.2f}  look-alikes {result.lookalikes:.2f}"
    return f"{shares}  of {result.heard} heard"


if __name__ == "__main__":
    main(*sys.argv[1:] or ["en"])
