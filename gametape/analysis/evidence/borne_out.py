"""Check by rules whether quotes bear out a sentence about them; what passes may still be wrong, what fails is.

A sentence may have no number, name, negation or certainty that its quotes do not have, and must be about the same
thing.
docs/decisions/0151-sentences-that-quotes-bear-out.md
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import regex

from gametape.analysis.evidence.quote_words import contains, phrases
from gametape.text.amounts import missing
from gametape.text.languages import language
from gametape.text.phrases import spaced_words
from gametape.text.sentences import sentences_of
from gametape.text.words import fold, words

_name = regex.compile(r"(?<=\p{L}[\p{L}'’]*[ ,]+)\p{Lu}[\p{L}\p{N}&-]+").findall
_clauses = regex.compile(r"[,;:—–]\s+|\s(?=(?:and|but|so|because|und|aber)\s)").split
_denied = regex.compile(r" \w+n't ").search
_possessive = regex.compile(r"['’]s?$").sub
_SHORTEST = 3  # letters of a word that carries meaning
_ENGLISH = 0.2  # share of small words in English text
_SAME_THING = 1 / 2  # share of a sentence's words that its quotes must have
_STEM = 4  # letters by which two words are held to be forms of one


class _Best(NamedTuple):
    """Part of the quotes that is most like a sentence: the clause, and the sentence around it."""

    clause: str
    sentence: str


def unsupported(claim: str, quotes: Sequence[str], known: Iterable[str] = ()) -> str | None:
    """Return the reason why quotes do not bear out a sentence, as a correction for the model; None if they may.

    Args:
        claim: a sentence of a language model.
        quotes: the whole sentences that it rests on.
        known: names and titles of the speakers, which a sentence may use.
    """
    known = tuple(known)
    if number := missing(claim, list(quotes)):
        return f"{number!r} is not in its quotes."
    said = " ".join(quotes)
    if name := _strange_name(claim, [said, *known]):
        return f"{name!r} is not in its quotes."
    if all(sentence.rstrip(" \"'”’").endswith("?") for quote in quotes for sentence in sentences_of(quote)):
        return None if contains(spaced_words(claim), "claimed_questions") else "its quotes only ask."
    if not _is_english(said):
        return None  # only Claude can tell across languages
    if not _is_about(claim, said, {stem for text in known for stem in _stems(text)}):
        return "its quotes are about something else: use their words."
    return _otherwise(claim, _most_like(claim, quotes))


def _strange_name(claim: str, texts: Iterable[str]) -> str | None:
    """Return a capitalized word within a sentence that none of the texts has."""
    said = {_possessive("", word) for text in texts for word in words(text)}
    return next((name for name in _name(claim) if not {_possessive("", word) for word in words(name)} <= said), None)


def _is_english(text: str) -> bool:
    english, said = language("en"), words(text)
    return english is not None and sum(word in english.small_words for word in said) >= _ENGLISH * len(said)


def _stems(text: str) -> list[str]:
    english = language("en")
    light = (english.small_words | {fold(word) for word in english.hollow}) if english else frozenset()
    plain = (word for word in words(text) if len(word) >= _SHORTEST and word not in light)
    return [word[:_STEM] for word in plain if f" {word} " not in phrases("claim_words")]


def _is_about(claim: str, said: str, people: set[str]) -> bool:
    wanted = dict.fromkeys(stem for stem in _stems(claim) if stem not in people)
    known = set(_stems(said))
    return not wanted or sum(stem in known for stem in wanted) >= max(1, _SAME_THING * len(wanted))


def _most_like(claim: str, quotes: Sequence[str]) -> _Best:
    wanted = set(_stems(claim))
    parts = [
        _Best(clause, sentence)
        for quote in quotes
        for sentence in sentences_of(quote)
        for clause in _clauses(sentence)
        if clause and clause.strip()
    ]
    return max(parts, key=lambda part: len(wanted & set(_stems(part.clause))))


def _otherwise(claim: str, best: _Best) -> str | None:
    """Return how the clause that is most like a sentence says otherwise."""
    claimed, clause, sentence = spaced_words(claim), spaced_words(best.clause), spaced_words(best.sentence)
    if _denies(claimed) != _denies(clause) and _denies(claimed) != _denies(sentence):
        return "its quotes say the opposite."
    if contains(sentence, "hard_conditions") and not _any(claimed, "hard_conditions", "conditions"):
        return "its quotes say so only on a condition."
    if contains(clause, "conditions") and not _any(claimed, "conditions", "hard_conditions"):
        return "its quotes are not certain."
    for own in phrases("own_words"):
        sentence = sentence.replace(own, " ")
    if contains(sentence, "hearsay") and not _any(claimed, "hearsay", "claimed_hearsay"):
        return "its quotes tell what someone else says."
    return None


def _any(spaced: str, *names: str) -> bool:
    return any(contains(spaced, name) for name in names)


def _denies(spaced: str) -> bool:
    return contains(spaced, "negators") or _denied(spaced) is not None
