"""Header lines of emails inside a text: "From: Ana", "Betreff: Angebot", alone or as the head of an earlier email."""

import re
from enum import Enum, auto
from typing import NamedTuple

from gametape.records.mail_marks import Label, marks

_HEADER_LINES = 60  # of one header, long lists of receivers included
_UNKNOWN_FIELDS = 3  # lines "label: value" that may be a header in a language that is not listed

# A label may be bold (`*From:*`), indented, or followed by a blank before its colon, as in French.
_label_and_value = re.compile(r"[^\w>]{0,4}(\w[^:：*_|]{0,40}?)[\s*_|]{0,3}[:：][*_]{0,2}(.*)").match
_time = re.compile(r"(?<!\d)\d{1,2}[:.h時时]\s?\d{2}(?!\d)").search


class Certainty(Enum):
    """Whether lines are the header of an earlier email."""

    NO = auto()
    POSSIBLE = auto()
    CERTAIN = auto()


class Header(NamedTuple):
    """What was found at a line; no other header begins before the line `end`."""

    certainty: Certainty
    end: int


class Field(NamedTuple):
    """A line "label: value"; `label` is None for words that are no header's in any language listed."""

    label: Label | None
    value: str


class _Found(NamedTuple):
    labels: frozenset[Label]
    unknown: int
    has_address: bool
    has_time: bool
    end: int


def field(line: str) -> Field | None:
    """The line as a header's, if it has that form."""
    match = _label_and_value(line)
    if match is None or match[2].startswith("//"):
        return None
    return Field(marks().labels.get(match[1].casefold().strip()), match[2].strip())


def header_at(lines: list[str], place: int) -> Header:
    """Whether an earlier email's header begins at a line.

    Labels alone prove little ("From: Leeds / To: York / Date: 12 May"): a subject, an address or a time of day must
    be among them.
    """
    first = field(lines[place])
    if first is None:
        return Header(Certainty.NO, place + 1)
    found = _read(lines, place)
    if first.label in (None, Label.BODY):
        looks_like = found.unknown + len(found.labels) >= _UNKNOWN_FIELDS and found.has_address and found.has_time
        return Header(Certainty.POSSIBLE if looks_like else Certainty.NO, place + 1 if found.labels else found.end)
    return Header(_judged(found), found.end)


def _judged(found: _Found) -> Certainty:
    labels = found.labels - {Label.ATTACHMENT, Label.BODY}
    origin = labels & {Label.FROM, Label.SENT}
    proofs = found.has_address or found.has_time or Label.SUBJECT in labels
    if (len(labels) > 2 and Label.FROM in labels and proofs) or (origin and len(labels) > 1 and found.has_address):
        return Certainty.CERTAIN
    if len(labels) > 1 or (Label.FROM in labels and found.has_address):
        return Certainty.POSSIBLE
    return Certainty.NO


def _read(lines: list[str], place: int) -> _Found:
    """All fields of the header that begins at a line."""
    labels: set[Label] = set()
    unknown = 0
    address = time = False
    end = min(place + _HEADER_LINES, len(lines))
    while place < end:
        each = field(lines[place])
        if each is None and not _goes_on(lines, place):
            break
        if each is not None:
            unknown += each.label is None
            labels |= {each.label} if each.label else set()
        address = address or "@" in lines[place]
        time = time or _time(lines[place]) is not None
        place += 1
    return _Found(frozenset(labels), unknown, address, time, place)


def _goes_on(lines: list[str], place: int) -> bool:
    """True for a line without label inside a header: a list of receivers that goes on, or one line before a field."""
    line, before = lines[place], lines[place - 1]
    if "@" in line or line.endswith(";") or before.endswith((";", ",", "<", ":", "：")):
        return bool(line)
    following = field(lines[place + 1]) if place + 1 < len(lines) else None
    return following is not None and following.label is not None and following.label is not Label.BODY


def without_hidden_receivers(text: str) -> str:
    """The text without lines like "Bcc: bo@x.com": those people are no one else's business."""
    kept: list[str] = []
    hidden = False
    for line in text.split("\n"):
        each = field(line)
        # A list of receivers may go on in the next line.
        hidden = hidden and each is None and "@" in line if each is None or each.label is not Label.HIDDEN else True
        if not hidden:
            kept.append(line)
    return "\n".join(kept).strip()
