"""Finding words in a text whatever their spelling, and pointing at exactly where they stand in it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from gametape.text.languages import hollow_words
from gametape.text.spelling import folded
from gametape.text.words import UNSPACED

_QUOTE_MARKS = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟«»‹›′″ʼ＇＂「」『』"), "'")
_HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–−﹣－"), "-")
_DASHES = dict.fromkeys(map(ord, "—―﹘"), "—")
_PLAIN = _QUOTE_MARKS | _HYPHENS | _DASHES
_EDGES = " '.,—"  # around a quote these are whoever quotes, not who spoke

_LETTER = rf"(?!{UNSPACED})[\w\p{{M}}]"
_dots = re.compile(r"(?: ?\.)+").sub
_dashes = re.compile(r" ?[-—][-— ]+| [-—]|—").sub
_spaces = re.compile(r"\s+").sub
_goes_on = regex.compile(rf"{_LETTER}(?:['-])?{_LETTER}|\d[.,:]\d").match
_unspaced = regex.compile(UNSPACED).findall
_words = regex.compile(r"[\w\p{M}]+").findall

_SHORTEST_WORD = 4  # characters; shorter ones carry nothing by themselves in any language
_FEWEST_WORDS = 2


class TextMatch(NamedTuple):
    """Where words stand in a text, and how they are spelt there."""

    start: int
    text: str


class _Plain(NamedTuple):
    """A text in plain spelling, and where in the text each of its characters begins and ends."""

    text: str
    starts: list[int]
    ends: list[int]


def find(quote: str, text: str) -> TextMatch | None:
    """The first place where the quote's words stand in the text as whole words, without a break."""
    wanted = plainly(quote).strip(_EDGES)
    if not wanted:
        return None
    plain = plainly(text)
    place = plain.find(wanted)
    while place >= 0:
        after = place + len(wanted)
        if _is_edge(plain, place) and _is_edge(plain, after):
            letters = _plain(text)
            start = letters.starts[place]
            return TextMatch(start, text[start : letters.ends[after - 1]])
        place = plain.find(wanted, place + 1)
    return None


def says_something(quote: str) -> bool:
    """Whether a quote has enough words to prove anything: two, and one that carries a meaning."""
    plain = plainly(quote)
    if len(_unspaced(plain)) >= _SHORTEST_WORD:
        return True
    words = _words(plain)
    return len(words) >= _FEWEST_WORDS and any(
        word.isdecimal() or (len(word) >= _SHORTEST_WORD and word not in hollow_words()) for word in words
    )


@lru_cache(maxsize=4096)
def plainly(text: str) -> str:
    """The text in the spelling in which quotes are compared.

    One case, one space for white space, one kind of quote mark, one dot for dots; nothing invisible. A dash is long
    when it is written long, twice, or next to a space, and has no space beside it then.
    """
    known = text.translate(_PLAIN)
    if not known.replace("—", "").isascii():
        return _plain(text).text
    # The same as `_plain`, by faster means.
    return _dots(".", _dashes("—", _spaces(" ", known.lstrip()))).lower()


@lru_cache(maxsize=1024)
def _plain(text: str) -> _Plain:
    """What `plainly` makes of the text, letter by letter, with their places."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _letters(text):
        for character in _spelt(text[start:end]):
            shown = " " if character.isspace() else character
            before = characters[-1] if characters else " "
            if shown == " " and before in " -—":
                if before == "-":
                    characters[-1] = "—"
                continue
            if shown in "-—." and before == " " and characters:
                for column in (characters, starts, ends):
                    column.pop()
                before = characters[-1] if characters else ""
                shown = "—" if shown == "-" else shown
            if (shown in "-—" and before in ("-", "—")) or (shown == before == "."):
                characters[-1] = "." if shown == "." else "—"
                ends[-1] = end
                continue
            characters.append(shown)
            starts.append(start)
            ends.append(end)
    return _Plain("".join(characters), starts, ends)


def _spelt(letter: str) -> str:
    plain = letter.translate(_PLAIN)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).translate(_PLAIN)
    return folded(plain)


def _letters(text: str) -> Iterator[tuple[int, int]]:
    """Where each letter with its marks begins and ends; what cannot be seen is left out."""
    if text.isascii():
        yield from ((place, place + 1) for place in range(len(text)))
        return
    start, end = 0, 0
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        if end and not unicodedata.combining(character):
            yield start, end
            start = place
        elif not end:
            start = place
        end = place + 1
    if end:
        yield start, end


def _is_edge(plain: str, place: int) -> bool:
    """Whether no word and no number goes on across this place: `we can` is not said in `we can't`."""
    around = ((at, _goes_on(plain, at)) for at in range(max(place - 2, 0), place))
    return not any(match and match.end() > place for _, match in around)
