"""Words of promising and delivering, from a language's `commitments.toml`."""

import re
from collections.abc import Sequence
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from gametape.text.languages import Part, hollow_words, language
from gametape.text.phrases import spaced_words
from gametape.text.words import fold, words

NAME = "NAME"
"""Place of a person's first name in a phrase."""

_STEM = 5  # letters by which two words count as forms of one
_SHORTEST = 3  # letters of a word that says what something is about


class CommitmentWords(BaseModel):
    """Words of promising and delivering in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: tuple[str, ...]
    opens_for_you: tuple[str, ...]
    closes: tuple[str, ...]
    delegates: tuple[str, ...]
    pronouns: tuple[str, ...]
    during_the_call: tuple[str, ...]
    empty: tuple[str, ...]
    same: tuple[tuple[str, ...], ...]
    delivered: tuple[str, ...]
    there: tuple[str, ...]
    received: tuple[str, ...]
    missing: tuple[str, ...]
    conditions: tuple[str, ...]
    hands_over: tuple[str, ...]
    finds_out: tuple[str, ...]
    brings: tuple[str, ...]

    @cached_property
    def opening(self) -> re.Pattern[str]:
        """Pattern of the words with which the clause of a promise begins; group `kept` belongs to the clause."""
        return re.compile(rf"(?<![\w'])(?:(?:{_any(self.opens)})|(?P<kept>{_any(self.opens_for_you)}))(?![\w'])")

    @cached_property
    def closing(self) -> re.Pattern[str]:
        """Pattern of the words before which the clause of a promise ends."""
        return re.compile(rf"[,;:]?\s(?:{_any(self.closes)})(?![\w'])|\s[-–—]\s")

    @cached_property
    def _stems(self) -> dict[str, str]:
        return {stem(word): f"={group[0]}" for group in self.same for word in group}

    @cached_property
    def _empty(self) -> frozenset[str]:
        return frozenset(self.empty) | hollow_words()

    def topics(self, text: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the stems of the words of a text that say what it is about; words for the same thing are equal.

        Short words, numbers, contractions and the words `without` say nothing.
        """
        stems = {
            stem(word)
            for word in (spoken.removesuffix("'s") for spoken in words(text))
            if len(word) >= _SHORTEST and word.isalpha() and word not in self._empty and word not in without
        }
        return frozenset(self._stems.get(each, each) for each in stems)

    def has(self, text: str, name: str) -> bool:
        """Return True if a text has one of the phrases of a list, as whole words."""
        spoken = spaced_words(text)
        return any(phrase in spoken for phrase in self._spaced[name])

    def names(self, text: str, name: str, person: str) -> bool:
        """Return True if a text has one of the phrases of a list with a person's first name in it."""
        spoken = spaced_words(text)
        return any(spaced_words(phrase.replace(NAME, person)) in spoken for phrase in getattr(self, name))

    @cached_property
    def _spaced(self) -> dict[str, Sequence[str]]:
        lists = (
            "during_the_call",
            "delivered",
            "there",
            "received",
            "missing",
            "conditions",
            "hands_over",
            "finds_out",
        )
        return {name: [spaced_words(phrase) for phrase in getattr(self, name)] for name in lists}


def commitment_words(code: str | None) -> CommitmentWords | None:
    """Return the words of a language; None if it has none.

    Raises:
        BadSettings: the file cannot be understood.
    """
    known = language(code)
    return known.read(CommitmentWords, Part.COMMITMENTS) if known else None


@cache
def stem(word: str) -> str:
    """Return the beginning of a word by which its forms are compared: `propos` for proposal and proposals.

    >>> stem("reports") == stem("report")
    True
    """
    plain = word.removesuffix("'s")
    if len(plain) > _SHORTEST and plain.endswith("s") and not plain.endswith("ss"):
        plain = plain[:-1]
    return plain[: _STEM + 1]


def _any(phrases: Sequence[str]) -> str:
    return "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))
