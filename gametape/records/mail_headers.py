"""Header lines inside a text ("From: Ana", "Betreff: Angebot"), alone or as the header of an earlier email."""

import re
from enum import Enum, auto
from typing import NamedTuple

from gametape.records.mail_marks import Label, marks

_HEADER_LINES = 60  # longest header, with long lists of receivers
_UNKNOWN_FIELDS = 3  # lines "label: value" that may be a header in an unlisted language

# A label can be bold (`*From:*`), indented, or separated from its colon by a blank, as in French.
_label_and_value = re.compile(r"[^\w>]{0,4}(\w[^:：*_|]{0,40}?)[\s*_|]{0,3}[:：][*_]{0,2}(.*)").match
_time = re.compile(r"(?<!\d)\d{1,2}[:.h時时]\s?\d{2}(?!\d)").search


class Certainty(Enum):
    """Certainty that lines are the header of an earlier email."""

    NO = auto()
    POSSIBLE = auto()
    CERTAIN = auto()


class Header(NamedTuple):
    """Result for a line. No other header begins before the line `end`."""

    certainty: Certainty
    end: int


class Field(NamedTuple):
    """A line "label: value". `label` is None if no listed language has this label."""

    label: Label | None
    value: str


class _HeaderFields(NamedTuple):
    labels: frozenset[Label]
    unknown: int
    has_address: bool
    has_time: bool
    end: int


def parse_field(line: str) -> Field | None:
    """Parse a line as a header field; None if it has another form."""
    match = _label_and_value(line)
    if match is None or match[2].startswith("//"):
        return None
    return Field(marks().labels.get(match[1].casefold().strip()), match[2].strip())


def header_at(lines: list[str], place: int) -> Header:
    """Tell how certainly the header of an earlier email begins at a line.

    Labels alone prove little ("From: Leeds
    To: York
    Date: 12 May"): a subject, an address or a time of day must also be present.
    """
    first = parse_field(lines[place])
    if first is None:
        return Header(Certainty.NO, place + 1)
    header = _read(lines, place)
    if first.label in (None, Label.BODY):
        looks_like = header.unknown + len(header.labels) >= _UNKNOWN_FIELDS and header.has_address and header.has_time
        return Header(Certainty.POSSIBLE if looks_like else Certainty.NO, place + 1 if header.labels else header.end)
    return Header(_judged(header), header.end)


def _judged(header: _HeaderFields) -> Certainty:
    labels = header.labels - {Label.ATTACHMENT, Label.BODY}
    origin = labels & {Label.FROM, Label.SENT}
    proofs = header.has_address or header.has_time or Label.SUBJECT in labels
    if (len(labels) > 2 and Label.FROM in labels and proofs) or (origin and len(labels) > 1 and header.has_address):
        return Certainty.CERTAIN
    if len(labels) > 1 or (Label.FROM in labels and header.has_address):
        return Certainty.POSSIBLE
    return Certainty.NO


def _read(lines: list[str], place: int) -> _HeaderFields:
    """Read all fields of the header that begins at a line."""
    labels: set[Label] = set()
    unknown = 0
    address = time = False
    end = min(place + _HEADER_LINES, len(lines))
    while place < end:
        each = parse_field(lines[place])
        if each is None and not _goes_on(lines, place):
            break
        if each is not None:
            unknown += each.label is None
            labels |= {each.label} if each.label else set()
        address = address or "@" in lines[place]
        time = time or _time(lines[place]) is not None
        place += 1
    return _HeaderFields(frozenset(labels), unknown, address, time, place)


def _goes_on(lines: list[str], place: int) -> bool:
    """Return True for an unlabeled line inside a header: a continued list of receivers, or a line before a field."""
    line, before = lines[place], lines[place - 1]
    if "@" in line or line.endswith(";") or before.endswith((";", ",", "<", ":", "：")):
        return bool(line)
    following = parse_field(lines[place + 1]) if place + 1 < len(lines) else None
    return following is not None and following.label is not None and following.label is not Label.BODY


def without_hidden_receivers(text: str) -> str:
    """Remove lines like "Bcc: bo@x.com", because these receivers were meant to stay hidden."""
    lines_kept: list[str] = []
    hidden = False
    for line in text.split("\n"):
        each = parse_field(line)
        # A list of receivers can continue on the next line.
        hidden = hidden and each is None and "@" in line if each is None or each.label is not Label.HIDDEN else True
        if not hidden:
            lines_kept.append(line)
    return "\n".join(lines_kept).strip()
