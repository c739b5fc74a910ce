"""Words: the stretches of letters that texts are searched, counted and compared by.

A word is a run of letters, marks and digits; an apostrophe between two of them belongs to it (`don't`). `words` is that
definition, and phrases and trackers follow it. Three places differ, each for its reason:

* `count_words` counts what stands between spaces, as Gong does for words per minute.
* `store/wordfilter.py` and `records/erased.py` split at apostrophes and underscores, too: a question for `dont` or
  `Brien` must find `don't` and `O'Brien`, and stored filters and hashes rest on that.
* `analysis/hearing/features.py` keeps amounts and marks as words of their own: the model was trained on those.
"""

import unicodedata

import regex

UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
"""Letter of a script that puts no space between words, as the `regex` module takes it; each counts as a word."""

_edge = regex.compile(r"'(?:(?!\w)|(?<!\w'))")  # an apostrophe that does not stand within a word
_MARKS = bytes(mark for mark in range(128) if not chr(mark).isalnum() and chr(mark) not in "_'\n")
_SPACES = bytes.maketrans(_MARKS, b" " * len(_MARKS))
# `regex` counts marks among \w, as Unicode annex 18 asks; `re` does not, and would cut a word of Hindi in two.
_other_mark = regex.compile(r"[^\w'\n\x00-\x7f]")


def words(text: str) -> list[str]:
    """Split a text into its words, each in the form that `fold` gives.

    >>> words("I don’t — not in Q3.")
    ['i', "don't", 'not', 'in', 'q3']
    """
    return apart(fold(text)).split()


def count_words(text: str) -> int:
    """Count the words of a text as Gong does for words per minute: the stretches between spaces."""
    return len(text.split())


def fold(text: str) -> str:
    """Write a text in the form in which words are compared: lower case, `'` for `’`, composed letters, on one line."""
    return fold_lines(text.replace("\n", " "))


def fold_lines(text: str) -> str:
    """Fold a text, and keep its lines."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.replace("’", "'")).casefold()


def apart(text: str) -> str:
    """Put a space for every character of a folded text that is part of no word; line ends stay.

    Works on bytes, which takes a tenth of the time that a regular expression takes.
    """
    spaced = text.encode("utf-8", "surrogatepass").translate(_SPACES).decode("utf-8", "surrogatepass")
    if not spaced.isascii():
        spaced = _other_mark.sub(" ", spaced)
    return _edge.sub(" ", spaced)
