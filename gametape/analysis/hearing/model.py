"""Hearing model (logistic regression): a bias per kind and weights per feature; `scripts/train` writes its file."""

import csv
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import exp
from pathlib import Path

from gametape.text.languages import Part, languages, part_file

DETAIL = "/"
"""Separator of kind and detail in the model's names: `objection/price`."""

_LANE = 32  # bits of a weight in a packed sum
_ONE = 1000  # a weight of 1, packed
_FARTHEST = 700_000  # packed weight up to which a probability can be computed
_MASK, _HALF = (1 << _LANE) - 1, 1 << (_LANE - 1)


@dataclass(frozen=True, slots=True)
class KindModel:
    """Bias and thresholds of a kind, with its accuracy on whole calls by writers outside the training data.

    A kind is rarer on a call than among sentences that somebody asks about: so a call has a threshold of its own.
    `shown`: precise enough on whole calls to be shown to people.
    """

    bias: float
    threshold: float  # probability from which the kind counts as heard in a sentence alone
    call_threshold: float  # the same in a sentence of a call
    recall: float  # share of the sentences of this kind that are heard on whole calls
    precision: float  # share of the sentences heard on whole calls that are of this kind
    shown: bool


@dataclass(frozen=True, slots=True)
class DetailModel:
    """Bias of a kind of objection, and the probability from which the kind is shown beside the objection.

    `right`: share of the objections by writers outside the training data whose shown kind was this one, rightly. A
    kind that is not right often enough has the threshold 1 and the share 0: it is never shown.
    """

    bias: float
    threshold: float
    right: float


class Table:
    """Weights of features for several names, packed so that one addition of integers adds them for all names.

    A feature's weights, in thousandths, stand in one integer, 32 bits each.
    """

    def __init__(self, biases: Mapping[str, float]) -> None:
        self.names = tuple(biases)
        self._places = {name: place for place, name in enumerate(biases)}
        self._bias = self._packed(biases)
        self._weights: dict[str, int] = {}

    def add(self, feature: str, weights: Mapping[str, float]) -> None:
        """Give a feature its weights; those for other names than the table's are left out."""
        if own := {name: weight for name, weight in weights.items() if name in self._places}:
            self._weights[feature] = self._packed(own)

    def sum(self, features: Iterable[str]) -> int:
        """Add the weights of the features, packed; sums of parts of the features may be added."""
        return sum(filter(None, map(self._weights.get, features)))

    def probabilities(self, total: int) -> Sequence[float]:
        """Return the probability (0 to 1) of each name, in their order, from a sum of weights."""
        return [_probability(weight) for weight in self._unpacked(total + self._bias)]

    def shares(self, total: int) -> Sequence[float]:
        """Return the probability of each name if just one of them is true (softmax), from a sum of weights."""
        scores = [weight / _ONE for weight in self._unpacked(total + self._bias)]
        odds = [exp(score - max(scores)) for score in scores]
        return [each / sum(odds) for each in odds]

    def gate(self, thresholds: Mapping[str, float], names: Collection[str]) -> "Gate":
        """Return the quick test whether one of `names` reaches its threshold (a probability)."""
        places = [(place, name) for place, name in enumerate(self.names) if name in names]
        packed = ((feature, self._chosen(weights, places)) for feature, weights in self._weights.items())
        least = (_WEIGHTS[bisect_left(_WEIGHTS, thresholds[name], key=_probability)] for _, name in places)
        reached = sum((_HALF - weight) << (_LANE * place) for place, weight in enumerate(least))
        return Gate(
            weights={feature: weights for feature, weights in packed if weights},
            offset=self._chosen(self._bias, places) + reached,
            bits=sum(_HALF << (_LANE * place) for place in range(len(places))),
        )

    def _chosen(self, total: int, places: Sequence[tuple[int, str]]) -> int:
        """Pack the weights of some places alone."""
        weights = list(self._unpacked(total))
        return sum(weights[place] << (_LANE * to) for to, (place, _) in enumerate(places))

    def _unpacked(self, total: int) -> Iterator[int]:
        for _ in self.names:
            lane = total & _MASK
            weight = lane - _MASK - 1 if lane >= _HALF else lane
            total = (total - weight) >> _LANE
            yield weight

    def _packed(self, weights: Mapping[str, float]) -> int:
        return sum(round(weight * _ONE) << (_LANE * self._places[name]) for name, weight in weights.items())


