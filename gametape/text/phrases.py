"""Phrases: whether a text has some words in a row, as whole words, whatever the case and the punctuation."""

from collections.abc import Iterable, Iterator

from gametape.text.words import words


def spaced_words(text: str) -> str:
    """Write the words of a text in lower case, each between single spaces: ` vp sales emea `."""
    return spaced(words(text))


def spaced(spoken: Iterable[str]) -> str:
    """Write words in a row, each between single spaces."""
    return f" {' '.join(spoken)} "


def contains_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Return True when one of `phrases` stands in `text`; both come from `spaced_words`."""
    return any(phrase in text for phrase in phrases)


class PhraseSet:
    """Phrases that are looked for in many texts: only those whose first word a text has are tried.

    Args:
        phrases: phrases as `spaced_words` gives them; phrases without a word are left out.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first_word: dict[str, list[str]] = {}
        for phrase in phrases:
            for word in phrase.split()[:1]:
                self._by_first_word.setdefault(word, []).append(phrase)
        self._first_words = frozenset(self._by_first_word)

    def is_in(self, text: str) -> bool:
        """Return True when one of the phrases stands in a text that comes from `spaced_words`."""
        return any(True for _ in self.found_in(text))

    def found_in(self, text: str) -> Iterator[str]:
        """Yield the phrases that stand in such a text."""
        for word in self._first_words.intersection(text.split()):
            yield from (phrase for phrase in self._by_first_word[word] if phrase in text)

    def is_among_first(self, text: str, count: int) -> bool:
        """Return True when one of the phrases begins with one of the first `count` words of such a text."""
        place = 0
        for word in text.split(maxsplit=count)[:count]:
            if any(text.startswith(phrase, place) for phrase in self._by_first_word.get(word, ())):
                return True
            place += len(word) + 1
        return False
