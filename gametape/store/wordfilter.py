"""Which words were said on a call, as a Bloom filter: a few bytes per word that tell which calls are worth opening.

A word counts by how it begins, so that one entry stands for all its forms: less a plural's s, the first five letters.
Scripts that put no space between words count by pairs of letters. A filter never misses a word that was said; of a
thousand that were not, two or three seem to have been. docs/decisions/0115-what-was-said-is-found.md has the figures.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from gametape.store.turns import Turn
from gametape.text.spelling import folded

LETTERS = 5
BITS = 16  # per word
PROBES = 4
_NO_SPACES = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # Thai, Lao, Japanese, Chinese, Korean
words = re.compile(rf"[^\W_{_NO_SPACES}]+|[{_NO_SPACES}]+").findall
is_unspaced = re.compile(rf"[{_NO_SPACES}]").match


def stem(word: str) -> str:
    """A word without the s of a plural: `deals` is `deal`, `access` stays."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def entries(text: str) -> set[str]:
    """What the words of a text are entered as."""
    # Most words of a call come again and again: they are taken apart once.
    once = set(words(" ".join(set(folded(text).split()))))
    unspaced = set() if text.isascii() else {word for word in once if is_unspaced(word)}
    found = {word[:LETTERS] if len(word) > LETTERS else stem(word) for word in once - unspaced}
    return found.union(*(pairs(word) for word in unspaced))


def pairs(word: str) -> list[str]:
    """The pairs of letters of a word between which there is no telling; one letter stands alone."""
    return [word[at : at + 2] for at in range(max(len(word) - 1, 1))]


def filter_of(turns: Iterable[Turn]) -> bytes:
    """The filter of a call; empty where nothing was said."""
    found = entries(" ".join(sentence for turn in turns for sentence in turn.sentences))
    filled = bytearray((len(found) * BITS + 63) // 64 * 8 or 8)
    size = len(filled) * 8
    for first, step in map(hashes, found):
        for place in range(first, first + PROBES * step, step):
            bit = place % size
            filled[bit >> 3] |= 1 << (bit & 7)
    return bytes(filled)


@lru_cache(maxsize=1 << 15)
def hashes(entry: str) -> tuple[int, int]:
    """Where an entry's bits are, in a filter of any size: at `first + n * step`, for each probe n, modulo its bits."""
    first = crc32(entry.encode("utf-8", "surrogatepass"))
    return first, crc32(first.to_bytes(4, "big")) | 1
