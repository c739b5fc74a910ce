"""Words that a quote may not lose, and words by which people take back what they said, by language."""

import re
from functools import cache, lru_cache

from pydantic import BaseModel, ConfigDict

from gametape.text.amounts import amounts
from gametape.text.languages import Part, languages
from gametape.text.phrases import PhraseSet, spaced_words
from gametape.text.words import words

_denied = re.compile(r" \w+n't ").search


class QuoteWords(BaseModel):
    """Words of a language from its `quotes.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    negations: tuple[str, ...]
    joins_before: tuple[str, ...]
    joins_after: tuple[str, ...]
    reaching: tuple[str, ...]
    subjects: tuple[str, ...]
    conditions: tuple[str, ...]
    conditions_of_plans: tuple[str, ...]
    plans: tuple[str, ...]
    hearsay: tuple[str, ...]
    own_words: tuple[str, ...]
    asking: tuple[str, ...]
    negations_of_verbs: tuple[str, ...]
    contrasts: tuple[str, ...]
    openings: tuple[str, ...]
    clefts: tuple[str, ...]
    cleft_ends: tuple[str, ...]
    own_statements: tuple[str, ...]
    retractions: tuple[str, ...]
    correcting: tuple[str, ...]
    correcting_numbers: tuple[str, ...]
    wrong_things: tuple[str, ...]
    past: tuple[str, ...]
    denials: tuple[str, ...]
    replacements: tuple[str, ...]
    apologies: tuple[str, ...]
    excuses: tuple[str, ...]
    negators: tuple[str, ...]
    hard_conditions: tuple[str, ...]
    claimed_questions: tuple[str, ...]
    claimed_hearsay: tuple[str, ...]
    claim_words: tuple[str, ...]


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Return a list of `QuoteWords` over all languages, each phrase between spaces."""
    files = [known for each in languages() if (known := each.read(QuoteWords, Part.QUOTES))]
    return tuple(f" {' '.join(phrase.split())} " for file in files for phrase in getattr(file, name))


@cache
def phrase_set(name: str) -> PhraseSet:
    """Return a list of `QuoteWords` over all languages, to be looked for in texts."""
    return PhraseSet(phrases(name))


def contains(spaced: str, name: str) -> bool:
    """Tell whether one of the phrases of a list is in words between spaces."""
    return phrase_set(name).is_in(spaced)


@lru_cache(maxsize=4096)  # the sentences after a quote are looked at for each quote near by
def with_numbers_masked(sentence: str) -> str:
    """Write the words of a sentence between spaces, `#` for each amount: ` sorry # `."""
    parts, place = [], 0
    for amount in amounts(sentence):
        if amount.start >= place:
            parts += [spaced_words(sentence[place : amount.start]).strip(), "#"]
            place = amount.end
    return f" {' '.join(filter(None, (*parts, spaced_words(sentence[place:]).strip())))} "


def is_negative(spaced: str) -> bool:
    """Tell whether words between spaces negate."""
    return contains(spaced, "negations") or _denied(spaced) is not None


def without_opening(text: str) -> str:
    """Leave out a `no` with which an answer begins: `No, we have the budget`."""
    first, comma, rest = text.partition(",")
    while comma and len(words(first)) == 1:
        text = rest
        first, comma, rest = text.partition(",")
    return spaced_words(text)
