"""Signs in a deal's passages that a promise was kept, read once per passage for all promises of the deal."""

from datetime import date
from typing import NamedTuple

from gametape.analysis.commitments.wording import CommitmentWords
from gametape.analysis.evidence.passages import Passage
from gametape.text.phrases import spaced
from gametape.text.sentences import Span
from gametape.text.words import words

_START = 12  # characters in which a condition opens a sentence


class SentenceSigns(NamedTuple):
    """What a sentence is about, the lists of `CommitmentWords.SIGNS` that it has phrases of, and whether it asks."""

    span: Span
    topics: frozenset[str]
    lists: frozenset[str]
    asks: bool


class PassageSigns(NamedTuple):
    """Signs in a passage, by the words of one language; `known` is None if the language has none.

    `showing` are the sentences that may show a promise kept: in an email all, on a call those that say of something
    that it came; but none that says that something is missing, begins with a condition, or asks.
    """

    known: CommitmentWords | None
    day: date
    subject: frozenset[str] = frozenset()  # topics of an email's subject
    sentences: tuple[SentenceSigns, ...] = ()
    showing: tuple[SentenceSigns, ...] = ()


def passage_signs(passage: Passage, day: date, known: CommitmentWords, without: frozenset[str]) -> PassageSigns:
    """Return the signs in a passage of a day; the words `without` are no topics."""
    sentences = tuple(_sentence_signs(passage.text[slice(*span)], span, known, without) for span in passage.spans)
    is_email = passage.turn is None
    return PassageSigns(
        known=known,
        day=day,
        subject=known.topics(words(passage.subject), without),
        sentences=sentences,
        showing=tuple(
            each
            for each in sentences
            if (is_email or each.lists) and not says_otherwise(passage.text[slice(*each.span)], known)
        ),
    )


def says_otherwise(text: str, known: CommitmentWords) -> bool:
    """Return True for a text that says that something is missing, begins with a condition, or asks."""
    return _asks(text) or known.has(text, "missing") or known.has(text[:_START], "conditions")


def _sentence_signs(sentence: str, span: Span, known: CommitmentWords, without: frozenset[str]) -> SentenceSigns:
    spoken = words(sentence)
    return SentenceSigns(span, known.topics(spoken, without), known.signs_in(spaced(spoken)), _asks(sentence))


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?")
