"""Recognize automatic emails and participants that are no persons, by headers, address, name and subject.

The word lists are in `automatic.toml`. In doubt a rule says "person": counting an automatic email does less harm than
losing a customer's email.
"""

from collections.abc import Iterable
from email.parser import HeaderParser
from fnmatch import translate
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import regex
from pydantic import BaseModel, ConfigDict

from gametape.files import read_toml

Kind = Literal["person", "machine", "room"]

SHIPPED = Path(__file__).with_name("automatic.toml")

_MOST_HEADERS = 32 * 1024  # characters; later headers are signatures and traces
_brackets = regex.compile(r"^(\s*\[[^\]]{0,40}\])+")  # tags that an email gateway adds: [EXTERNAL]
_blanks = regex.compile(r"\s+")
_unspaced = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Names(_Strict):
    addresses: tuple[str, ...]
    names: tuple[str, ...]
    first_words: tuple[str, ...] = ()


class _Header(_Strict):
    name: str
    values: tuple[str, ...]
    unless: tuple[str, ...] = ()
    ours_too: bool = False


class _Subjects(_Strict):
    notices: tuple[str, ...]
    answers: tuple[str, ...]
    invitations: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class _Lists(_Strict):
    machines: _Names
    rooms: _Names
    headers: tuple[_Header, ...]
    subjects: dict[str, _Subjects]


class _Participants(NamedTuple):
    """Patterns for one kind of participant."""

    address: regex.Pattern[str]
    name: regex.Pattern[str]

    def match(self, name: str | None, address: str | None) -> bool:
        return bool((address and self.address.match(address)) or (name and self.name.search(name)))


class _Rules(NamedTuple):
    machines: _Participants
    rooms: _Participants
    headers: tuple[tuple[_Header, regex.Pattern[str]], ...]
    subject: regex.Pattern[str]


@cache
def _rules() -> _Rules:
    lists = read_toml(_Lists, SHIPPED, hint="It comes with gametape; install gametape again.")
    return _Rules(
        machines=_participants(lists.machines),
        rooms=_participants(lists.rooms),
        headers=tuple((header, _globs(header.values)) for header in lists.headers),
        subject=_subject(list(lists.subjects.values())),
    )


def _participants(lists: _Names) -> _Participants:
    unspaced = [regex.escape(name) for name in lists.names if _unspaced.search(name)]
    words = [r"[\W_]+".join(map(regex.escape, name.split())) for name in lists.names if not _unspaced.search(name)]
    names = [rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", *unspaced]
    names += [rf"^\s*{regex.escape(word)}\s+\S" for word in lists.first_words]
    return _Participants(_globs(lists.addresses), regex.compile("|".join(names), regex.IGNORECASE))


def _globs(patterns: Iterable[str]) -> regex.Pattern[str]:
    return regex.compile("|".join(map(translate, patterns)), regex.IGNORECASE)


def _subject(languages: Iterable[_Subjects]) -> regex.Pattern[str]:
    notices, answers, invitations, ends = (
        "|".join(sorted({regex.escape(word) for words in languages for word in getattr(words, name)}))
        for name in ("notices", "answers", "invitations", "ends")
    )
    return regex.compile(
        rf"^(?:{notices})(?:[.!]?$|\s*[:–—(\[]|\s+-|\s*(?:re|aw|fwd?|sv|vs|antw|odp|res?)\s*:)"
        rf"|^(?:{answers})\s*:"
        rf"|^(?:{invitations})\s*:.*\d"
        rf"|(?:{ends})\s*(?:\(.*)?[.!]?$"
    )


@lru_cache(maxsize=65536)
def kind_of(name: str | None, address: str | None) -> Kind:
    """Tell whether a participant or sender is a person, a program ("machine") or a meeting room.

    Example: `kind_of("Fireflies.ai Notetaker", None)` is "machine".
    """
    rules = _rules()
    if rules.rooms.match(name, address):
        return "room"
    return "machine" if rules.machines.match(name, address) else "person"


def has_automatic_subject(subject: str | None) -> bool:
    """Tell whether the subject is that of an out-of-office reply, a delivery notice or a calendar notice.

    Example: True for "Automatische Antwort: Angebot"; False for "Re: Automatische Antwort: Angebot", a person's answer.
    """
    if not subject:
        return False
    plain = _brackets.sub("", subject.casefold().replace("：", ":").replace("’", "'"))
    return bool(_rules().subject.search(_blanks.sub(" ", plain).strip()))


def has_automatic_header(headers: str | None, *, is_ours: bool) -> bool:
    """Tell whether the email has a header that only programs set.

    Args:
        headers: all headers of the email as text.
        is_ours: our own person sent the email. Sales programs mark such emails as mailing lists, too, so fewer headers
            count.
    """
    if not headers:
        return False
    message = HeaderParser().parsestr(headers[:_MOST_HEADERS].lstrip())
    return any(
        values.match(" ".join(value.lower().split()))
        for header, values in _rules().headers
        if (header.ours_too or not is_ours) and not any(name in message for name in header.unless)
        for value in map(str, message.get_all(header.name, ()))
    )
