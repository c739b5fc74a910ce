"""Fit the hearing model: a logistic regression per kind over the features of a sentence (scikit-learn, liblinear).

Thresholds and figures in the model's file come from whole calls by writers whom the fitted model did not see: each
writer is left out once (leave-one-writer-out), so that no figure rests on sentences of a known writer, and kinds are as
rare as in calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from gametape.analysis.hearing.features import around_features, own_features
from gametape.analysis.hearing.hear import ACCEPTANCE, COMMITMENT, OBJECTION
from gametape.analysis.hearing.hear_call import ONE_SENTENCE, joined
from gametape.analysis.hearing.model import DETAIL
from training.sentences import KINDS, Labelled, Origin
from training.thresholds import (
    ALONE_PRECISION,
    PRECISION,
    Figures,
    Flags,
    Floats,
    choose_detail_threshold,
    choose_threshold,
)

STRENGTH = 0.15  # C of the regression: the inverse of the regularization strength
WEIGHTS: dict[Origin, float] = {"kind": 1, "single": 1, "call": 1.5, "deal": 0}  # of a sentence in the fit
AROUND = 0.6  # value of a feature of the text around a sentence; one of the sentence itself has 1
LEAST_ROWS = 3  # sentences that must have a feature before it is used
LEAST_WEIGHT = 0.06  # a smaller weight is not written to the file


@dataclass(frozen=True)
class Weights:
    """Bias and weights of a fitted regression."""

    bias: float
    by_feature: dict[str, float]


class Matrix:
    """Features of sentences as a sparse binary matrix."""

    def __init__(self, rows: Sequence[Labelled], language: str) -> None:
        self._vectorizer = DictVectorizer(dtype=np.float32)
        named = [
            dict.fromkeys(own_features(row.text, row.side, language), 1.0)
            | dict.fromkeys(around_features(row.before, row.after, language), AROUND)
            for row in rows
        ]
        self._matrix = self._vectorizer.fit_transform(named)
        self._names = self._vectorizer.get_feature_names_out()
        self._values = self._matrix.max(axis=0).toarray().ravel()
        self._weights = np.array([WEIGHTS[row.origin] for row in rows])

    def fit(self, wanted: Flags, among: Flags) -> Weights:
        """Fit a regression for `wanted` on the rows of `among`; small weights are left out."""
        model, columns = self._fitted(wanted, among)
        weights = model.coef_[0] * self._values[columns]
        large = np.flatnonzero(np.abs(weights) >= LEAST_WEIGHT)
        return Weights(float(model.intercept_[0]), {str(self._names[columns[i]]): float(weights[i]) for i in large})

    def unseen(self, wanted: Flags, rows: Sequence[Labelled], among: Flags) -> Floats:
        """Return the probability of each row of `among` by a model that did not see its writer; 0 for other rows.

        Writers of files per kind are always among those that a model sees: their sentences are not as on calls.
        """
        names = np.array([row.writer for row in rows])
        probabilities = np.zeros(len(names))
        for writer in sorted({row.writer for row in rows if row.origin != "kind"}):
            left_out = (names == writer) & among
            model, columns = self._fitted(wanted, (names != writer) & among)
            probabilities[left_out] = model.predict_proba(self._matrix[left_out][:, columns])[:, 1]
        return probabilities

    def _fitted(self, wanted: Flags, among: Flags) -> tuple[LogisticRegression, NDArray[np.int64]]:
        used = among & (self._weights > 0)
        part = self._matrix[used]
        columns = np.flatnonzero(np.asarray((part > 0).sum(axis=0)).ravel() >= LEAST_ROWS)
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000)
        return model.fit(part[:, columns], wanted[used], sample_weight=self._weights[used]), columns


def does(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows that have this kind."""
    return np.array([kind in row.kinds for row in rows])


