"""Cut a text at a character as readers see it, never inside a character of several code points."""

import regex


def first_characters(text: str, limit: int) -> str:
    """Return the first `limit` code points or fewer, so that no grapheme cluster is cut (Unicode annex 29).

    A single cluster that is longer than `limit` is cut.
    """
    if len(text) <= limit:
        return text
    # The next code point decides whether a cluster ends at `limit`.
    ends = (match.end() for match in regex.finditer(r"\X", text[: limit + 1]))
    return text[: max((end for end in ends if end <= limit), default=0) or limit]
