"""Cuts: the reason why a part of a sentence may not stand for the whole.

`I don't think we will sign` is not quoted as `we will sign`, nor `is it approved?` as `it is approved`, nor `1.5
million` as `1.5`. A cut that leaves the meaning alone is allowed; the quote is widened to whole sentences all the same.
docs/decisions/0150-quotes-are-whole-sentences.md
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import regex

from gametape.analysis.evidence.quote_words import (
    contains,
    is_negative,
    phrases,
    with_numbers_masked,
    without_opening,
)
from gametape.analysis.evidence.retractions import takes_back
from gametape.text.amounts import amounts
from gametape.text.languages import languages
from gametape.text.phrases import spaced_words
from gametape.text.sentences import Span
from gametape.text.words import words

_question = regex.compile(r"[?？]").search
_breaks_off = regex.compile(r"[,;:—–-]\s*$").search


class _Cut(NamedTuple):
    """Words that a quote leaves out of its first and last sentence, and words that it keeps."""

    before: str
    kept: str
    after: str

    @property
    def rest(self) -> str:
        """Words that are left out."""
        left_out = spaced_words(self.before), spaced_words(self.after)
        return " / ".join(left_out)


def harm_of_cut(text: str, whole: Span, kept: Span) -> str | None:
    """Return how a cut changes the meaning of a text, in a few words; None if it does not.

    Args:
        text: text of the turn or email.
        whole: place of the sentences in which the quote stands.
        kept: place of the quote.
    """
    if whole == kept:
        return None
    cut = _Cut(text[whole[0] : kept[0]], text[kept[0] : kept[1]], text[kept[1] : whole[1]])
    if _question(cut.after):
        return "they are part of a question"
    if _cuts_number(text[whole[0] : whole[1]], kept[0] - whole[0], kept[1] - whole[0]):
        return "a number is cut"
    if not words(cut.before) and not words(cut.after):
        return None
    return next((harm for harm, is_done in _HARMS.items() if is_done(cut)), None)


def _without(spaced: str, known: Iterable[str]) -> str:
    for phrase in known:
        spaced = spaced.replace(phrase, " ")
    return spaced


def _is_taken_back(cut: _Cut) -> bool:
    return takes_back(cut.after, cut.kept, directly=True)


def _is_condition(cut: _Cut) -> bool:
    is_plan = contains(spaced_words(cut.before + cut.kept + cut.after), "plans")
    return contains(cut.rest, "conditions") or (is_plan and contains(cut.rest, "conditions_of_plans"))


def _is_hearsay(cut: _Cut) -> bool:
    return contains(_without(cut.rest, phrases("own_words")), "hearsay")


def _is_asked(cut: _Cut) -> bool:
    return contains(spaced_words(cut.before), "asking")


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Tell whether an edge of the quote is within an amount, its sign, unit, bound or range."""
    return any(each.start < edge < each.end for each in amounts(text) for edge in (start, end))


def _negates(cut: _Cut) -> bool:
    before, after = spaced_words(cut.before), spaced_words(cut.after)
    return (is_negative(without_opening(cut.before)) and not _is_apart_before(cut, before)) or (
        is_negative(after) and not _is_apart_after(after)
    )


def _is_apart_before(cut: _Cut, before: str) -> bool:
    """Tell whether the quote is a statement of its own after a negation: `it's not cheap, but we like it`."""
    return _joins_before(cut) and not contains(before, "reaching")


def _is_apart_after(after: str) -> bool:
    """Tell whether a negation after the quote is in a statement of its own: `..., and nobody knows why`."""
    following = after.split()
    denies = f" {''.join(following[1:2])} " in phrases("negations_of_verbs")
    return _joins_after(after) and not denies and not contains(after, "reaching")


def _joins_before(cut: _Cut) -> bool:
    """Tell whether a conjunction joins the quote to the statement before it: `..., and we ...`."""
    last = words(cut.before)[-1:]
    if not last or f" {last[0]} " not in phrases("joins_before"):
        return False
    return ("," in cut.before or f" {last[0]} " in phrases("contrasts")) and _has_subject(cut)


def _has_subject(cut: _Cut) -> bool:
    kept = words(cut.kept)
    return bool(kept) and f" {kept[0]} " in phrases("subjects")


def _joins_after(after: str) -> bool:
    return f" {''.join(after.split()[:1])} " in phrases("joins_after")


def _is_unclear(cut: _Cut) -> bool:
    """Tell whether more is left out than words that carry nothing, and statements of their own."""
    return not ((_is_opening(cut) or _joins_before(cut)) and _is_closing(cut.after))


def _is_opening(cut: _Cut) -> bool:
    """Tell whether only words that carry nothing are left out before the quote: `Okay, so the thing is, ...`."""
    before = words(cut.before)
    if not before or _is_cleft(cut.before, before):
        return True
    if any(f" {word} " not in _light_words() for word in before):
        return False
    return _breaks_off(cut.before) is not None or _has_subject(cut) or f" {before[-1]} " in phrases("joins_before")


def _is_cleft(text: str, before: list[str]) -> bool:
    """Tell whether the words before a quote only point to it: `The thing that costs us most is`."""
    begins = any(spaced_words(text).startswith(cleft) for cleft in phrases("clefts"))
    return begins and f" {before[-1]} " in phrases("cleft_ends")


def _is_closing(after: str) -> bool:
    """Tell whether only a statement of its own, or words that carry nothing, are left out after the quote."""
    spaced = with_numbers_masked(after)
    if not spaced.strip() or _joins_after(spaced):
        return True
    light = all(f" {word} " in _light_words() for word in spaced.split())
    own = any(spaced.startswith(known) for known in phrases("own_statements"))
    return after.lstrip().startswith(",") and (light or own)


@cache
def _light_words() -> frozenset[str]:
    known = (word for each in languages() for words_ in (each.common, each.hollow, each.fillers) for word in words_)
    return frozenset((*(f" {word} " for word in known), *phrases("openings")))


_HARMS: dict[str, Callable[[_Cut], bool]] = {
    "the rest of the sentence takes them back": _is_taken_back,
    "the rest of the sentence negates them": _negates,
    "the rest of the sentence is a condition, or says that they are not certain": _is_condition,
    "the rest of the sentence says that they are someone else's opinion": _is_hearsay,
    "the rest of the sentence asks about them": _is_asked,
    "the rest of the sentence may change what they mean": _is_unclear,
}
