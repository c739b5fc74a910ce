"""Match a quote to a text in spite of small differences of spelling, and locate it exactly."""

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
_EDGES = " '.,—"  # at the ends of a quote, these signs come from the quoting person, not from the speaker

_LETTER = rf"(?!{UNSPACED})[\w\p{{M}}]"
_dots = re.compile(r"(?: ?\.)+").sub
_dashes = re.compile(r" ?[-—][-— ]+| [-—]|—").sub
_spaces = re.compile(r"\s+").sub
_goes_on = regex.compile(rf"{_LETTER}(?:['-])?{_LETTER}|\d[.,:]\d").match
_unspaced = regex.compile(UNSPACED).findall
_words = regex.compile(r"[\w\p{M}]+").findall

_SHORTEST_WORD = 4  # characters; a shorter word is too common to prove a quote
_FEWEST_WORDS = 2


class TextMatch(NamedTuple):
    """Start of a match in a text (characters), and the matched text in its own spelling."""

    start: int
    text: str


class _Plain(NamedTuple):
    """Text in plain spelling, with the start and end of each of its characters in the original text."""

    text: str
    starts: list[int]
    ends: list[int]


def find(quote: str, text: str) -> TextMatch | None:
    """Return the first match of the quote in the text, as whole words in unbroken order; None without a match."""
    return next(find_all(quote, text), None)


def find_all(quote: str, text: str) -> Iterator[TextMatch]:
    """Yield the matches of the quote in the text, as whole words in unbroken order."""
    wanted = plain_spelling(quote).strip(_EDGES)
    if not wanted:
        return
    plain = plain_spelling(text)
    place = plain.find(wanted)
    while place >= 0:
        after = place + len(wanted)
        if _is_edge(plain, place) and _is_edge(plain, after):
            start, end = _place_in(text, place, after)
            yield TextMatch(start, text[start:end])
        place = plain.find(wanted, place + 1)


def is_long_enough(quote: str) -> bool:
    """Return True if a quote is long enough to be proof: two words, one of them long and not a function word."""
    plain = plain_spelling(quote)
    if len(_unspaced(plain)) >= _SHORTEST_WORD:
        return True
    words = _words(plain)
    return len(words) >= _FEWEST_WORDS and any(
        word.isdecimal() or (len(word) >= _SHORTEST_WORD and word not in hollow_words()) for word in words
    )


def _place_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place in a text of a stretch of its plain spelling."""
    if len(plain_spelling(text)) == len(text) and _is_plain(text.translate(_PLAIN)):
        return start, end  # nothing was left out, and every letter became one letter
    letters = _plain(text)
    return letters.starts[start], letters.ends[end - 1]


def _is_plain(known: str) -> bool:
    """Tell whether a text, its marks in plain spelling, has no letters or marks but those of ASCII."""
    return known.isascii() or known.replace("—", "").isascii()


@lru_cache(maxsize=4096)
def plain_spelling(text: str) -> str:
    """Return the text in the plain spelling in which quotes are compared.

    Lower case, a single space for any white space, one kind of quote mark, one dot for several dots, no invisible
    characters. A dash that is long, doubled or next to a space becomes a long dash without spaces.
    """
    known = text.translate(_PLAIN)
    if not _is_plain(known):
        return _plain(text).text
    # A faster way to the result of `_plain`.
    return _dots(".", _dashes("—", _spaces(" ", known.lstrip()))).lower()


@lru_cache(maxsize=1024)
def _plain(text: str) -> _Plain:
    """Convert the text to plain spelling letter by letter, with the place of each letter."""
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
    """Yield start and end of each letter with its combining marks; skip invisible characters."""
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
    """Return True if no word and no number continues across this place: `we can` does not match in `we can't`."""
    around = ((at, _goes_on(plain, at)) for at in range(max(place - 2, 0), place))
    return not any(match and match.end() > place for _, match in around)
