"""Retractions: whether a speaker takes back what they said, in the next sentences or in their next turn.

Three signs: a phrase that says so ("scratch that"); after a word that corrects ("no", "hang on"), another number; and
after such a word, the same words in the past or in the negative ("well, was on board").
"""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from gametape.analysis.evidence.quote_words import (
    contains,
    is_negative,
    phrase_set,
    phrases,
    with_numbers_masked,
    without_opening,
)
from gametape.queries.talk import SpeakerTurn
from gametape.text.amounts import Amount, amounts
from gametape.text.languages import languages
from gametape.text.phrases import spaced_words
from gametape.text.sentences import sentence_spans
from gametape.text.words import fold, words

_says_no = regex.compile(r"\W*\w+\s*(?:[,.;:!—–-]|$)").match
_NEXT_SENTENCES = 3  # in the same text
_NEXT_TURN_SENTENCES = 2
_NEXT_TURNS = 4  # turns of all speakers in which the speaker's next one is looked for
_STEM = 5  # letters by which two words are held to be forms of one
_AT_START = 4  # words with which a phrase that takes something back begins: later, it is about something else
_INTERJECTION = 2  # words of a sentence that belongs to the next one
_BRIEF = 4  # words of a sentence that only replaces a word
_SHORT = 12  # words of a sentence that corrects a number


def retraction_in_text(pieces: Sequence[str], start: int, end: int, *, is_written: bool = False) -> str | None:
    """Return the sentence that takes back what a text says from `start` to `end`; None without one.

    In a written text a word such as "Sorry." stands for itself: what follows may be the writer's name.
    """
    text = " ".join(pieces)
    following = [text[begin:stop] for begin, stop in sentence_spans(tuple(pieces)) if begin >= end]
    return _first(following[:_NEXT_SENTENCES], text[start:end], is_written=is_written)


def retraction_in_call(turns: Sequence[SpeakerTurn], place: int, start: int, end: int) -> str | None:
    """Return the sentence in which a speaker takes back words of a turn; None without one.

    Args:
        turns: turns of the call.
        place: place of the turn in `turns`.
        start: first character of the words in the turn's text.
        end: character after the words.
    """
    said = turns[place].turn
    quote = said.text[start:end]
    return retraction_in_text(said.sentences, start, end) or _first(list(_next_turn(turns, place)), quote, answers=True)


def takes_back(sentence: str, quote: str, *, directly: bool, answers: bool = False) -> bool:
    """Tell whether a sentence takes back what its speaker said in a quote before it.

    Args:
        sentence: a later sentence of the same speaker.
        quote: what was said.
        directly: the sentence is the speaker's next one.
        answers: someone else spoke in between, so that a mere `no` answers them.
    """
    plain = with_numbers_masked(sentence)
    if phrase_set("retractions").is_among_first(plain, _AT_START):
        return True
    corrects, corrects_number = _begins(plain, "correcting"), _begins(plain, "correcting_numbers")
    if not (corrects or corrects_number) or not _corrects(sentence):
        return False
    if corrects_number and _corrects_number(sentence, quote):
        return True
    if not corrects:
        return False
    is_brief = directly and _is_brief(plain, quote, answers=answers)
    return is_brief or contains(plain, "wrong_things") or _repeats_otherwise(sentence, quote)


def _corrects(sentence: str) -> bool:
    """Tell whether a sentence does not just begin with `no`: `No, it's two`, but not `No price for that`."""
    first = words(sentence)[:1]
    return not first or f" {first[0]} " not in phrases("negators") or _says_no(sentence) is not None


def _begins(plain: str, name: str) -> bool:
    return phrase_set(name).is_among_first(plain, 1)


def _is_brief(plain: str, quote: str, *, answers: bool) -> bool:
    """Tell whether a sentence of a few words corrects: `Nope.` after an affirmation, `Sorry, a day.`."""
    if plain in phrases("denials"):
        return not (answers or "?" in quote or is_negative(spaced_words(quote)))
    if len(plain.split()) > _BRIEF:
        return False
    return _begins(plain, "replacements") or _replaces(plain)


def _replaces(plain: str) -> bool:
    """Tell whether a sentence says `sorry` and another word: `Sorry, May.`, but not `Sorry, go ahead.`."""
    excused, *rest = plain.split()
    return f" {excused} " in phrases("apologies") and bool(rest) and f" {rest[0]} " not in phrases("excuses")


def _corrects_number(sentence: str, quote: str) -> bool:
    """Tell whether a short sentence has another number of the kind that the quote has."""
    said, corrected = amounts(quote), amounts(sentence)
    if not said or not corrected or len(words(sentence)) > _SHORT:
        return False
    return any(not _same(amount, other) and _same_unit(amount, other) for amount in corrected for other in said)


def _same(amount: Amount, other: Amount) -> bool:
    return bool(amount.values & other.values) or (amount.written is not None and amount.written == other.written)


def _same_unit(amount: Amount, other: Amount) -> bool:
    return amount.unit is None or other.unit is None or amount.unit == other.unit


def _repeats_otherwise(sentence: str, quote: str) -> bool:
    """Tell whether a sentence says the quote's words of the past, or in the negative: `Well, was on board.`."""
    if len(words(sentence)) > _SHORT:
        return False
    rest = without_opening(sentence)
    is_other = contains(rest, "past") or is_negative(rest)
    return is_other and bool(_stems(sentence) & _stems(quote))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words(text) if len(word) > 3 and word not in _light_words()}


@cache
def _light_words() -> frozenset[str]:
    return frozenset(fold(word) for each in languages() for word in (*each.common, *each.hollow))


def _next_turn(turns: Sequence[SpeakerTurn], place: int) -> Iterator[str]:
    voice = turns[place].voice.number
    following = (said for said in turns[place + 1 : place + 1 + _NEXT_TURNS] if said.voice.number == voice)
    if said := next(following, None):
        text = said.turn.text
        yield from (text[start:stop] for start, stop in sentence_spans(said.turn.sentences)[:_NEXT_TURN_SENTENCES])


def _first(sentences: Sequence[str], quote: str, *, answers: bool = False, is_written: bool = False) -> str | None:
    directly = True
    for place, sentence in enumerate(sentences):
        tried = [sentence] if answers or is_written else [sentence, *_with_the_next(sentences[place:])]
        if any(takes_back(text, quote, directly=directly, answers=answers) for text in tried):
            return sentence
        directly = directly and len(words(sentence)) <= _INTERJECTION
    return None


def _with_the_next(sentences: Sequence[str]) -> Iterator[str]:
    """Yield an interjection with what follows it: `Hold on. Fifty.` becomes `Hold on, Fifty.`."""
    first, *rest = sentences
    if rest and len(words(first)) <= _INTERJECTION:
        yield f"{first.rstrip(' .!…')}, {rest[0]}"
