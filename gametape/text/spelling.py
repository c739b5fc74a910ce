"""Spelling: one stored form for each letter, and one form in which texts are compared.

Unicode writes one letter in several ways: `é` is one character or `e` and an accent, and `ß`, `ﬁ` and `İ` become two
letters when their case is folded. Stored text and questions are `composed`; words are compared `folded`.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable

_DOT_ABOVE = "\u0307"  # what is left of the Turkish İ in lower case
_LETTER_APOSTROPHE = "\u02bc"  # the one in ŉ
_DOUBLE = {"ss": "ß", "ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "'n": "ŉ"}
_escape = re.compile(r"(\\.)", re.DOTALL)


def composed(text: str) -> str:
    """The text with each letter and its accents as one character, where Unicode has one (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_composed(text: str) -> bool:
    """Whether `composed` would change nothing."""
    return unicodedata.is_normalized("NFC", text)


def composed_beside_escapes(text: str) -> str:
    r"""As `composed`, for a text that may be JSON itself: the `n` of an escape `\n` takes no accent."""
    if "\\" not in text or text.isascii():
        return composed(text)
    return "".join(part if part.startswith("\\") else composed(part) for part in _escape.split(text))


def folded(text: str) -> str:
    """The form in which words are compared: case, ligatures and ways of writing a letter make no difference.

    `Straße`, `STRASSE` -> `strasse`; `ﬁne` -> `fine`; `İzmir`, `Izmir` -> `izmir`. The length may change.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold().replace(f"i{_DOT_ABOVE}", "i")
    return unicodedata.normalize("NFC", plain.replace(_LETTER_APOSTROPHE, "'"))


def span_before_folding(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of `folded(text)` stands in the text itself; a letter that folds to two is taken whole."""
    if text.isascii():
        return start, end

    def length(letters: int) -> int:
        return len(folded(text[:letters]))

    places = range(len(text) + 1)
    first = _last_at_most(places, start, length)
    last = max(bisect_left(places, end, key=length), _last_at_most(places, end, length))
    return first, min(last, len(text))


def _last_at_most(places: range, length: int, key: Callable[[int], int]) -> int:
    return max(bisect_right(places, length, key=key) - 1, 0)


def spellings(word: str) -> list[str]:
    """The ways in which a name may spell a word, beside its case: `strasse` and `straße`."""
    plain = folded(word)
    found = [composed(word), plain, *(plain.replace(two, one) for two, one in _DOUBLE.items())]
    return list({spelling.lower(): spelling for spelling in reversed(found)}.values())[::-1]
