"""Check of the language model's sentences before a person sees them: plain, short, and without new numbers."""

import re
from collections.abc import Iterable

from gametape.analysis.evidence.hostile import tricks_in
from gametape.text.inert import visible

_ADDRESS = re.compile(
    r"\w+://|\bwww\.|\b[\w.+-]+@[\w-]+\.\w|\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|co|de|eu|app|dev|ly|me|info|biz|example)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}`|\\*#_~]|&\w+;|^\s*[-+]\s")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def unfit_reason(words: str, longest: int, said: Iterable[str] = ()) -> str | None:
    """Return the reason why a sentence may not be shown, as a correction for the model; None if it may be shown.

    Args:
        words: sentence of the model.
        longest: most characters.
        said: the quotes and facts behind the sentence; its numbers must be among theirs.
    """
    if not words.strip() or len(words) > longest:
        return f"it must have 1 to {longest} characters."
    if visible(words) != words or "\n" in words or "\t" in words:
        return "it has characters that cannot be seen, or line breaks."
    if _ADDRESS.search(words) or _MARKUP.search(words):
        return "it has markup, an address or a link: write a plain sentence."
    if tricks_in(words):
        return "it repeats what was meant to mislead."
    known = {number for text in said for number in _NUMBER.findall(text)}
    if invented := [number for number in _NUMBER.findall(words) if number not in known]:
        return f"the number {invented[0]} is not in the words it rests on."
    return None
