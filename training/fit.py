"""Fit the hearing model: a logistic regression per kind over the features of a sentence (scikit-learn, liblinear).

Thresholds and figures in the model's file come from writers whom the fitted model did not see: each writer is left out
once (leave-one-writer-out), so that no figure rests on sentences of a known writer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from gametape.analysis.hearing.features import features
from gametape.analysis.hearing.hear import COMMITMENT, OBJECTION
from gametape.analysis.hearing.model import DETAIL
from training.sentences import Labelled

KINDS = (
    OBJECTION, "pain", "criterion", "decision_process", "decision_maker",
    "champion", "competitor", "metric", COMMITMENT, "acceptance",
)  # fmt: skip
STRENGTH = 1.0  # C of the regression: the inverse of the regularization strength
LEAST_ROWS = 3  # sentences that must have a feature before it is used
LEAST_WEIGHT = 0.1  # a smaller weight is not written to the file
PRECISION = 0.65  # minimum precision when a threshold is chosen
LOOKALIKES = 0.12  # greatest share of hard negatives that may pass
LEAST_THRESHOLD = 0.08

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Weights:
    """Bias and weights of a fitted regression."""

    bias: float
    by_feature: dict[str, float]


@dataclass(frozen=True)
class Figures:
    """Figures of a threshold, all from 0 to 1."""

    threshold: float
    recall: float
    precision: float
    lookalikes: float  # share of the kind's hard negatives that pass


class Table:
    """Features of sentences as a sparse binary matrix."""

    def __init__(self, rows: Sequence[Labelled]) -> None:
        self._vectorizer = DictVectorizer(dtype=np.float32)
        named = [dict.fromkeys(features(row.text, row.side, row.before, row.after), 1.0) for row in rows]
        self._matrix = self._vectorizer.fit_transform(named)
        self._names = self._vectorizer.get_feature_names_out()

    def fit(self, wanted: Flags, among: Flags) -> Weights:
        """Fit a regression for `wanted` on the rows of `among`; small weights are left out."""
        model, columns = self._fitted(wanted, among)
        weights = model.coef_[0]
        large = np.flatnonzero(np.abs(weights) >= LEAST_WEIGHT)
        return Weights(float(model.intercept_[0]), {str(self._names[columns[i]]): float(weights[i]) for i in large})

    def unseen(self, wanted: Flags, writers: Sequence[str], among: Flags | None = None) -> Floats:
        """Return the probability of each row by a model that did not see its writer."""
        names = np.array(writers)
        probabilities = np.zeros(len(names))
        for writer in sorted(set(writers)):
            seen = (names != writer) & (among if among is not None else True)
            model, columns = self._fitted(wanted, seen)
            left_out = names == writer
            probabilities[left_out] = model.predict_proba(self._matrix[left_out][:, columns])[:, 1]
        return probabilities

    def _fitted(self, wanted: Flags, among: Flags) -> tuple[LogisticRegression, NDArray[np.int64]]:
        part = self._matrix[among]
        columns = np.flatnonzero(np.asarray((part > 0).sum(axis=0)).ravel() >= LEAST_ROWS)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000)
        return model.fit(part[:, columns], wanted[among]), columns


def does(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows that have this kind."""
    return np.array([kind in row.kinds for row in rows])


def looks_like(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows that are hard negatives of this kind."""
    return np.array([row.looks_like == kind and kind not in row.kinds for row in rows])


def may_be(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows whose speaker's side can have this kind."""
    return np.array([kind == COMMITMENT or row.side != "ours" for row in rows])


def figures(heard: Flags, wanted: Flags, lookalike: Flags, threshold: float) -> Figures:
    """Return recall, precision and the share of look-alikes that pass; 0 if the divisor is 0."""
    right = int((heard & wanted).sum())
    return Figures(
        threshold,
        right / max(1, int(wanted.sum())),
        right / max(1, int(heard.sum())),
        int((heard & lookalike).sum()) / max(1, int(lookalike.sum())),
    )


def choose_threshold(probabilities: Floats, wanted: Flags, lookalike: Flags) -> Figures:
    """Choose the threshold with the best recall within `PRECISION` and `LOOKALIKES`.

    Else the most precise threshold.
    """
    tried = [
        figures(probabilities >= threshold, wanted, lookalike, float(threshold))
        for threshold in np.arange(LEAST_THRESHOLD, 0.95, 0.01).round(2)
    ]
    good = [result for result in tried if result.precision >= PRECISION and result.lookalikes <= LOOKALIKES]
    if good:
        return max(good, key=lambda result: (result.recall, result.threshold))
    return max(tried, key=lambda result: (result.precision, result.recall))


def details(rows: Sequence[Labelled]) -> list[str]:
    """List the kinds of objection under the model's names."""
    return sorted({f"{OBJECTION}{DETAIL}{row.detail}" for row in rows if row.detail})


def has_detail(rows: Sequence[Labelled], name: str) -> Flags:
    """Return a mask of the rows that are, or look like, an objection of this kind."""
    return np.array([bool(row.detail) and f"{OBJECTION}{DETAIL}{row.detail}" == name for row in rows])


def fit_model(
    rows: Sequence[Labelled],
) -> tuple[list[tuple[str, Weights, Figures]], list[tuple[str, Weights]]]:
    """Fit each kind, with its figures on unseen writers, and each kind of objection among objections."""
    table = Table(rows)
    writers = [row.writer for row in rows]
    everything = np.ones(len(rows), dtype=bool)
    kinds = []
    for kind in KINDS:
        wanted = does(rows, kind)
        unseen = table.unseen(wanted, writers) * may_be(rows, kind)
        kinds.append((kind, table.fit(wanted, everything), choose_threshold(unseen, wanted, looks_like(rows, kind))))
    objections = np.array([bool(row.detail) for row in rows])
    return kinds, [(name, table.fit(has_detail(rows, name), objections)) for name in details(rows)]


def written(kinds: Iterable[tuple[str, Weights, Figures]], detailed: Iterable[tuple[str, Weights]]) -> str:
    """Return the lines of the model's file: kinds, details, then features in alphabetical order."""
    lines: list[str] = []
    by_feature: dict[str, list[str]] = {}
    for name, weights, figures_unseen in kinds:
        numbers = (weights.bias, figures_unseen.threshold, figures_unseen.recall, figures_unseen.precision)
        lines.append("\t".join(["kind", name, *(f"{number:.3f}" for number in numbers)]))
        _collect(by_feature, name, weights)
    for name, weights in detailed:
        lines.append(f"detail\t{name}\t{weights.bias:.3f}")
        _collect(by_feature, name, weights)
    lines += ["\t".join(["feature", feature, *cells]) for feature, cells in sorted(by_feature.items())]
    return "\n".join(lines) + "\n"


def _collect(by_feature: dict[str, list[str]], name: str, weights: Weights) -> None:
    for feature, weight in weights.by_feature.items():
        by_feature.setdefault(feature, []).append(f"{name}={weight:.2f}")
