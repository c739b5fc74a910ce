"""Fit the hearing model: a linear model per kind over the features of a sentence (scikit-learn).

Weights are those of a logistic regression plus those of naive Bayes, which is steadier on features that are rare.
Together they rank sentences of unseen writers better than either.

Thresholds and figures in the model's file come from whole calls by writers whom the fitted model did not see: each
writer is left out once (leave-one-writer-out), so that no figure rests on sentences of a known writer, and kinds are as
rare as in calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

from gametape.analysis.hearing.features import around_features, own_features
from gametape.analysis.hearing.hear import ACCEPTANCE, COMMITMENT
from gametape.analysis.hearing.hear_call import ONE_SENTENCE, joined
from training.deals import HELD_OUT
from training.details import FittedDetail, Weights, fit_details
from training.sentences import AS_RARE_AS_REAL, KINDS, Labelled, Origin
from training.thresholds import (
    ALONE_PRECISION,
    LOOKALIKES,
    PRECISION,
    Figures,
    Flags,
    Floats,
    choose_threshold,
    figures,
)

STRENGTH = 0.1  # C of the regression: the inverse of the regularization strength
SMOOTHING = 0.5  # of naive Bayes: times that each feature counts as seen once more
BAYES = 0.6  # weight of naive Bayes beside the regression, if the scores of both varied as much
SHARPNESS = 0.5  # scores are multiplied by it: two models together are too sure
WEIGHTS: dict[Origin, float] = {"kind": 1, "single": 1, "call": 1.5, "deal": 0}  # of a sentence in the fit; 0: unseen
AROUND = 0.6  # value of a feature of the text around a sentence; one of the sentence itself has 1
LEAST_ROWS = 3  # sentences that must have a feature before it is used
LEAST_WEIGHT = 0.02  # a smaller weight is left out, to keep the file small


class Linear(NamedTuple):
    """Fitted linear model: bias, and a weight per feature."""

    bias: float
    weights: Floats


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
        self._writers = np.array([row.writer for row in rows])

    def fit(self, wanted: Flags, among: Flags) -> Weights:
        """Fit a model for `wanted` on the rows of `among`."""
        model = self._fitted(wanted, among)
        weights = model.weights * self._values
        large = np.flatnonzero(weights)
        return Weights(model.bias, {str(self._names[i]): float(weights[i]) for i in large})

    def unseen(self, wanted: Flags, rows: Sequence[Labelled], among: Flags) -> Floats:
        """Return the probability of each row of `among` by a model that did not see its writer; 0 for other rows.

        Writers of files per kind are always among those that a model sees: their sentences are not as on calls.
        """
        probabilities = np.zeros(len(rows))
        never_seen = among & (self._weights == 0)
        whole_calls = among & np.array([row.origin in ("call", "single") for row in rows])
        parts = [never_seen, *(whole_calls & (self._writers == name) for name in set(self._writers[whole_calls]))]
        for part in parts:
            model = self._fitted(wanted, among & ~np.isin(self._writers, self._writers[part]))
            probabilities[part] = 1 / (1 + np.exp(-(self._matrix[part] @ model.weights + model.bias)))
        return probabilities

    def _fitted(self, wanted: Flags, among: Flags) -> Linear:
        used = among & (self._weights > 0)
        part, kind, weight = self._matrix[used], wanted[used], self._weights[used]
        columns = np.flatnonzero(np.asarray((part > 0).sum(axis=0)).ravel() >= LEAST_ROWS)
        part = part[:, columns]
        regression = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000)
        scores = regression.fit(part, kind, sample_weight=weight).decision_function(part)
        bayes = MultinomialNB(alpha=SMOOTHING).fit(part, kind, sample_weight=weight).feature_log_prob_
        ratios = bayes[1] - bayes[0]
        other = part @ ratios
        share = BAYES * scores.std() / other.std()
        weights = np.zeros(self._matrix.shape[1])
        weights[columns] = SHARPNESS * (regression.coef_[0] + share * ratios)
        weights[np.abs(weights * self._values) < LEAST_WEIGHT] = 0
        return Linear(float(SHARPNESS * (regression.intercept_[0] - share * other.mean())), weights)


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
class FittedKind:
    """Weights of a kind, and its figures on writers whom the model did not see: sentences alone, and whole calls."""

    name: str
    weights: Weights
    alone: Figures
    on_calls: Figures


def fit_model(rows: Sequence[Labelled], language: str) -> tuple[list[FittedKind], list[FittedDetail]]:
    """Fit each kind, and each kind of objection among objections.

    Thresholds and figures on calls come from deals, which name more kinds than real calls do, and from the calls of
    `AS_RARE_AS_REAL`. Acceptances have no gold in deals: theirs come from all calls of the training files.
    """
    matrix = Matrix(rows, language)
    singles, deals, calls = (of_origin(rows, origin) for origin in ("single", "deal", "call"))
    rare = calls & np.array([row.writer in AS_RARE_AS_REAL for row in rows])
    kinds = []
    for kind in KINDS:
        wanted, among = does(rows, kind), may_be(rows, kind)
        unseen, lookalikes = matrix.unseen(wanted, rows, among), looks_like(rows, kind)
        alone = choose_threshold(unseen[singles], wanted[singles], lookalikes[singles], ALONE_PRECISION, LOOKALIKES)
        judged = (calls if kind == ACCEPTANCE else deals | rare) & among
        on_calls = judge_calls(rows, kind, unseen, judged)
        kinds.append(FittedKind(kind, matrix.fit(wanted, among), alone, on_calls))
    return kinds, fit_details(rows, language)


def judge_calls(rows: Sequence[Labelled], kind: str, unseen: Floats, judged: Flags) -> Figures:
    """Choose the threshold of a kind on the turns of the rows of `judged`, those held out excepted; judge it on all."""

    def turns_of(chosen: Flags) -> Turns:
        places = np.flatnonzero(chosen)
        return by_turn([rows[int(place)] for place in places], kind, unseen[places])

    known = turns_of(judged & np.array([row.writer not in HELD_OUT for row in rows]))
    threshold = choose_threshold(known.probabilities, known.wanted, known.lookalikes, PRECISION).threshold
    turns = turns_of(judged)
    return figures(turns.probabilities >= threshold, turns.wanted, turns.lookalikes, threshold)


def written(kinds: Iterable[FittedKind], detailed: Iterable[FittedDetail]) -> str:
    """Return the lines of the model's file: kinds, details, then features in alphabetical order.

    A weight of a feature stands beside the number of its kind or detail: 0 for that of the first line, and so on.
    """
    lines: list[str] = []
    by_feature: dict[str, list[str]] = {}
    for kind in kinds:
        calls = kind.on_calls
        numbers = (kind.weights.bias, kind.alone.threshold, calls.threshold, calls.recall, calls.precision)
        shown = "shown" if calls.shown else "hidden"
        _collect(by_feature, len(lines), kind.weights)
        lines.append("\t".join(["kind", kind.name, *(f"{number:.3f}" for number in numbers), shown]))
    for detail in detailed:
        cells = (f"{number:.3f}" for number in (detail.weights.bias, detail.threshold, detail.right))
        _collect(by_feature, len(lines), detail.weights)
        lines.append("\t".join(["detail", detail.name, *cells]))
    lines += ["\t".join(["feature", feature, *cells]) for feature, cells in sorted(by_feature.items())]
    return "\n".join(lines) + "\n"


def _collect(by_feature: dict[str, list[str]], number: int, weights: Weights) -> None:
    for feature, weight in weights.by_feature.items():
        by_feature.setdefault(feature, []).append(f"{number}={weight:.2f}")
