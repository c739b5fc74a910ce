"""Emails that Salesforce logs as tasks: receivers, subject and text are in the task's description."""

from typing import NamedTuple

from gametape.records.mail_headers import parse_field
from gametape.records.mail_marks import Label

_HEADER_LINES = 40
_FEWEST_LABELS = 3
_RECEIVERS = (Label.TO, Label.COPY)


class LoggedEmail(NamedTuple):
    """Email from a task's description. Bcc receivers are left out."""

    sender: str | None
    receivers: str
    subject: str | None
    text: str


def read_logged_email(description: str) -> LoggedEmail | None:
    r"""Read the email in a task's description; None if the description does not begin with a header.

    `"Additional To: bo@x.com\nCC:\nBCC:\nSubject: Plan\nBody:\nHi"` -> to bo@x.com, subject "Plan", text "Hi".
    """
    values: dict[Label, list[str]] = {}
    last: Label | None = None
    lines = description.lstrip("\ufeff \t\r\n").splitlines()
    for place, line in enumerate(lines[:_HEADER_LINES]):
        header = parse_field(line.strip())
        if header is not None and header.label is Label.BODY:
            values.setdefault(Label.BODY, []).append(header.value)
            return _logged(values, [header.value, *lines[place + 1 :]])
        if header is not None and header.label is not None:
            last = header.label
            values.setdefault(last, []).append(header.value)
        elif last in (*_RECEIVERS, Label.HIDDEN) and "@" in line:
            values[last].append(line.strip())
        elif line.strip():
            return _logged(values, lines[place:]) if Label.SUBJECT in values else None
    return None


def _logged(values: dict[Label, list[str]], text: list[str]) -> LoggedEmail | None:
    if len(values) < _FEWEST_LABELS or Label.TO not in values:
        return None
    return LoggedEmail(
        sender=next(filter(None, values.get(Label.FROM, ())), None),
        receivers="; ".join(value for label in _RECEIVERS for value in values.get(label, ()) if "@" in value),
        subject=next(filter(None, values.get(Label.SUBJECT, ())), None),
        text="\n".join(text).strip(),
    )
