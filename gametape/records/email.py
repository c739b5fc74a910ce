"""Email, from the documents of `emails_*.sql`."""

import re
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Self

from msgspec.structs import replace

from gametape.records.addresses import Addresses, read_addresses
from gametape.records.automatic import has_automatic_header, has_automatic_subject, kind_of
from gametape.records.fields import Details, Flag, Key, Label, Moment, Text
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.json_model import Cell, ReadsCell
from gametape.records.logged_email import read_logged_email
from gametape.records.mailtext import Readable, readable_text
from gametape.records.record import Record, Row
from gametape.text.graphemes import first_characters
from gametape.text.inert import one_line
from gametape.text.spelling import composed

SNIPPET_CHARACTERS = 500
MOST_WARNINGS = 5
_LOGGED_AS_TASK = "emails_tasks"

_KEY_CHARACTERS = 200
_letters = re.compile(r"[^\W_]+").findall
# Prefixes that email-logging programs put before a subject: "[Outreach] [Email] [Out] ", "Email: >> ", "→ ".
_subject_tags = re.compile(r"^(\s*(\[[^\]]{0,40}\]|e-?mail\s*:|<<|>>|→|←))+", re.IGNORECASE)


def _addresses(value: Any, cell: Cell) -> Addresses:
    addresses = read_addresses(value)
    for malformed in addresses.malformed[:MOST_WARNINGS]:
        cell.warn(f"{malformed[:80]!r} is not an email address; kept as is")
    return addresses


def _message_id(text: str) -> str:
    """Return a Message-ID without angle brackets; empty for an id without "@", which the source made up itself."""
    return text.strip().strip("<>").strip() if "@" in text else ""


def _text_key(text: str) -> int | None:
    """Return 64 bits that identify the first letters and digits of a text; None if the text has none."""
    letters = "".join(_letters(text.casefold()))[:_KEY_CHARACTERS]
    if not letters:
        return None
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)


class EmailRecord(Record, frozen=True, kw_only=True):
    """Email with a snippet of its body. `fields` holds the remaining columns of the source.

    `message_id` is the Message-ID header, `task_id` the Salesforce task that logged the email. Two rows with the same
    value of either are the same email.
    """

    version: ClassVar[int] = 4

    id: Key
    opportunity_id: Text = None
    subject: Label = None
    sender: Annotated[Addresses, ReadsCell(_addresses)] = Addresses()
    sender_name: Text = None
    recipients: Annotated[Addresses, ReadsCell(_addresses)] = Addresses()
    sent_at: Moment = None
    text_body: Text = None
    html_body: Text = None
    incoming: Flag = None
    thread_id: Text = None
    message_id: Text = None
    task_id: Text = None
    headers: Text = None
    source: Text = None
    owner_address: Text = None  # owner of the Salesforce task that logged the email
    contact_address: Text = None
    fields: Details = None

    def missing(self) -> str | None:
        """Return "subject" for a deleted email that has only its id left; otherwise None."""
        has_values = self.subject or self.sender.all or self.sent_at or self.text_body or self.html_body
        return "subject" if self.is_deleted and not has_values else None

    def row(self) -> Row:
        """Return the column values. `direction` is the source's own value, so it is often `unknown`."""
        return self._as_written()._row()

    def _as_written(self) -> Self:
        """Return the original email if this one was logged as a task with a header in its description."""
        logged = read_logged_email(self.text_body or "") if self.source == _LOGGED_AS_TASK else None
        if logged is None:
            return self
        # Salesforce writes such headers for emails that the owner of the task sends, and omits the contact.
        sender = read_addresses(logged.sender).all or self.sender.all or read_addresses(self.owner_address).all
        listed = self.recipients.all or read_addresses(self.contact_address).all
        receivers = dict.fromkeys((*listed, *read_addresses(logged.receivers).all))
        values = {
            "sender": Addresses(sender[:1]),
            "recipients": Addresses([address for address in receivers if address not in sender]),
            "subject": self.subject or (one_line(logged.subject) if logged.subject else None),
            "text_body": logged.text,
        }
        return replace(self, **values)

    def _row(self) -> Row:
        body = readable_text(self.text_body, self.html_body)
        text = composed(body.text)
        snippet = first_characters(text, SNIPPET_CHARACTERS).rstrip()
        deal = salesforce_id(self.opportunity_id) if self.opportunity_id else None
        return {
            "id": derived_id("email", self.id),
            "gong_email_id": self.id,
            "opportunity_id": derived_id("opportunity", deal) if deal else None,
            "subject": self.subject,
            "sender_email": next(iter(self.sender.all), None),
            "recipients": self.recipients.all,
            "sent_at": self.sent_at,
            "direction": "unknown" if self.incoming is None else "theirs" if self.incoming else "ours",
            "direction_told": self.incoming is not None,
            "thread_id": self.thread_id,
            "body_snippet": snippet or None,
            "source": self.source,
            "is_automatic": self._is_automatic(),
            "is_internal": False,  # set later by the sync, which knows our own people
            **self._keys(body.text),
            "metadata": self._metadata(body, cut=len(snippet) < len(text)),
        }

    def _is_automatic(self) -> bool:
        sender = next(iter(self.sender.all), None)
        return (
            kind_of(self.sender_name, sender) != "person"
            or has_automatic_header(self.headers, is_ours=self.incoming is False)
            or has_automatic_subject(self.subject)
        )

    def _keys(self, text: str) -> Row:
        """Return the keys by which two rows are recognized as the same email (sync/email_marks.py)."""
        message_id = _message_id(self.message_id or "")
        task_id = salesforce_id(self.task_id or "")
        return {
            "message_key": derived_id("message", message_id) if message_id else None,
            "task_key": derived_id("task", task_id) if task_id else None,
            "subject_key": _text_key(_subject_tags.sub("", self.subject or "")),
            "body_key": _text_key(text),
        }

    def _metadata(self, body: Readable, *, cut: bool) -> dict[str, Any]:
        metadata = {
            "opportunity_id": salesforce_id(self.opportunity_id) if self.opportunity_id else None,
            "body_cut": cut,  # the source has more text than the snippet
            "quotes_left_out": body.quoted,
            "author_uncertain": body.uncertain,  # the text is no evidence for either side
            "warnings": [
                f"{name}: {malformed[:80]!r} is not an email address"
                for name, addresses in (("sender", self.sender), ("recipients", self.recipients))
                for malformed in addresses.malformed
            ][:MOST_WARNINGS],
            "fields": {name: value for name, value in (self.fields or {}).items() if value is not None and value != ""},
        }
        return {name: value for name, value in metadata.items() if value}
