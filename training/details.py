"""Fit the kinds of objection: which one an objection is, told by what the sentence and the texts around it are about.

Two linear models over the same words are added: a logistic regression per kind, and complement naive Bayes, which is
better on kinds with few sentences. Each alone is right less often.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB

from gametape.analysis.hearing.features import topic_words
from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.model import DETAIL
from training.deals import HELD_OUT
from training.sentences import DETAILS, Labelled
from training.thresholds import Flags, Floats, choose_detail_threshold

STRENGTH = 0.3  # C of the regressions: the inverse of the regularization strength
SCALE = 0.5  # value of a word of each text; a word of the sentence counts for its turn, too
BAYES = 2.5  # weight of naive Bayes beside the regressions: their scores vary as much then
SHARPNESS = 0.3  # scores are multiplied by it: the models are too sure of writers whom they did not see
LEAST_ROWS = 2  # sentences that must have a word before it is used
LEAST_WEIGHT = 0.06  # a smaller weight is not written to the file
NAMES = tuple(sorted(DETAILS))


@dataclass(frozen=True)
class Weights:
    """Bias and weights of a fitted model."""

    bias: float
    by_feature: dict[str, float]


@dataclass(frozen=True)
class FittedDetail:
    """Weights of a kind of objection, with the threshold from which it is shown and how often it was right then."""

    name: str
    weights: Weights
    threshold: float
    right: float


class TopicMatrix:
    """Words of objections and of what stands around them, as a sparse matrix, with the kind of each objection."""

    def __init__(self, rows: Sequence[Labelled], turns: Sequence[str], language: str) -> None:
        counted = [
            Counter(word for text in (row.text, turn, row.before, row.after) for word in topic_words(text, language))
            for row, turn in zip(rows, turns, strict=True)
        ]
        self._vectorizer = DictVectorizer(dtype=np.float32)
        self._matrix = self._vectorizer.fit_transform(counted) * SCALE
        self._words = self._vectorizer.get_feature_names_out()
        self.kinds = np.array([NAMES.index(row.detail) for row in rows])

    def fit(self, among: Flags) -> tuple[Floats, Floats]:
        """Fit the kinds on the rows of `among`; return a bias per kind, and weights by kind and word."""
        part, kinds = self._matrix[among], self.kinds[among]
        columns = np.flatnonzero(np.asarray((part > 0).sum(axis=0)).ravel() >= LEAST_ROWS)
        part = part[:, columns]
        weights = np.zeros((len(NAMES), self._matrix.shape[1]))
        biases = np.zeros(len(NAMES))
        for place in range(len(NAMES)):
            regression = LogisticRegression(C=STRENGTH, solver="liblinear").fit(part, kinds == place)
            weights[place, columns] = regression.coef_[0]
            biases[place] = regression.intercept_[0]
        bayes = ComplementNB(alpha=0.5).fit(part, kinds).feature_log_prob_
        weights[:, columns] += BAYES * (bayes - bayes.mean(axis=0))
        return SHARPNESS * biases, SHARPNESS * weights

    def scores(self, fitted: tuple[Floats, Floats]) -> Floats:
        """Return the score of each kind for each row."""
        biases, weights = fitted
        return np.asarray(self._matrix @ weights.T) + biases

    def weights(self, fitted: tuple[Floats, Floats], place: int) -> Weights:
        """Return the bias and the weights of a kind, for words counted once per text; small ones are left out."""
        biases, weights = fitted
        scaled = weights[place] * SCALE
        large = np.flatnonzero(np.abs(scaled) >= LEAST_WEIGHT)
        return Weights(float(biases[place]), {str(self._words[i]): float(scaled[i]) for i in large})


def fit_details(rows: Sequence[Labelled], language: str) -> list[FittedDetail]:
    """Fit each kind of objection, and choose from which probability on it is shown.

    Sentences that only look like an objection of a kind help to tell the kind. Thresholds come from objections by
    writers whom the model did not see; whole deals serve for that alone.
    """
    turns = _turn_texts(rows)
    places = [place for place, row in enumerate(rows) if row.detail]
    labelled = [rows[place] for place in places]
    matrix = TopicMatrix(labelled, [turns[place] for place in places], language)
    learned = np.array([row.origin != "deal" for row in labelled])
    fitted = matrix.fit(learned)
    shares, judged = unseen_shares(matrix, labelled, learned)
    likeliest = shares.argmax(axis=1)
    details = []
    for place, name in enumerate(NAMES):
        shown_as = judged & (likeliest == place)
        threshold, right = choose_detail_threshold(shares[shown_as, place], matrix.kinds[shown_as] == place)
        details.append(FittedDetail(f"{OBJECTION}{DETAIL}{name}", matrix.weights(fitted, place), threshold, right))
    return details


def unseen_shares(matrix: TopicMatrix, rows: Sequence[Labelled], learned: Flags) -> tuple[Floats, Flags]:
    """Return the probability of each kind by a model that did not see a row's writer, and the rows that were judged."""
    writers = np.array([row.writer for row in rows])
    judged = np.array([OBJECTION in row.kinds and row.origin != "kind" and row.writer not in HELD_OUT for row in rows])
    scores = np.zeros((len(rows), len(NAMES)))
    for writer in sorted(set(writers[judged].tolist())):
        left_out = writers == writer
        scores[left_out] = matrix.scores(matrix.fit(learned & ~left_out))[left_out]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True), judged


def _turn_texts(rows: Sequence[Labelled]) -> list[str]:
    """Return the text of each sentence's turn; a sentence alone is its turn."""
    texts: list[str] = []
    for turn, together in groupby(rows, key=lambda row: row.turn):
        sentences = [row.text for row in together]
        texts += [" ".join(sentences)] * len(sentences) if turn else sentences
    return texts
