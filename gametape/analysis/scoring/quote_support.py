"""Check by rules whether quotes support a criterion, whichever scorer chose the quotes.

A language model that obeys a prompt injection may claim any level with any quote of the person. So a quote supports a
criterion only where the rules found the behaviour that the criterion measures: an open question for open questions, a
turn that answers an objection for objections. docs/decisions/0130-quotes-that-bear-out-a-criterion.md
"""

from collections.abc import Iterable
from math import ceil

import regex

from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.evidence.matching import find
from gametape.analysis.scoring.call_view import Measurement
from gametape.analysis.scoring.rubrics import Criterion
from gametape.text.words import UNSPACED

BEST = 4  # highest level of a criterion
_BEST_WITH_ONE_TURN = 2  # highest level when all supporting quotes are from the same turn
_FEWEST_WORDS = 4  # words of a quote; letters in a language without spaces between words
_word = regex.compile(rf"{UNSPACED}|[\w'’-]+").findall


def supporting_quotes(quotes: Iterable[Evidence], reading: Measurement) -> tuple[Evidence, ...]:
    """Return the quotes that are long enough and lie in a sentence in which the person did the measured behaviour."""
    return tuple(quote for quote in quotes if _supports(quote, reading))


def highest_level(criterion: Criterion, reading: Measurement, quotes: Iterable[Evidence]) -> int:
    """Return the highest level, 0 to `BEST`, that the supporting quotes of a criterion allow.

    Quotes of a single turn allow half of `BEST`. The level is at most the next whole level above the curve's share.
    """
    turns = {quote.turn for quote in quotes}
    by_quotes = BEST if len(turns) > 1 else _BEST_WITH_ONE_TURN if turns else 0
    return min(by_quotes, ceil(BEST * criterion.share(reading.value)))


def _supports(quote: Evidence, reading: Measurement) -> bool:
    if len(_word(quote.quote)) < _FEWEST_WORDS:
        return False
    there = (text for turn, text in reading.sentences if turn == quote.turn)
    return any(find(quote.quote, text) or find(text, quote.quote) for text in there)
