"""Spelling: one stored form of each letter, and one form for comparing texts.

Unicode writes a letter in several ways: `é` is one character, or `e` and an accent; `ß`, `ﬁ` and `İ` become two letters
when their case is folded. Stored text and queries are `composed`; words are compared `folded`.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable

_DOT_ABOVE = "\u0307"  # rest of the Turkish İ in lower case
_LETTER_APOSTROPHE = "\u02bc"  # the apostrophe in ŉ
_DOUBLE = {"ss": "ß", "ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "'n": "ŉ"}
_escape = re.compile(r"(\\.)", re.DOTALL)


def composed(text: str) -> str:
    """Compose each letter and its accents into one character, if Unicode has that character (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_composed(text: str) -> bool:
    """Tell whether the text is composed already."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def composed_beside_escapes(text: str) -> str:
    r"""Compose a text that may be JSON: the `n` of an escape `\n` takes no accent."""
    if "\\" not in text or text.isascii():
        return composed(text)
    return "".join(part if part.startswith("\\") else composed(part) for part in _escape.split(text))


def folded(text: str) -> str:
    """Fold a text for comparison: case, ligatures and ways of writing a letter make no difference.

    `Straße`, `STRASSE` -> `strasse`; `ﬁne` -> `fine`; `İzmir`, `Izmir` -> `izmir`. The length may change.
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold().replace(f"i{_DOT_ABOVE}", "i")
    return unicodedata.normalize("NFC", plain.replace(_LETTER_APOSTROPHE, "'"))


def span_before_folding(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place in `text` of a span of `folded(text)`; a letter that folds to two is included whole."""
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
    """List the ways in which a name may spell a word, apart from case: `strasse` and `straße`."""
    plain = folded(word)
    forms = [composed(word), plain, *(plain.replace(two, letter) for two, letter in _DOUBLE.items())]
    return list({spelling.lower(): spelling for spelling in reversed(forms)}.values())[::-1]
