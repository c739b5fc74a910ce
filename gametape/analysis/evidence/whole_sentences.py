"""Whole sentences: the place of a quote in a text, widened to the sentences that it stands in."""

from collections.abc import Sequence
from typing import NamedTuple

from gametape.analysis.evidence.cuts import harm_of_cut
from gametape.analysis.evidence.matching import find_all
from gametape.text.sentences import sentence_spans


class WholeQuote(NamedTuple):
    """Whole sentences of a text that contain a quote. `harm`: how the quote changes their meaning, None if not."""

    start: int
    end: int
    text: str
    harm: str | None


def whole_quote(quote: str, pieces: Sequence[str]) -> WholeQuote | None:
    """Return the sentences around a quote; of several places, the first where its cut does no harm, else the first.

    Args:
        quote: the claimed words.
        pieces: the text, as its source divides it; joined by single spaces.
    """
    text, spans = " ".join(pieces), sentence_spans(tuple(pieces))
    first: WholeQuote | None = None
    for match in find_all(quote, text):
        kept = match.start, match.start + len(match.text)
        around = [span for span in spans if span[0] < kept[1] and span[1] > kept[0]]
        start, end = min(kept[0], around[0][0]), max(kept[1], around[-1][1])
        whole = WholeQuote(start, end, text[start:end], harm_of_cut(text, (start, end), kept))
        if whole.harm is None:
            return whole
        first = first or whole
    return first
