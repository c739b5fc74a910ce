"""An e-mail, as `emails_*.sql` hands it over."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import PlainValidator, ValidationInfo

from gametape.records.addresses import Addresses, read_addresses
from gametape.records.fields import Details, Flag, Key, Label, Moment, Text, warn
from gametape.records.graphemes import first_characters
from gametape.records.identity import derived_id, salesforce_id
from gametape.records.logged_email import read_logged_email
from gametape.records.mailtext import Readable, readable
from gametape.records.record import Record, Row
from gametape.text.inert import one_line
from gametape.text.spelling import composed

SNIPPET_CHARACTERS = 500
MOST_WARNINGS = 5
_LOGGED_AS_TASK = "salesforce_task"


def _addresses(value: Any, info: ValidationInfo) -> Addresses:
    addresses = read_addresses(value)
    for malformed in addresses.malformed[:MOST_WARNINGS]:
        warn(info, f"{malformed[:80]!r} is no address; kept as it is")
    return addresses


class Email(Record):
    """One mail. `fields` are the source's other columns; of the body, only the first characters stay."""

    version: ClassVar[int] = 3

    id: Key
    opportunity_id: Text = None
    subject: Label = None
    sender: Annotated[Addresses, PlainValidator(_addresses)] = Addresses()
    recipients: Annotated[Addresses, PlainValidator(_addresses)] = Addresses()
    sent_at: Moment = None
    text_body: Text = None
    html_body: Text = None
    incoming: Flag = None
    thread_id: Text = None
    provider: Text = None
    owner_address: Text = None  # of the task that an email was logged as
    contact_address: Text = None
    fields: Details = None

    def missing(self) -> str | None:
        """A deleted mail may come as nothing but its id."""
        told = self.subject or self.sender.all or self.sent_at or self.text_body or self.html_body
        return "subject" if self.is_deleted and not told else None

    def row(self) -> Row:
        """Column values; `direction` is as the source tells it, so often `unknown`."""
        return self._as_written()._row()

    def _as_written(self) -> Self:
        """The email itself, where it was logged as a task whose description has its header on top."""
        logged = read_logged_email(self.text_body or "") if self.provider == _LOGGED_AS_TASK else None
        if logged is None:
            return self
        # Salesforce writes such headers for emails that the owner of the task sends, and leaves the contact out.
        sender = read_addresses(logged.sender).all or self.sender.all or read_addresses(self.owner_address).all
        known = self.recipients.all or read_addresses(self.contact_address).all
        receivers = dict.fromkeys((*known, *read_addresses(logged.receivers).all))
        values = {
            "sender": Addresses(sender[:1]),
            "recipients": Addresses([address for address in receivers if address not in sender]),
            "subject": self.subject or (one_line(logged.subject) if logged.subject else None),
            "text_body": logged.text,
        }
        return self.model_copy(update=values)

    def _row(self) -> Row:
        body = readable(self.text_body, self.html_body)
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
            "thread_id": self.thread_id,
            "body_snippet": snippet or None,
            "metadata": self._metadata(body, cut=len(snippet) < len(text)),
        }

    def _metadata(self, body: Readable, *, cut: bool) -> dict[str, Any]:
        kept = {
            "provider": self.provider,
            "opportunity_id": salesforce_id(self.opportunity_id) if self.opportunity_id else None,
            "body_cut": cut,  # there is more in the source than the snippet
            "quotes_left_out": body.quoted,
            "author_uncertain": body.uncertain,  # the text is evidence for neither side
            "warnings": [
                f"{name}: {malformed[:80]!r} is no address"
                for name, addresses in (("sender", self.sender), ("recipients", self.recipients))
                for malformed in addresses.malformed
            ][:MOST_WARNINGS],
            "fields": {name: value for name, value in (self.fields or {}).items() if value is not None and value != ""},
        }
        return {name: value for name, value in kept.items() if value}