def looks_like(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows that are hard negatives of this kind."""
    return np.array([row.looks_like == kind and kind not in row.kinds for row in rows])


def may_be(rows: Sequence[Labelled], kind: str) -> Flags:
    """Return a mask of the rows whose speaker's side can have this kind."""
    return np.array([kind == COMMITMENT or row.side != "ours" for row in rows])


def of_origin(rows: Sequence[Labelled], origin: Origin) -> Flags:
    """Return a mask of the rows of files of this layout."""
    return np.array([row.origin == origin for row in rows])


@dataclass(frozen=True)
class Turns:
    """Turns of calls: the greatest probability of a kind in each, whether it has the kind, and whether it looks so."""

    probabilities: Floats
    wanted: Flags
    lookalikes: Flags


def by_turn(rows: Sequence[Labelled], kind: str, probabilities: Floats) -> Turns:
    """Gather sentences of calls by turn, with probabilities as `hear_call` computes them; omit sentences alone."""
    turns = [list(turn) for name, turn in groupby(range(len(rows)), key=lambda place: rows[place].turn) if name]
    greatest = []
    for turn in turns:
        alone = [float(probabilities[place]) for place in turn]
        together = [joined(own, alone[max(0, place - 1) : place + 2]) for place, own in enumerate(alone)]
        greatest.append(max(alone if kind in ONE_SENTENCE else together))
    wanted = np.array([any(kind in rows[place].kinds for place in turn) for turn in turns])
    like = np.array([any(rows[place].looks_like == kind for place in turn) for turn in turns])
    return Turns(np.array(greatest), wanted, like & ~wanted)


@dataclass(frozen=True)
class FittedDetail:
    """Weights of a kind of objection, with the threshold from which it is shown and how often it was right then."""

    name: str
    weights: Weights
    threshold: float
    right: float


def fit_details(matrix: Matrix, rows: Sequence[Labelled]) -> list[FittedDetail]:
    """Fit each kind of objection among objections, and choose from which probability on it is shown."""
    names = details(rows)
    among = np.array([bool(row.detail) for row in rows])
    unseen = np.array([matrix.unseen(has_detail(rows, name), rows, among) for name in names])
    raised = does(rows, OBJECTION) & ~of_origin(rows, "kind")
    likeliest = unseen.argmax(axis=0)
    fitted = []
    for place, name in enumerate(names):
        shown_as, wanted = raised & (likeliest == place), has_detail(rows, name)
        threshold, right = choose_detail_threshold(unseen[place][shown_as], wanted[shown_as])
        fitted.append(FittedDetail(name, matrix.fit(wanted, among), threshold, right))
    return fitted


def details(rows: Sequence[Labelled]) -> list[str]:
    """List the kinds of objection under the model's names."""
    return sorted({f"{OBJECTION}{DETAIL}{row.detail}" for row in rows if row.detail})


def has_detail(rows: Sequence[Labelled], name: str) -> Flags:
    """Return a mask of the rows that are, or look like, an objection of this kind."""
    return np.array([bool(row.detail) and f"{OBJECTION}{DETAIL}{row.detail}" == name for row in rows])


@dataclass(frozen=True)
class FittedKind:
    """Weights of a kind, and its figures on writers whom the model did not see: sentences alone, and whole calls."""

    name: str
    weights: Weights
    alone: Figures
    on_calls: Figures


def fit_model(rows: Sequence[Labelled], language: str) -> tuple[list[FittedKind], list[FittedDetail]]:
    """Fit each kind, and each kind of objection among objections.

    Acceptances have no gold in deals: their figures come from the calls of the training files.
    """
    matrix = Matrix(rows, language)
    singles = of_origin(rows, "single")
    kinds = []
    for kind in KINDS:
        wanted, among = does(rows, kind), may_be(rows, kind)
        unseen, lookalikes = matrix.unseen(wanted, rows, among), looks_like(rows, kind)
        alone = choose_threshold(unseen[singles], wanted[singles], lookalikes[singles], ALONE_PRECISION)
        judged = np.flatnonzero(of_origin(rows, "call" if kind == ACCEPTANCE else "deal") & among)
        turns = by_turn([rows[int(place)] for place in judged], kind, unseen[judged])
        on_calls = choose_threshold(turns.probabilities, turns.wanted, turns.lookalikes, PRECISION)
        kinds.append(FittedKind(kind, matrix.fit(wanted, among), alone, on_calls))
    return kinds, fit_details(matrix, rows)


def written(kinds: Iterable[FittedKind], detailed: Iterable[FittedDetail]) -> str:
    """Return the lines of the model's file: kinds, details, then features in alphabetical order."""
    lines: list[str] = []
    by_feature: dict[str, list[str]] = {}
    for kind in kinds:
        calls = kind.on_calls
        numbers = (kind.weights.bias, kind.alone.threshold, calls.threshold, calls.recall, calls.precision)
        shown = "shown" if calls.shown else "hidden"
        lines.append("\t".join(["kind", kind.name, *(f"{number:.3f}" for number in numbers), shown]))
        _collect(by_feature, kind.name, kind.weights)
    for detail in detailed:
        cells = (f"{number:.3f}" for number in (detail.weights.bias, detail.threshold, detail.right))
        lines.append("\t".join(["detail", detail.name, *cells]))
        _collect(by_feature, detail.name, detail.weights)
    lines += ["\t".join(["feature", feature, *cells]) for feature, cells in sorted(by_feature.items())]
    return "\n".join(lines) + "\n"


def _collect(by_feature: dict[str, list[str]], name: str, weights: Weights) -> None:
    for feature, weight in weights.by_feature.items():
        by_feature.setdefault(feature, []).append(f"{name}={weight:.2f}")
