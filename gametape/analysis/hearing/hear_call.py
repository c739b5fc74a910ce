"""Hearing of a whole call at once: each sentence with what stands around it."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import prod
from typing import NamedTuple

from gametape.analysis.hearing.features import features_of_neighbours, own_features
from gametape.analysis.hearing.hear import ACCEPTANCE, COMMITMENT, Speaker, acts_of, is_heard_from
from gametape.analysis.hearing.model import Gate, Model, load_model
from gametape.analysis.hearing.vocabulary import vocabulary
from gametape.text.sentences import sentence_spans

CODE = 5
"""Version of the code of hearing; increase it when the same call and model may be heard differently."""

ONE_SENTENCE = frozenset({COMMITMENT, ACCEPTANCE})
"""Kinds that are counted sentence by sentence: two promises in a row are two."""

_KEPT = 20_000  # different sentences whose weights are remembered
_JOINED = 3  # sentences whose probabilities are joined: a sentence and its neighbours
_NEAR = 2  # sentences at the end of the turn before, and at the beginning of the turn after


class VoicedTurn(NamedTuple):
    """Words of one speaker in a row, with the speaker's side; `pieces` as the source divides them, or all in one."""

    side: Speaker
    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        """Text of the turn: its pieces, joined by spaces."""
        return " ".join(self.pieces)


class HeardSentence(NamedTuple):
    """Act of a sentence, heard in its turn; `turn.text[start:end]` is the sentence."""

    kind: str
    detail: str | None
    probability: float
    start: int
    end: int


def hear_call(
    turns: Sequence[VoicedTurn],
    language: str = "en",
    *,
    hidden: bool = False,
    candidates: frozenset[str] = frozenset(),
) -> list[list[HeardSentence]]:
    """List, for each turn of a call, what its sentences do, in the order in which they were said.

    Args:
        turns: the turns of the call.
        language: ISO 639-1 code, a member of `model.heard_languages()`.
        hidden: hear also the kinds, and the details of objections, that are not precise enough to be shown
            (`KindModel.shown`, `DetailModel.threshold`).
        candidates: kinds to hear from the threshold of a sentence alone, for a caller that has other evidence of them.

    Raises:
        FileNotFoundError: the language has no model.
    """
    model, known = load_model(language), vocabulary(language)
    wanted = _Wanted(language, hidden, candidates)
    thresholds = _thresholds(wanted)
    texts = [turn.text for turn in turns]
    spans = [sentence_spans(turn.pieces) for turn in turns]
    spoken = [[text[start:end] for start, end in places] for text, places in zip(texts, spans, strict=True)]
    heard: list[list[HeardSentence]] = []
    for number, turn in enumerate(turns):
        before, after = (known.joined(list(map(known.read, near))) for near in _near(spoken, number))
        around = features_of_neighbours(before, after, known)
        gate = _gate(wanted, turn.side)
        gate_sum = gate.sum(around)
        found: list[HeardSentence] = []
        heard.append(found)
        own_sums = (_own_sum(sentence, turn.side, wanted) for sentence in spoken[number])
        reached = [place for place, own_sum in enumerate(own_sums) if gate.is_reached(own_sum + gate_sum)]
        if not reached:
            continue  # as in most turns
        around_sum = model.weights.sum(around)
        near = {at for place in reached for at in range(max(0, place - 1), min(place + 2, len(spoken[number])))}
        own_features_of = {at: own_features(spoken[number][at], turn.side, language) for at in near}
        alone = {
            at: model.weights.probabilities(model.weights.sum(own) + around_sum) for at, own in own_features_of.items()
        }
        for place in reached:
            texts_of_topic = (spoken[number][place], turn.text, *around_turn(spoken, number))
            acts = acts_of(model, _with_neighbours(model, alone, place), texts_of_topic, turn.side, thresholds)
            for act in sorted(acts, key=lambda act: -act.probability):
                detail = act.detail if hidden or act.is_sure else None
                found.append(HeardSentence(act.kind, detail, act.probability, *spans[number][place]))
    return heard


class _Wanted(NamedTuple):
    """Arguments of `hear_call` on which thresholds depend."""

    language: str
    hidden: bool
    candidates: frozenset[str]


@cache
def _thresholds(wanted: _Wanted) -> dict[str, float]:
    model = load_model(wanted.language)
    on_calls = model.call_thresholds if wanted.hidden else model.shown_thresholds
    return on_calls | {kind: model.thresholds[kind] for kind in wanted.candidates}


@cache
def _gate(wanted: _Wanted, side: Speaker) -> Gate:
    """Return the test that a sentence passes if it, joined with its neighbours, may reach a threshold."""
    model, thresholds = load_model(wanted.language), _thresholds(wanted)
    alone = {kind: least if kind in ONE_SENTENCE else _least_alone(least) for kind, least in thresholds.items()}
    return model.weights.gate(alone, [kind for kind in thresholds if is_heard_from(side, kind)])


def _least_alone(threshold: float) -> float:
    """Return the least probability of a sentence that reaches a threshold with neighbours of the same probability."""
    least: float = 1 - (1 - threshold) ** (1 / _JOINED)
    return least * 0.999_999  # not to depend on rounding


@lru_cache(_KEPT)
def _own_sum(sentence: str, side: Speaker, wanted: _Wanted) -> int:
    """Return the weights of a sentence alone; a short one, as `Okay.`, comes again and again."""
    return _gate(wanted, side).sum(own_features(sentence, side, wanted.language))


def _with_neighbours(model: Model, alone: Mapping[int, Sequence[float]], place: int) -> list[float]:
    """Return the probability of each kind for a sentence of a turn, given those of it and its neighbours alone."""
    near = [alone[at] for at in range(place - 1, place + 2) if at in alone]
    return [
        own if kind in ONE_SENTENCE else joined(own, column)
        for kind, own, column in zip(model.weights.names, alone[place], zip(*near, strict=True), strict=True)
    ]


def joined(own: float, near: Sequence[float]) -> float:
    """Return the probability that a sentence or its neighbours have a kind, if the sentence is the likeliest of them.

    Customers circle round an objection in several sentences, none of which would be clear alone. The likeliest stands
    for all three; the others keep their own probability.

    >>> joined(0.5, (0.4, 0.5, 0.3)), joined(0.4, (0.4, 0.5))
    (0.79, 0.4)
    """
    return 1 - prod(1 - probability for probability in near) if own == max(near) else own


def around_turn(spoken: Sequence[Sequence[str]], number: int) -> tuple[str, str]:
    """Return the end of the turn before a turn and the beginning of the turn after it; `spoken`: sentences of turns."""
    before, after = _near(spoken, number)
    return " ".join(before), " ".join(after)


def _near(spoken: Sequence[Sequence[str]], number: int) -> tuple[Sequence[str], Sequence[str]]:
    before = spoken[number - 1][-_NEAR:] if number else ()
    after = spoken[number + 1][:_NEAR] if number + 1 < len(spoken) else ()
    return before, after
