"""Words and marks of email programs, from `mail_marks.toml`, compiled for matching."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from gametape.files import read_toml

_FILE = Path(__file__).with_name("mail_marks.toml")
_FIRST_WITHOUT_BLANKS = "\u2e80"  # scripts from this code point on write words without blanks between them

Search = Callable[[str], re.Match[str] | None]


class Label(StrEnum):
    """Meaning of a line in an email's header."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    COPY = "copy"
    HIDDEN = "hidden"
    SUBJECT = "subject"
    ATTACHMENT = "attachment"
    BODY = "body"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Language(_Part):
    wrote: tuple[str, ...]
    opens: tuple[str, ...]
    original: tuple[str, ...]
    forwarded: tuple[str, ...]
    device: tuple[str, ...]
    labels: dict[Label, tuple[str, ...]]


class HtmlMarks(_Part):
    """Marks of quotes in HTML, by email program; all in lower case."""

    classes: frozenset[str]
    ids: frozenset[str]
    names: frozenset[str]
    ids_from: frozenset[str]
    blockquote_classes: frozenset[str]
    blockquote_types: frozenset[str]


class _StyleSheet(_Part):
    properties: tuple[str, ...]


class _File(_Part):
    languages: dict[str, _Language]
    html: HtmlMarks
    style_sheet: _StyleSheet


class Marks(NamedTuple):
    """Marks of all languages together: an email and its quotes can be in different languages."""

    labels: dict[str, Label]  # "betreff" -> Label.SUBJECT
    wrote: Search
    ends_with_wrote: Search
    opens: Search  # at the beginning of a line
    original: Search
    forwarded: Search
    device: Search
    style_properties: tuple[str, ...]
    html: HtmlMarks


@cache
def marks() -> Marks:
    """Load the marks; read once."""
    file = read_toml(_File, _FILE, hint="Install gametape again: this file comes with it.")
    languages = file.languages.values()

    def every(field: str) -> str:
        return "|".join(
            map(_word, _longest_first(chain.from_iterable(getattr(language, field) for language in languages)))
        )

    def search(pattern: str) -> Search:
        return re.compile(pattern, re.IGNORECASE).search

    dashes = "[-_=*]{2,80}"
    return Marks(
        labels={
            word.casefold(): label
            for language in languages
            for label, words in language.labels.items()
            for word in words
        },
        wrote=search(every("wrote")),
        ends_with_wrote=search(rf"(?:{every('wrote')})\W{{0,8}}$"),
        opens=search(rf"^\W{{0,8}}(?:{every('opens')})"),
        original=search(rf"^{dashes} ?(?:{every('original')}) ?:? ?{dashes}$"),
        forwarded=search(rf"^(?:{dashes} ?)?(?:{every('forwarded')})(?: ?{dashes}| ?[:：]?$)"),
        device=search(rf"^\W{{0,3}}(?:{every('device')})"),
        style_properties=file.style_sheet.properties,
        html=file.html,
    )


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _word(word: str) -> str:
    """Return a pattern that matches the whole word; scripts without blanks have no word borders to check."""
    pattern = re.escape(word)
    if word[0] >= _FIRST_WITHOUT_BLANKS:
        return pattern
    return rf"(?<!\w){pattern}" + (r"(?!\w)" if word[-1].isalnum() else "")
