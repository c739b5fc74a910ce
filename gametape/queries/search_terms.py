"""Parse a word search: patterns to find the words in a text, and a filter for calls that may contain them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from gametape.errors import BadRequest
from gametape.store.tables import transcripts
from gametape.store.wordfilter import LETTERS, PROBES, entries, hashes, is_unspaced, stem, words
from gametape.text.spelling import folded, span_before_folding

_filter = transcripts.c.word_filter


@dataclass(frozen=True, slots=True)
class Wanted:
    """Alternative of a search: patterns that a turn must all match, and the filter entries of their words."""

    patterns: tuple[re.Pattern[str], ...]
    entries: frozenset[str]


def parse_search(q: str) -> list[Wanted]:
    """Parse a search into its alternatives (separated by OR).

    Raises:
        BadRequest: the search has no word.
    """
    alternatives = [_wanted(part) for part in re.split(r"\s+OR\s+", q.strip())]
    with_words = [wanted for wanted in alternatives if wanted.patterns]
    if not with_words:
        raise BadRequest("There are no words to search for.", hint='Type words, or an "exact phrase" in quotes.')
    return with_words


def _wanted(part: str) -> Wanted:
    """Parse an alternative. Joined words (sign-on) must be adjacent, as words in quotes must."""
    groups = [words(folded(quoted or bare)) for quoted, bare in re.findall(r'"([^"]*)"?|([^\s"]+)', part)]
    patterns = tuple(_in_a_row(group) for group in groups if group)
    return Wanted(patterns, frozenset(entry for group in groups for word in group for entry in entries(word)))


def _in_a_row(group: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"[\W_]+".join(map(_form, group)))


def _form(word: str) -> str:
    """Return the pattern of a folded word in a folded text; each match has the word's filter entries."""
    if is_unspaced(word):
        return re.escape(word)
    root = stem(word)
    ending = r"[^\W_]*" if len(root) >= LETTERS else "s?"
    return rf"(?<![^\W_]){re.escape(root)}{ending}(?![^\W_])"


def filter_may_match(alternatives: Sequence[Wanted]) -> sa.ColumnElement[bool]:
    """Return the condition for transcripts whose filter has all words of an alternative, or that have no filter."""
    conditions = [sa.and_(sa.true(), *map(_has, sorted(wanted.entries))) for wanted in alternatives]
    return sa.or_(_filter.is_(None), *conditions)


def _has(entry: str) -> sa.ColumnElement[bool]:
    first, step = hashes(entry)
    bits = sa.func.length(_filter) * 8
    places = (sa.cast(first + probe * step, sa.BigInteger) % bits for probe in range(PROBES))
    return sa.and_(*(sa.func.get_bit(_filter, place) == 1 for place in places))


def first_match(spoken: str, alternatives: Sequence[Wanted]) -> tuple[int, int] | None:
    """Return start and end of the first word of the first alternative whose words all occur; None if none does."""
    text = folded(spoken)
    for wanted in alternatives:
        matches = [pattern.search(text) for pattern in wanted.patterns]
        if all(matches):
            return span_before_folding(spoken, *min(match.span() for match in matches if match))
    return None
