"""Cutting a text where a reader would: never inside a character that is made of several code points."""

import regex


def first_characters(text: str, limit: int) -> str:
    """The first `limit` code points or a few less, so that no grapheme cluster (Unicode annex 29) is cut in two.

    A single cluster that is longer than `limit` is cut all the same.
    """
    if len(text) <= limit:
        return text
    # Whether there is a boundary at `limit` depends on one code point behind it.
    ends = (match.end() for match in regex.finditer(r"\X", text[: limit + 1]))
    return text[: max((end for end in ends if end <= limit), default=0) or limit]
