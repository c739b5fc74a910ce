"""Bloom filter of the words of a call: a few bytes per word tell which calls are worth opening in a search.

A word is entered by its beginning, so that one entry covers all its forms: the first five letters, without a plural's
s. Scripts without spaces between words are entered as pairs of letters. A filter never misses a word that was said; of
a thousand words that were not said, two or three seem to match. docs/decisions/0115-what-was-said-is-found.md has the
figures.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from gametape.store.turns import Turn
from gametape.text.spelling import folded

LETTERS = 5
BITS = 16  # bits per word
PROBES = 4
_NO_SPACES = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # Thai, Lao, Japanese, Chinese, Korean
words = re.compile(rf"[^\W_{_NO_SPACES}]+|[{_NO_SPACES}]+").findall
is_unspaced = re.compile(rf"[{_NO_SPACES}]").match


def stem(word: str) -> str:
    """Remove the s of a plural: `deals` becomes `deal`, `access` stays."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def entries(text: str) -> set[str]:
    """Return the filter entries for the words of a text."""
    # Most words of a call repeat, so duplicates are removed before the text is split.
    once = set(words(" ".join(set(folded(text).split()))))
    unspaced = set() if text.isascii() else {word for word in once if is_unspaced(word)}
    starts = {word[:LETTERS] if len(word) > LETTERS else stem(word) for word in once - unspaced}
    return starts.union(*(pairs(word) for word in unspaced))


def pairs(word: str) -> list[str]:
    """Return the pairs of adjacent letters of an unspaced word; a single letter is its own entry."""
    return [word[at : at + 2] for at in range(max(len(word) - 1, 1))]


def filter_of(turns: Iterable[Turn]) -> bytes:
    """Build the filter of a call; empty if nothing was said."""
    words_entered = entries(" ".join(sentence for turn in turns for sentence in turn.sentences))
    filled = bytearray((len(words_entered) * BITS + 63) // 64 * 8 or 8)
    size = len(filled) * 8
    for bit in {place % size for word in words_entered for place in _places(word)}:
        filled[bit >> 3] |= 1 << (bit & 7)
    return bytes(filled)


@lru_cache(maxsize=1 << 15)
def _places(entry: str) -> tuple[int, ...]:
    """Return the places of an entry's bits, before the modulo by the size of a filter."""
    first, step = hashes(entry)
    return tuple(range(first, first + PROBES * step, step))


def hashes(entry: str) -> tuple[int, int]:
    """Return (first, step) of an entry.

    In a filter of any size, its bits are `first + n * step` modulo the size in bits.
    """
    first = crc32(entry.encode("utf-8", "surrogatepass"))
    return first, crc32(first.to_bytes(4, "big")) | 1
