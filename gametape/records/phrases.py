"""Search a text for phrases of whole words, regardless of case and punctuation."""

import re
from collections.abc import Iterable

_words = re.compile(r"\w+")


def spaced_words(text: str) -> str:
    """Return the words of a text in lower case between single spaces: ` vp sales emea `."""
    return f" {' '.join(_words.findall(text.casefold()))} "


def contains_phrase(text: str, phrases: Iterable[str]) -> bool:
    """Tell whether the text contains one of the phrases; text and phrases come from `spaced`."""
    return any(phrase in text for phrase in phrases)
