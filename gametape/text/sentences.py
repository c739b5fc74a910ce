"""Sentences: the places at which a text divides, so that a quote is never cut within a sentence.

A source divides a turn into pieces, which may hold several sentences or end within a sentence: both are repaired here.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import regex
from pydantic import BaseModel, ConfigDict

from gametape.text.languages import Part, languages
from gametape.text.words import fold

Span = tuple[int, int]
"""Start and end of a stretch of a text, in characters."""

_CLOSING = r"[\"'”’»)\]]*"
_end = regex.compile(rf"(?<![.!?])[.!?]+{_CLOSING}(?=\s)|[。！？]+{_CLOSING}|…{_CLOSING}(?=\s)|\n\s*\n")
_greeting = regex.compile(r"[^\n.!?]{1,40},[ \t]*\n").match  # of an email
# Read from the end of the text, where they stand: `(?r)`.
_finished = regex.compile(rf"(?r)[.!?。！？]{_CLOSING}$").search
_trails_off = regex.compile(rf"(?r)(?:\.\.|…|[,;:—–-]){_CLOSING}$").search
_last_word = regex.compile(r"(?r)\S+$").search
_lower_case = regex.compile(r"\W*\p{Ll}").match
_initials = regex.compile(r"\W*(?:\p{L}\.)+$").match
_NUMBER_WITHIN = 8  # characters after a mark
_number = regex.compile(r"\s*\d").match


class _Marks(BaseModel):
    """Words of a language whose dot does not end a sentence; before a number, those of `before_numbers`, too."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    abbreviations: tuple[str, ...]
    before_numbers: tuple[str, ...]


@cache
def _abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    marks = [known for each in languages() if (known := each.read(_Marks, Part.SENTENCES))]
    always = frozenset(word for mark in marks for word in mark.abbreviations)
    return always, frozenset(word for mark in marks for word in mark.before_numbers)


def sentences_of(text: str) -> list[str]:
    """Divide a text into its sentences, without the space between them.

    >>> sentences_of("We have 2.5 people. Mr. Ruiz signs... if at all.")
    ['We have 2.5 people.', 'Mr. Ruiz signs... if at all.']
    """
    return [text[start:end] for start, end in sentence_spans((text,))]


@lru_cache(maxsize=2048)
def sentence_spans(pieces: Sequence[str]) -> tuple[Span, ...]:
    """Return the sentences of a text that is given as pieces, as places in the pieces joined by single spaces.

    A piece that ends without a mark, or with a comma or dots, continues in the next piece where that one begins with a
    small letter or the mark is open.
    """
    text = " ".join(pieces)
    cuts = sorted({*_within(text), *_between(pieces)})
    edges = [0, *cuts, len(text)]
    spans = []
    for start, end in pairwise(edges):
        stretch = text[start:end]
        if stretch.strip():
            begin = start + len(stretch) - len(stretch.lstrip())
            spans.append((begin, start + len(stretch.rstrip())))
    return tuple(spans)


def _within(text: str) -> Iterator[int]:
    """Yield the places after the marks that end a sentence."""
    if greeting := _greeting(text):
        yield greeting.end()
    for mark in _end.finditer(text):
        if mark[0].isspace() or not _goes_on(text, mark.end(), mark[0]):
            yield mark.end()


def _goes_on(text: str, end: int, mark: str) -> bool:
    """Tell whether a sentence continues after a mark that ends there: after dots, an abbreviation, or initials."""
    if "!" in mark or "?" in mark or "。" in mark:
        return False
    if ".." in mark or "…" in mark:
        return True
    word = _last_word(text, 0, end)
    if word is None:
        return False
    always, before_numbers = _abbreviations()
    plain = fold(word[0]).strip("\"'“”‘’()[].")
    if plain in before_numbers and _number(text, end, end + _NUMBER_WITHIN):
        return True
    return plain in always or (_initials(word[0]) is not None and plain != "i")


def _between(pieces: Sequence[str]) -> Iterator[int]:
    """Yield the places between pieces at which a sentence ends, although it may have no mark."""
    place = 0
    for piece, following in pairwise(pieces):
        place += len(piece) + 1
        ended = piece.rstrip()
        if _trails_off(ended) or _finished(ended):
            continue  # open, or found by its mark
        if not _lower_case(following):
            yield place