@dataclass(frozen=True, slots=True)
class Gate:
    """Quick test whether a sum of weights reaches the threshold of one of several names: for most sentences, of none.

    `weights` are packed as in a `Table`, for these names alone. `offset` sets the highest bit (`bits`) of each name
    whose threshold is reached.
    """

    weights: Mapping[str, int]
    offset: int
    bits: int

    def sum(self, features: Iterable[str]) -> int:
        """Add the weights of the features, packed; sums of parts of the features may be added."""
        return sum(filter(None, map(self.weights.get, features)))

    def is_reached(self, total: int) -> bool:
        """Return True if a sum reaches the threshold of at least one name."""
        return bool((total + self.offset) & self.bits)


_WEIGHTS = range(-_FARTHEST, _FARTHEST)


def _probability(weight: int) -> float:
    return 1 / (1 + exp(-weight / _ONE))


@dataclass(frozen=True)
class Model:
    """Model of a language: what is known of each kind, and the weights of kinds and of the details of objections."""

    language: str
    kinds: Mapping[str, KindModel]
    objections: Mapping[str, DetailModel]  # by detail: price, timing ...
    weights: Table = field(repr=False)
    details: Table = field(repr=False)

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """Thresholds of sentences alone, by kind."""
        return {name: kind.threshold for name, kind in self.kinds.items()}

    @cached_property
    def call_thresholds(self) -> dict[str, float]:
        """Thresholds of sentences of calls, by kind."""
        return {name: kind.call_threshold for name, kind in self.kinds.items()}

    @cached_property
    def shown_thresholds(self) -> dict[str, float]:
        """Thresholds of sentences of calls, by kind that is shown."""
        return {name: kind.call_threshold for name, kind in self.kinds.items() if kind.shown}


@cache
def load_model(language: str) -> Model:
    """Read the model of a language.

    Raises:
        FileNotFoundError: the language has no model.
    """
    kinds: dict[str, KindModel] = {}
    details: dict[str, DetailModel] = {}
    features: list[tuple[str, dict[str, float]]] = []
    names: list[str] = []  # of kinds and details, in the order of their lines: features refer to them by number
    with model_file(language).open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row[0] == "kind":
                _, name, *numbers, shown = row
                bias, alone, on_call, recall, precision = map(float, numbers)
                names.append(name)
                kinds[name] = KindModel(bias, alone, on_call, recall, precision, shown == "shown")
            elif row[0] == "detail":
                names.append(row[1])
                details[row[1]] = DetailModel(*map(float, row[2:]))
            else:
                cells = (cell.split("=") for cell in row[2:])
                features.append((row[1], {names[int(number)]: float(weight) for number, weight in cells}))
    model = Model(
        language,
        kinds,
        {name.partition(DETAIL)[2]: detail for name, detail in details.items()},
        Table({name: kind.bias for name, kind in kinds.items()}),
        Table({name: detail.bias for name, detail in details.items()}),
    )
    for feature, weights in features:
        model.weights.add(feature, weights)
        model.details.add(feature, weights)
    return model


def model_file(language: str) -> Path:
    """Return the path of a language's model; the file may be missing."""
    return part_file(language, Part.HEARING) / "model.tsv"


def heard_languages() -> frozenset[str]:
    """Return the ISO 639-1 codes of the languages that hearing covers."""
    return frozenset(known.code for known in languages() if Part.HEARING in known.parts)
