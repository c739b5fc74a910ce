"""Digest as an email with text and HTML, as a message for Slack, and as plain text.

Names and quotes come from other people: they are made inert, and only links to the site are links.
"""

import hashlib
import html
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from gametape.analysis.digest.models import Digest
from gametape.errors import BadSettings, NotDelivered
from gametape.messages import slack
from gametape.text.days import written_day
from gametape.text.inert import inert

_POLICY = SMTP.clone(cte_type="7bit")
_BODY = "font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1c1b19;max-width:40em"
_SMALL = "color:#6b6862;font-size:13px"


def title_of(digest: Digest) -> str:
    """Return the digest's title, without words of other people."""
    whose = "Your team" if digest.recipient.role == "manager" else "Your deals"
    return f"{whose}: week of {written_day(digest.week)}"


def digest_text(digest: Digest, site: str) -> str:
    """Return the digest as plain text: a line and its link each."""
    lines = [f"{inert(line.text)}\n  {site}{line.path}" for line in digest.lines]
    return "\n\n".join([title_of(digest), *lines]) + "\n"


def digest_for_slack(digest: Digest, site: str) -> str:
    """Return the digest in Slack's markup, with the recipient's name: a channel has many readers."""
    head = f"*{slack.escaped(inert(digest.recipient.called))}* · {title_of(digest)}"
    lines = [
        f"• {slack.escaped(inert(line.text))} <{slack.escaped(f'{site}{line.path}')}|Open>" for line in digest.lines
    ]
    return "\n".join([head, *lines])


def digest_email(digest: Digest, site: str, sender: str) -> EmailMessage:
    """Return the digest as an email with text and HTML.

    The message's id is the same for the same week and person, so mail programs can tell a repeated message.

    Raises:
        BadSettings: the sender is not an email address.
        NotDelivered: the recipient's address in the CRM is not an email address.
    """
    message = EmailMessage(policy=_POLICY)
    try:
        message["From"] = Address(display_name="gametape", addr_spec=sender)
    except (ValueError, IndexError):
        raise BadSettings(
            "GAMETAPE_DIGEST_FROM is not an email address.", hint="Write it as deals@example.com."
        ) from None
    try:
        message["To"] = Address(addr_spec=digest.recipient.email)
    except (ValueError, IndexError):
        raise NotDelivered("The recipient's address is not an email address.") from None
    message["Subject"] = title_of(digest)
    key = hashlib.sha256(f"{digest.week}|{digest.recipient.person_id}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{key}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{digest_text(digest, site)}\n--\n{_STOPPING}\n")
    message.add_alternative(_html(digest, site), subtype="html")
    return message


_STOPPING = (
    "To stop these emails, ask the person who runs gametape to add your address to GAMETAPE_DIGEST_UNSUBSCRIBED."
)


def _html(digest: Digest, site: str) -> str:
    items = "".join(
        f'<li style="margin:0 0 10px">{html.escape(inert(line.text))} '
        f'<a href="{html.escape(f"{site}{line.path}")}">Open</a></li>'
        for line in digest.lines
    )
    title = html.escape(title_of(digest))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body style="{_BODY}"><h1 style="font-size:18px">{title}</h1><ul style="padding-left:20px">{items}</ul>'
        f'<p style="{_SMALL}">{_STOPPING}</p></body></html>\n'
    )
