"""Fit the hearing model: a logistic regression per kind over the features of a sentence (scikit-learn, liblinear).

Thresholds and figures in the model's file come from whole calls by writers whom the fitted model did not see: each
writer is left out once (leave-one-writer-out), so that no figure rests on sentences of a known writer, and kinds are as
rare as in calls.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from gametape.analysis.hearing.features import around_features, own_features
from gametape.analysis.hearing.hear import COMMITMENT, OBJECTION
from gametape.analysis.hearing.model import DETAIL
from training.sentences import KINDS, Labelled, Origin

STRENGTH = 0.4  # C of the regression: the inverse of the regularization strength
AROUND = 0.5  # value of a feature of the text around a sentence; one of the sentence itself has 1
LEAST_ROWS = 3  # sentences that must have a feature before it is used
LEAST_WEIGHT = 0.08  # a smaller weight is not written to the file
PRECISION = 0.8  # precision aimed at on whole calls: real ones have fewer such sentences than these
ALONE_PRECISION = 0.65  # the same on sentences alone
LOOKALIKES = 0.15  # greatest share of hard negatives that may pass
LEAST_THRESHOLD = 0.08
DETAIL_PRECISION = 0.8  # share of right kinds aimed at where a kind of objection is shown: real ones are harder
DETAIL_ROWS = 8  # least number of objections by unseen writers that such a share rests on
SHOWN_PRECISION, SHOWN_RECALL = 0.7, 0.25  # least figures of a kind that is shown

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

    @property
    def shown(self) -> bool:
        """Return True if the kind is precise enough, and heard often enough, to be shown."""
        return self.precision >= SHOWN_PRECISION and self.recall >= SHOWN_RECALL


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


def of_origin(rows: Sequence[Labelled], origin: Origin) -> Flags:
    """Return a mask of the rows of files of this layout."""
    return np.array([row.origin == origin for row in rows])


def figures(heard: Flags, wanted: Flags, lookalike: Flags, threshold: float) -> Figures:
    """Return recall, precision and the share of look-alikes that pass; 0 if the divisor is 0."""
    right = int((heard & wanted).sum())
    return Figures(
        threshold,
        right / max(1, int(wanted.sum())),
        right / max(1, int(heard.sum())),
        int((heard & lookalike).sum()) / max(1, int(lookalike.sum())),
    )


def choose_threshold(probabilities: Floats, wanted: Flags, lookalike: Flags, precision: float = PRECISION) -> Figures:
    """Choose the threshold with the best recall within `precision` and `LOOKALIKES`.

    Where that hears too little to be shown, the precision of what is shown is enough; where no threshold is so precise,
    the most precise one is taken.
    """
    tried = [
        figures(probabilities >= threshold, wanted, lookalike, float(threshold))
        for threshold in np.arange(LEAST_THRESHOLD, 0.95, 0.01).round(2)
    ]
    best = max(tried, key=lambda result: (result.precision, result.recall))
    for least in (precision, min(precision, SHOWN_PRECISION)):
        good = [result for result in tried if result.precision >= least and result.lookalikes <= LOOKALIKES]
        best = max(good, key=lambda result: (result.recall, result.threshold), default=best)
        if best.recall >= SHOWN_RECALL:
            break
    return best


@dataclass(frozen=True)
class FittedDetail:
    """Weights of a kind of objection, with the threshold from which it is shown and how often it was right then."""

    name: str
    weights: Weights
    threshold: float
    right: float


def choose_detail_threshold(probabilities: Floats, right: Flags) -> tuple[float, float]:
    """Choose the lowest threshold from which a kind of objection is right often enough, and return both.

    Args:
        probabilities: of the kind, for the objections by unseen writers for which it is the most probable kind.
        right: whether each of these objections is of this kind.
    """
    for threshold in np.arange(LEAST_THRESHOLD, 0.95, 0.01).round(2):
        passed = right[probabilities >= threshold]
        if len(passed) >= DETAIL_ROWS and passed.mean() >= DETAIL_PRECISION:
            return float(threshold), float(passed.mean())
    return 1.0, 0.0


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
    """Fit each kind, and each kind of objection among objections."""
    matrix = Matrix(rows, language)
    calls, singles = of_origin(rows, "call"), of_origin(rows, "single")
    kinds = []
    for kind in KINDS:
        wanted, among = does(rows, kind), may_be(rows, kind)
        unseen, lookalikes = matrix.unseen(wanted, rows, among), looks_like(rows, kind)
        alone, on_calls = (
            choose_threshold(unseen[chosen], wanted[chosen], lookalikes[chosen], precision)
            for chosen, precision in ((singles, ALONE_PRECISION), (calls, PRECISION))
        )
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
