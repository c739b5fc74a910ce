"""Which quotes bear out a criterion, by rules of our own, whoever chose the quotes.

A reader that obeys an order in the text may claim any level on any words of the person. So a level counts only as far
as the person's quoted words stand where the rules found what the criterion looks for: an open question for open
questions, a turn that answers an objection for objections. docs/decisions/0130-quotes-that-bear-out-a-criterion.md
"""

from collections.abc import Iterable
from math import ceil

import regex

from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.evidence.matching import find
from gametape.analysis.scoring.call_view import Measurement
from gametape.analysis.scoring.rubrics import Criterion
from gametape.text.words import UNSPACED

BEST = 4  # the highest level
_WITH_ONE_TURN = 2
_FEWEST_WORDS = 4  # of a quote; without spaces between words, so many letters
_word = regex.compile(rf"{UNSPACED}|[\w'’-]+").findall


def bearing_out(quotes: Iterable[Evidence], reading: Measurement) -> tuple[Evidence, ...]:
    """The quotes that are long enough, and stand where the reading found the person doing what it measures."""
    return tuple(quote for quote in quotes if _bears_out(quote, reading))


def highest_level(criterion: Criterion, reading: Measurement, quotes: Iterable[Evidence]) -> int:
    """The highest level, 0 to `BEST`, that quotes which bear out a criterion allow.

    One turn allows half. And no level is more than one above what the rules give for the number that they measured.
    """
    turns = {quote.turn for quote in quotes}
    by_quotes = BEST if len(turns) > 1 else _WITH_ONE_TURN if turns else 0
    return min(by_quotes, ceil(BEST * criterion.share(reading.value)))


def _bears_out(quote: Evidence, reading: Measurement) -> bool:
    if len(_word(quote.quote)) < _FEWEST_WORDS:
        return False
    there = (text for turn, text in reading.bearing if turn == quote.turn)
    return any(find(quote.quote, text) or find(text, quote.quote) for text in there)
