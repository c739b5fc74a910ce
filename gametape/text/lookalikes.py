"""Letters of other alphabets that look like Latin letters, replaced by these: hostile text hides its words in them."""

import re
from functools import cache

import regex

_OTHER_ALPHABET = regex.compile(r"[\p{Cyrillic}\p{Greek}\p{Coptic}\p{Cherokee}\p{Armenian}]")
_SMALL_CAPITAL = re.compile("LATIN LETTER SMALL CAPITAL ([A-Z])").fullmatch
_NOT_IN_UNICODE = {"к": "k", "κ": "k", "м": "m", "ε": "e"}
"""Letters for which the table of Unicode names no letter of A to Z, in its own fonts."""


def has_other_alphabet(text: str) -> bool:
    """Tell whether a Cyrillic, Greek, Coptic, Cherokee or Armenian letter occurs: these have Latin look-alikes."""
    return _OTHER_ALPHABET.search(text) is not None


def latin_spelling(text: str) -> str:
    """Replace letters of other alphabets by the letters A to Z that they look like: `Іgnоrе` -> `Ignore`.

    Source: Unicode Technical Standard 39, the table of confusables, by the package confusable-homoglyphs. A letter
    that looks like a Latin small capital (`ᴛ`) becomes that letter in lower case.
    """
    return text.translate(_latin_letters()) if has_other_alphabet(text) else text


@cache
def _latin_letters() -> dict[int, str]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  a table of 0.9 MB, seldom needed

    letters = {
        ord(letter): latin
        for letter, alike in confusables_data.items()
        if _OTHER_ALPHABET.fullmatch(letter) and (latin := _latin(letter, alike))
    }
    return letters | {ord(letter): latin for letter, latin in _NOT_IN_UNICODE.items()}


def _latin(letter: str, alike: list[dict[str, str]]) -> str | None:
    for each in alike:
        if re.fullmatch("[A-Za-z]", each["c"]):
            return "I" if each["c"] == "l" and letter.isupper() else each["c"]  # the table holds I and l to be equal
    names = (_SMALL_CAPITAL(each["n"]) for each in alike)
    return next((name[1].lower() for name in names if name), None)
