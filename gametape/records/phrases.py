"""Whether a text has one of some phrases in it, as whole words, whatever the case and the punctuation."""

import re
from collections.abc import Iterable

_words = re.compile(r"\w+")


def spaced(text: str) -> str:
    """The words of a text, in lower case, each between single spaces: ` vp sales emea `."""
    return f" {' '.join(_words.findall(text.casefold()))} "


def says(text: str, phrases: Iterable[str]) -> bool:
    """True when one of `phrases` stands in `text`; both come from `spaced`."""
    return any(phrase in text for phrase in phrases)
