"""Hearing model (logistic regression): a bias per kind and weights per feature; `scripts/train` writes its file."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import exp
from pathlib import Path

from gametape.text.languages import Part, languages, part_file

DETAIL = "/"
"""Separator of kind and detail in the model's names: `objection/price`."""


@dataclass(frozen=True, slots=True)
class KindModel:
    """Bias and threshold of a kind, with its accuracy on writers outside the training data (`bench.hearing`)."""

    bias: float
    threshold: float  # probability from which the kind counts as heard
    recall: float  # share of the sentences of this kind that are heard
    precision: float  # share of the heard sentences that are of this kind


@dataclass(frozen=True, slots=True)
class Model:
    """Model of a language. `weights`: feature -> (name of the kind or detail, weight), ..."""

    kinds: Mapping[str, KindModel]
    details: Mapping[str, float]  # `objection/price` -> bias
    weights: Mapping[str, tuple[tuple[str, float], ...]] = field(repr=False)

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Return the probability (0 to 1) of each kind, and of each detail given its kind."""
        sums = {name: kind.bias for name, kind in self.kinds.items()} | dict(self.details)
        known = self.weights
        for feature in features:
            for name, weight in known.get(feature, ()):
                sums[name] += weight
        return {name: 1 / (1 + exp(-value)) for name, value in sums.items()}


@cache
def load_model(language: str) -> Model:
    """Read the model of a language.

    Raises:
        FileNotFoundError: the language has no model.
    """
    path = model_file(language)
    kinds: dict[str, KindModel] = {}
    details: dict[str, float] = {}
    weights: dict[str, tuple[tuple[str, float], ...]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0] == "kind":
                _, name, bias, threshold, recall, precision = row
                kinds[name] = KindModel(float(bias), float(threshold), float(recall), float(precision))
            elif row[0] == "detail":
                details[row[1]] = float(row[2])
            else:
                pairs = (cell.rsplit("=", 1) for cell in row[2:])
                weights[row[1]] = tuple((name, float(weight)) for name, weight in pairs)
    return Model(kinds, details, weights)


def model_file(language: str) -> Path:
    """Return the path of a language's model; the file may be missing."""
    return part_file(language, Part.HEARING) / "model.tsv"


def heard_languages() -> frozenset[str]:
    """Return the ISO 639-1 codes of the languages that hearing covers."""
    return frozenset(known.code for known in languages() if Part.HEARING in known.parts)
