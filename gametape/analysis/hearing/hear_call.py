"""Hearing of a whole call at once: each sentence with what stands around it."""

from collections.abc import Sequence
from typing import NamedTuple

from gametape.analysis.hearing.features import around_features, own_features
from gametape.analysis.hearing.hear import Speaker, heard_of
from gametape.analysis.hearing.model import load_model
from gametape.text.sentences import sentence_spans

CODE = 3
"""Version of the code of hearing; increase it when the same call and model may be heard differently."""

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


def hear_call(turns: Sequence[VoicedTurn], language: str = "en", *, hidden: bool = False) -> list[list[HeardSentence]]:
    """List, for each turn of a call, what its sentences do, in the order in which they were said.

    Args:
        turns: the turns of the call.
        language: ISO 639-1 code, a member of `model.heard_languages()`.
        hidden: hear also the kinds, and the details of objections, that are not precise enough to be shown
            (`KindModel.shown`, `DetailModel.threshold`).

    Raises:
        FileNotFoundError: the language has no model.
    """
    model = load_model(language)
    thresholds = model.call_thresholds if hidden else model.shown_thresholds
    texts = [turn.text for turn in turns]
    spans = [sentence_spans(turn.pieces) for turn in turns]
    spoken = [[text[start:end] for start, end in places] for text, places in zip(texts, spans, strict=True)]
    heard: list[list[HeardSentence]] = []
    for number, turn in enumerate(turns):
        around = around_features(*around_turn(spoken, number), language)
        found: list[HeardSentence] = []
        for sentence, (start, end) in zip(spoken[number], spans[number], strict=True):
            acts = heard_of(model, own_features(sentence, turn.side, language), around, turn.side, thresholds)
            for act in sorted(acts, key=lambda act: -act.probability):
                detail = act.detail if hidden or act.is_sure else None
                found.append(HeardSentence(act.kind, detail, act.probability, start, end))
        heard.append(found)
    return heard


def around_turn(spoken: Sequence[Sequence[str]], number: int) -> tuple[str, str]:
    """Return the end of the turn before a turn and the beginning of the turn after it; `spoken`: sentences of turns."""
    before = spoken[number - 1][-_NEAR:] if number else ()
    after = spoken[number + 1][:_NEAR] if number + 1 < len(spoken) else ()
    return " ".join(before), " ".join(after)
