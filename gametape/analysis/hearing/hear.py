"""Classify what a sentence does: an objection and its kind, a pain, a commitment, an acceptance, and so on."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from gametape.analysis.hearing.features import features
from gametape.analysis.hearing.model import DETAIL, Model, load_model
from gametape.text.sentences import sentences_of

Speaker = Literal["ours", "theirs", "unknown"]
"""Side of a speaker: seller, customer or unknown."""

OBJECTION = "objection"
COMMITMENT = "commitment"

_BOTH_SIDES = frozenset({COMMITMENT})  # kinds of both sides; all other kinds belong to the customer alone
_TOGETHER = 2  # sentences of the longest text that is classified as a whole; a longer text is split into sentences


class Heard(NamedTuple):
    """Kind of speech act heard in a text. `detail`: the kind of an objection (price, timing, ...), else None."""

    kind: str
    detail: str | None
    probability: float


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
    best: dict[str, Heard] = {}
    for sentence, previous, following in _units(text, before, after):
        for heard in heard_of(model, features(sentence, side, previous, following, language), side):
            known = best.get(heard.kind)
            if known is None or heard.probability > known.probability:
                best[heard.kind] = heard
    return sorted(best.values(), key=lambda heard: -heard.probability)


def _units(text: str, before: str, after: str) -> Iterator[tuple[str, str, str]]:
    parts = sentences_of(text)
    if len(parts) <= _TOGETHER:
        yield text, before, after
        return
    for place, sentence in enumerate(parts):
        yield sentence, before if place == 0 else "", after if place == len(parts) - 1 else ""


def heard_of(model: Model, names: list[str], side: Speaker) -> Iterator[Heard]:
    """Yield the kinds of a sentence with these features whose probability reaches the kind's threshold."""
    probabilities = model.probabilities(names)
    for kind, known in model.kinds.items():
        if probabilities[kind] < known.threshold or (side == "ours" and kind not in _BOTH_SIDES):
            continue
        details = [name for name in model.details if name.startswith(kind + DETAIL)]
        detail = max(details, key=lambda name: probabilities[name], default=None)
        yield Heard(kind, detail and detail.split(DETAIL, 1)[1], round(probabilities[kind], 3))
