"""Vocabulary of a language for the hearing model, and how it divides a text into words."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from gametape.text.languages import Part, part_file

_TOKEN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|[$€£%]|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[?!.,;]")
MARKS = frozenset(".,;!?")
_NUMBER = "#"  # in place of every number
_MAY_REPEAT = MARKS | {_NUMBER}  # any other word that is said twice in a row counts once
_LONGEST_PHRASE = 4  # words in the longest phrase of vocabulary.toml
_KEPT = 50_000  # different words whose parts are remembered
_KEPT_SENTENCES = 10_000  # different sentences whose words are remembered: each is also a neighbour of others


class SentenceWords(NamedTuple):
    """Words of a text, and their classes."""

    words: Sequence[str]
    classes: Sequence[str]


class Vocabulary:
    """Words of a language from which the features are computed (`vocabulary.toml`)."""

    def __init__(self, language: str) -> None:
        read = tomllib.loads((part_file(language, Part.HEARING) / "vocabulary.toml").read_text(encoding="utf-8"))
        self._contractions: dict[str, str] = read["contractions"]
        self._endings = tuple(read["endings"].items())
        self._hesitation = frozenset([*read["hesitation"]["words"], *read["hesitation"]["phrases"]])
        self._classes = {phrase: name for name, phrases in read["classes"].items() for phrase in phrases}
        phrases = (*self._classes, *self._hesitation)
        self._phrase_starts = frozenset(tuple(phrase.split()[:2]) for phrase in phrases if " " in phrase)
        self.class_names = frozenset(self._classes.values())
        self.negation = frozenset(read["negation"]["words"])
        self.negation_ends = frozenset(read["negation"]["ends"]) | MARKS
        self.question = frozenset(read["question"]["words"])
        self._no_names = frozenset(read["capitals"]["words"])
        self._parts = lru_cache(_KEPT)(self._written_out)
        self._alone = lru_cache(_KEPT)(self._class_of)
        self.read = lru_cache(_KEPT_SENTENCES)(self._read)

    def words(self, text: str) -> list[str]:
        """Split a text into lower-case words and marks, contractions in full, without hesitation, numbers as `#`."""
        words: list[str] = []
        last = ""
        for word in _TOKEN.findall(text.lower().replace("’", "'").replace("`", "'")):
            for part in self._parts(word):
                if part != last or part in _MAY_REPEAT:
                    words.append(part)
                    last = part
        return words

    def _read(self, text: str) -> SentenceWords:
        """Return the words of a text with their classes."""
        words = self.words(text)
        return SentenceWords(words, self.classes(words))

    def joined(self, texts: Sequence[SentenceWords]) -> SentenceWords:
        """Return what `read` gives of the texts joined by spaces."""
        if not texts:
            return SentenceWords((), ())
        words, classes = texts[0]
        for following in texts[1:]:
            if words and words[-1] in MARKS:  # no phrase goes on across a mark
                words, classes = [*words, *following.words], [*classes, *following.classes]
                continue
            is_repeated = words[-1:] == following.words[:1] and words[-1:] != [_NUMBER]
            words = [*words, *following.words[is_repeated:]]
            classes = self.classes(words)
        return SentenceWords(words, classes)

    def classes(self, words: Sequence[str]) -> list[str]:
        """Replace words and phrases that have a class by its name, longest phrase first; stem the other words."""
        alone = list(map(self._alone, words))
        starts = [place for place, pair in enumerate(pairwise(words)) if pair in self._phrase_starts]
        if not starts:
            return alone
        out: list[str] = []
        end = 0
        for start in starts:
            if start >= end and (phrase := self._phrase_at(words, start)):
                is_hesitation = phrase in self._hesitation
                out += alone[end:start] + ([] if is_hesitation else [self._classes[phrase]])
                end = start + phrase.count(" ") + 1
        return out + alone[end:]

    def _phrase_at(self, words: Sequence[str], start: int) -> str | None:
        """Return the longest phrase that begins with a word; None without one."""
        for longer in range(min(_LONGEST_PHRASE, len(words) - start), 1, -1):
            phrase = " ".join(words[start : start + longer])
            if phrase in self._hesitation or phrase in self._classes:
                return phrase
        return None

    def _class_of(self, word: str) -> str:
        return self._classes.get(word) or stem(word)

    def is_common(self, words: str) -> bool:
        """Tell whether words with capital letters begin with one that is no name, such as a day of the week."""
        return words.split(maxsplit=1)[0].lower() in self._no_names

    def _written_out(self, word: str) -> tuple[str, ...]:
        """Return the words that a word stands for: none for a hesitation, two for most contractions."""
        if word[0].isdigit():
            return (_NUMBER,)
        full = self._contractions.get(word)
        if full is None and "'" in word:
            ending = next(((short, full) for short, full in self._endings if word.endswith(short)), None)
            full = word.removesuffix(ending[0]) + ending[1] if ending else word.removesuffix("'s").replace("'", "")
        return tuple(part for part in (full or word if full is None else full).split() if part not in self._hesitation)


@cache
def vocabulary(language: str) -> Vocabulary:
    """Read the vocabulary of a language, `en` for instance.

    Raises:
        FileNotFoundError: hearing has no vocabulary of that language.
    """
    return Vocabulary(language)


@lru_cache(_KEPT)
def stem(word: str) -> str:
    """Remove a common English ending, so that `integrating` and `integrate` have the same stem."""
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4), ("e", 5), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)]
    return word
