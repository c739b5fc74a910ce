"""Prompt injection: recognise text meant for a machine, and flag it for people.

Flags change no measurement; they show a reader which passages to check. The protection does not depend on recognition:
all customer text is sent as data (analysis/claude/data.py), and every quote in an answer is checked against the
transcript. docs/decisions/0106-customers-words-are-data.md
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import regex
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.calls_and_emails import Email
from gametape.queries.talk import CallTalk
from gametape.text.inert import hidden_characters, visible
from gametape.text.lookalikes import has_other_alphabet, latin_spelling


class Trick(StrEnum):
    """Kind of prompt injection that a text may attempt."""

    INSTRUCTION = "instruction"
    SCORE = "score"
    ROLE = "role"
    DELIMITER = "delimiter"
    INVISIBLE = "invisible"
    MARKUP = "markup"
    LINK = "link"
    LOOKALIKE = "lookalike"
    TOO_LONG = "too_long"


class Flag(BaseModel):
    """Turn or email that looks like prompt injection."""

    model_config = ConfigDict(frozen=True)

    type: Literal["call", "email"]
    id: UUID
    turn: int | None = Field(None, ge=0, description="Turn number, for a call.")
    at: datetime | None
    tricks: tuple[Trick, ...] = Field(min_length=1)
    excerpt: str = Field(description="Start of the passage, without invisible characters.")


_PATTERNS = Path(__file__).with_name("hostile.toml")
_LONGEST_TURN = 20_000  # characters: some 25 minutes of one person without a break
_EXCERPT = 120
_MOST_FLAGS = 50

_LATIN_WORD = regex.compile(r"\p{Latin}").search
_WORD = regex.compile(r"\w+").findall
_SYMBOLS_AS_LETTERS = regex.compile(
    r"[\U0001D400-\U0001D7FF\uFF21-\uFF3A\uFF41-\uFF5A\u24B6-\u24E9\U0001F130-\U0001F189]{3,}"
).search

_ORDINARY = "\u200c\u200d\u200e\u200f\u00ad\ufeff"  # joiners, marks of direction, soft hyphen, byte order


def tricks_in(text: str) -> tuple[Trick, ...]:
    """List the kinds of prompt injection that a text may attempt; empty for most texts."""
    return tuple(dict.fromkeys(_tricks(text)))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    known = tomllib.loads(_PATTERNS.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(found), re.IGNORECASE | re.MULTILINE) for name, found in known.items()}


def _tricks(text: str) -> Iterator[Trick]:
    if len(text) > _LONGEST_TURN:
        yield Trick.TOO_LONG
    text = text[:_LONGEST_TURN]
    seen = visible(text)
    if not text.isascii():
        if _hides_something(text):
            yield Trick.INVISIBLE
        if _looks_like_another(seen):
            yield Trick.LOOKALIKE
        seen = latin_spelling(unicodedata.normalize("NFKC", seen))
    patterns = _patterns()
    if patterns["maybe"].search(seen):
        yield from (trick for trick in Trick if trick in patterns and patterns[trick].search(seen))


def _hides_something(text: str) -> bool:
    """Return True for hidden characters beyond the few joiners and direction marks that some languages need."""
    hidden = hidden_characters(text)
    return any(character not in _ORDINARY for character in hidden) or len(hidden) > max(len(text) // 5, 3)


def _looks_like_another(text: str) -> bool:
    """Return True for a word of two alphabets, or for symbols used as letters."""
    mixed = (word for word in _WORD(text) if has_other_alphabet(word) and _LATIN_WORD(word))
    return next(mixed, None) is not None or _SYMBOLS_AS_LETTERS(text) is not None


def flags_of_talk(talk: CallTalk) -> Iterator[Flag]:
    """Yield a flag for each turn of a call that looks like prompt injection."""
    for said in talk.turns:
        if tricks := tricks_in(said.turn.text):
            yield Flag(
                type="call",
                id=talk.call_id,
                turn=said.number,
                at=talk.started_at,
                tricks=tricks,
                excerpt=_excerpt(said.turn.text),
            )


def flags_of_email(mail: Email) -> Iterator[Flag]:
    """Yield a flag if the email's subject or text looks like prompt injection."""
    text = f"{mail.subject or ''}\n{mail.snippet or ''}"
    if tricks := tricks_in(text):
        yield Flag(type="email", id=mail.id, at=mail.sent_at, tricks=tricks, excerpt=_excerpt(text.strip()))


def flags(talks: Iterable[CallTalk], emails: Iterable[Email]) -> tuple[Flag, ...]:
    """Return the flags of a deal's calls and emails, at most `_MOST_FLAGS`."""
    found_flags = [flag for talk in talks for flag in flags_of_talk(talk)]
    found_flags += [flag for mail in emails for flag in flags_of_email(mail)]
    return tuple(found_flags[:_MOST_FLAGS])


def _excerpt(text: str) -> str:
    seen = " ".join(visible(text[: _EXCERPT * 20]).split())
    return seen if len(seen) <= _EXCERPT else seen[: _EXCERPT - 1] + "…"
