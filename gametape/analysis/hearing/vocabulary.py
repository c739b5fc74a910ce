"""Vocabulary of a language for the hearing model, and how it divides a text into words."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache

from gametape.text.languages import Part, part_file

_TOKEN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|[$€£%]|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?|[?!.,;]")
MARKS = frozenset(".,;!?")
_LONGEST_PHRASE = 4  # words in the longest phrase of vocabulary.toml
_KEPT = 50_000  # different words whose parts are remembered


class Vocabulary:
    """Words of a language from which the features are computed (`vocabulary.toml`)."""

    def __init__(self, language: str) -> None:
        read = tomllib.loads((part_file(language, Part.HEARING) / "vocabulary.toml").read_text(encoding="utf-8"))
        self._contractions: dict[str, str] = read["contractions"]
        self._endings = tuple(read["endings"].items())
        self._hesitation = frozenset([*read["hesitation"]["words"], *read["hesitation"]["phrases"]])
        self._classes = {phrase: name for name, phrases in read["classes"].items() for phrase in phrases}
        phrases = (*self._classes, *self._hesitation)
        self._phrase_starts = frozenset(phrase.split()[0] for phrase in phrases if " " in phrase)
        self.class_names = frozenset(self._classes.values())
        self.negation = frozenset(read["negation"]["words"])
        self.negation_ends = frozenset(read["negation"]["ends"]) | MARKS
        self.question = frozenset(read["question"]["words"])
        self._no_names = frozenset(read["capitals"]["words"])
        self._parts = lru_cache(_KEPT)(self._written_out)

    def words(self, text: str) -> list[str]:
        """Split a text into lower-case words and marks, contractions in full, without hesitation, numbers as `#`."""
        words: list[str] = []
        last = ""
        for word in _TOKEN.findall(text.lower().replace("’", "'").replace("`", "'")):
            for part in self._parts(word):
                if part != last or part in MARKS:
                    words.append("#" if part[0].isdigit() else part)
                    last = words[-1]
        return words

    def classes(self, words: Sequence[str]) -> list[str]:
        """Replace words and phrases that have a class by its name, longest phrase first; stem the other words."""
        out: list[str] = []
        known, starts = self._classes, self._phrase_starts
        place, end = 0, len(words)
        while place < end:
            word = words[place]
            width = 1
            if word in starts:
                for longer in range(min(_LONGEST_PHRASE, end - place), 1, -1):
                    phrase = " ".join(words[place : place + longer])
                    if phrase in self._hesitation:
                        width = -longer
                        break
                    if phrase in known:
                        word, width = phrase, longer
                        break
            if width > 0:
                out.append(known.get(word) or stem(word))
            place += abs(width)
        return out

    def is_common(self, words: str) -> bool:
        """Tell whether words with capital letters begin with one that is no name, such as a day of the week."""
        return words.split(maxsplit=1)[0].lower() in self._no_names

    def _written_out(self, word: str) -> tuple[str, ...]:
        """Return the words that a word stands for: none for a hesitation, two for most contractions."""
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
