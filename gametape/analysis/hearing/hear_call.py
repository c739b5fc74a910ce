"""Hearing of a whole call at once: each sentence with what stands around it."""

from collections.abc import Sequence
from typing import NamedTuple

from gametape.analysis.hearing.features import features
from gametape.analysis.hearing.hear import Heard, Speaker, heard_of
from gametape.analysis.hearing.model import load_model
from gametape.text.sentences import sentence_spans

CODE = 1
"""Version of the code of hearing; increase it when the same call and model may be heard differently."""


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


def hear_call(turns: Sequence[VoicedTurn], language: str = "en") -> list[list[HeardSentence]]:
    """List, for each turn of a call, what its sentences do, in the order in which they were said.

    Raises:
        FileNotFoundError: the language has no model.
    """
    model = load_model(language)
    texts = [turn.text for turn in turns]
    spans = [sentence_spans(turn.pieces) for turn in turns]
    heard: list[list[HeardSentence]] = []
    for number, turn in enumerate(turns):
        found: list[HeardSentence] = []
        for place, (start, end) in enumerate(spans[number]):
            before = _sentence(texts, spans, number - 1, -1) if place == 0 else ""
            after = _sentence(texts, spans, number + 1, 0) if place == len(spans[number]) - 1 else ""
            names = features(texts[number][start:end], turn.side, before, after, language)
            acts = sorted(heard_of(model, names, turn.side), key=lambda act: -act.probability)
            found += [_at(act, start, end) for act in acts]
        heard.append(found)
    return heard


def _sentence(texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]], number: int, place: int) -> str:
    if not 0 <= number < len(texts) or not spans[number]:
        return ""
    start, end = spans[number][place]
    return texts[number][start:end]


def _at(act: Heard, start: int, end: int) -> HeardSentence:
    return HeardSentence(act.kind, act.detail, act.probability, start, end)
