"""Classify what a sentence does: an objection and its kind, a pain, a commitment, an acceptance, and so on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from gametape.analysis.hearing.features import around_features, own_features, topic_words
from gametape.analysis.hearing.model import DETAIL, Model, load_model
from gametape.text.sentences import sentences_of

Speaker = Literal["ours", "theirs", "unknown"]
"""Side of a speaker: seller, customer or unknown."""

OBJECTION = "objection"
COMMITMENT = "commitment"
ACCEPTANCE = "acceptance"

_BOTH_SIDES = frozenset({COMMITMENT})  # kinds of both sides; all other kinds belong to the customer alone
_TOGETHER = 2  # sentences of the longest text that is classified as a whole; a longer text is split into sentences


class Heard(NamedTuple):
    """Kind of speech act heard in a text. `detail`: the kind of an objection (price, timing, ...), else None.

    `is_sure`: the detail is probable enough to be shown.
    """

    kind: str
    detail: str | None
    probability: float
    is_sure: bool = False


def hear(text: str, side: Speaker, before: str = "", after: str = "", language: str = "en") -> list[Heard]:
    """List what a text does, the most probable kind first; empty when no probability reaches its kind's threshold.

    Args:
        text: one or more sentences of one speaker.
        side: the speaker's side. Kinds of the customer are never returned for the seller.
        before: the other side's text directly before; it helps to distinguish an answer from a statement.
        after: the other side's text directly after.
        language: ISO 639-1 code, a member of `model.heard_languages()`.

    Raises:
        FileNotFoundError: the language has no model.

    >>> [heard.kind for heard in hear("That is more than we can spend.", "theirs")]
    ['objection']
    """
    model = load_model(language)
    parts = sentences_of(text)
    around = around_features(before, after, language)
    best: dict[str, Heard] = {}
    for part in parts if len(parts) > _TOGETHER else [text]:
        names = [*own_features(part, side, language), *around]
        probabilities = model.weights.probabilities(model.weights.sum(names))
        for heard in acts_of(model, probabilities, (part, text, before, after), side, model.thresholds):
            known = best.get(heard.kind)
            if known is None or heard.probability > known.probability:
                best[heard.kind] = heard
    return sorted(best.values(), key=lambda heard: -heard.probability)


def acts_of(
    model: Model, probabilities: Sequence[float], texts: Sequence[str], side: Speaker, thresholds: Mapping[str, float]
) -> Iterator[Heard]:
    """Yield the kinds of a sentence whose probability reaches the kind's threshold.

    Args:
        model: the model of the language.
        probabilities: of the model's kinds, in their order.
        texts: the sentence, its turn, and what stands before and after; their topics tell the kind of an objection.
        side: the speaker's side. Kinds of the customer are never returned for the seller.
        thresholds: by kind; a kind without threshold is left out.
    """
    for kind, probability in zip(model.weights.names, probabilities, strict=True):
        if probability < thresholds.get(kind, 1) or not is_heard_from(side, kind):
            continue
        detail, is_sure = _detail(model, texts) if kind == OBJECTION else (None, False)
        yield Heard(kind, detail, round(probability, 3), is_sure)


def is_heard_from(side: Speaker, kind: str) -> bool:
    """Return True if a side's sentences can be of a kind."""
    return side != "ours" or kind in _BOTH_SIDES


def _detail(model: Model, texts: Sequence[str]) -> tuple[str, bool]:
    """Return the most probable kind of an objection from what these texts are about, and whether it may be shown."""
    shares = model.details.shares(sum(model.details.sum(topic_words(text, model.language)) for text in texts))
    share, name = max(zip(shares, model.details.names, strict=True))
    detail = name.removeprefix(OBJECTION + DETAIL)
    return detail, share >= model.objections[detail].threshold
