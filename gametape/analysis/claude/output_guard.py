"""Check of the language model's sentences before a person sees them: plain and short.

Whether its quotes bear it out, analysis/evidence/borne_out.py and entailment.py tell.
"""

import re
from collections.abc import Iterable, Sequence

from gametape.analysis.evidence.borne_out import unsupported
from gametape.analysis.evidence.claims import AnyEvidence, NotSaid, Why
from gametape.analysis.evidence.hostile import tricks_in
from gametape.text.inert import visible

_ADDRESS = re.compile(
    r"\w+://|\bwww\.|\b[\w.+-]+@[\w-]+\.\w|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|co|de|eu|app|dev|ly|me|info|biz|example)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}`|\\*#_~]|&\w+;|^\s*[-+]\s")


def unfit_reason(words: str, longest: int) -> str | None:
    """Return the reason why a sentence may not be shown, as a correction for the model; None if it may be shown.

    Args:
        words: sentence of the model.
        longest: most characters.
    """
    if not words.strip() or len(words) > longest:
        return f"it must have 1 to {longest} characters."
    if visible(words) != words or "\n" in words or "\t" in words:
        return "it has characters that cannot be seen, or line breaks."
    if _ADDRESS.search(words) or _MARKUP.search(words):
        return "it has markup, an address or a link: write a plain sentence."
    if tricks_in(words):
        return "it repeats what was meant to mislead."
    return None


def refusal(text: str, longest: int, evidence: Sequence[AnyEvidence], titles: Iterable[str] = ()) -> NotSaid | None:
    """Return why a sentence about quotes may not be shown: how it is written, or what it says; None if it may be shown.

    Args:
        text: sentence of the model.
        longest: most characters.
        evidence: the quotes on which it rests.
        titles: titles of people, which the sentence may name.
    """
    if why := unfit_reason(text, longest):
        return NotSaid(Why.NOT_PLAIN, why)
    speakers = (quote.speaker for quote in evidence if quote.speaker)
    if why := unsupported(text, [quote.quote for quote in evidence], [*speakers, *titles]):
        return NotSaid(Why.NOT_BORNE_OUT, why)
    return None
