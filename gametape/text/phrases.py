"""Phrases: whether a text has some words in a row, as whole words, whatever the case and the punctuation."""

from collections.abc import Iterable

from gametape.text.words import words


def spaced_words(text: str) -> str:
    """Write the words of a text in lower case, each between single spaces: ` vp sales emea `."""
    return f" {' '.join(words(text))} "


def contains_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Return True when one of `phrases` stands in `text`; both come from `spaced_words`."""
    return any(phrase in text for phrase in phrases)
