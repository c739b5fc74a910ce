"""Words of promising and delivering, from a language's `commitments.toml`."""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property, lru_cache

from pydantic import BaseModel, ConfigDict

from gametape.text.languages import Part, hollow_words, language
from gametape.text.phrases import PhraseSet, spaced_words
from gametape.text.words import fold

NAME = "NAME"
"""Place of a person's first name in a phrase."""

SIGNS = ("delivered", "there", "received", "missing")
"""Lists of phrases that say of something that it came, or that it is missing."""

_KEPT = 50_000  # different words whose topics are remembered
_NONE: frozenset[str] = frozenset()
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

    def topics(self, spoken: Sequence[str], without: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the stems of the words of a text that say what it is about; words for the same thing are equal.

        Short words, numbers, contractions and the words `without` say nothing.
        """
        telling = filter(None, map(self._topic_of, spoken))
        return frozenset(topic for word, topic in telling if word not in without)

    @cached_property
    def _topic_of(self) -> Callable[[str], tuple[str, str] | None]:
        """Function that returns a word without its ending `'s`, and the word's topic; None if it says nothing."""

        @lru_cache(_KEPT)
        def topic_of(spoken: str) -> tuple[str, str] | None:
            word = spoken.removesuffix("'s")
            if len(word) < _SHORTEST or not word.isalpha() or word in self._empty:
                return None
            return word, self._stems.get(stem(word), stem(word))

        return topic_of

    def has(self, text: str, name: str) -> bool:
        """Return True if a text has one of the phrases of a list, as whole words."""
        return self._phrases[name].is_in(spaced_words(text))

    def signs_in(self, text: str) -> frozenset[str]:
        """Return which of the lists `SIGNS` a text, as `spaced_words` gives it, has phrases of."""
        found = [self._lists_of[phrase] for phrase in self._signs.found_in(text)]
        return frozenset().union(*found) if found else _NONE

    def names(self, text: str, name: str, person: str) -> bool:
        """Return True if a text has one of the phrases of a list with a person's first name in it."""
        spoken = spaced_words(text)
        return any(spaced_words(phrase.replace(NAME, person)) in spoken for phrase in getattr(self, name))

    @cached_property
    def _lists_of(self) -> dict[str, frozenset[str]]:
        phrases = {name: [spaced_words(phrase) for phrase in getattr(self, name)] for name in SIGNS}
        every = {phrase for listed in phrases.values() for phrase in listed}
        return {phrase: frozenset(name for name in SIGNS if phrase in phrases[name]) for phrase in every}

    @cached_property
    def _signs(self) -> PhraseSet:
        return PhraseSet(self._lists_of)

    @cached_property
    def _phrases(self) -> dict[str, PhraseSet]:
        lists = (
            "during_the_call",
            "missing",
            "conditions",
            "hands_over",
            "finds_out",
        )
        return {name: PhraseSet(map(spaced_words, getattr(self, name))) for name in lists}


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
