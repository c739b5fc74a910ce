"""Places on the site that a digest links to, as paths."""

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from gametape.analysis.digest.models import Recipient
from gametape.analysis.evidence.claims import Evidence, MailEvidence


def deal_path(opportunity_id: UUID) -> str:
    """Return the path of a deal."""
    return f"/opportunities/{opportunity_id}"


def quote_path(opportunity_id: UUID, quote: Evidence | MailEvidence) -> str:
    """Return the path of a quote in the story of its deal (web/lib/anchor.ts reads the fragment)."""
    place = f"call-{quote.call_id}&turn={quote.turn}" if isinstance(quote, Evidence) else f"email-{quote.email_id}"
    return f"{deal_path(opportunity_id)}#{place}"


def changes_path(recipient: Recipient, since: date) -> str:
    """Return the path of a team's changes since a day; for a rep that of their deals, the last changed first."""
    if recipient.role == "rep":
        return list_path(recipient)
    return f"/team?{urlencode({'team': recipient.email, 'since': since.isoformat()})}"


def list_path(recipient: Recipient, **filters: str) -> str:
    """Return the path of the list of the recipient's deals, or of the team's; `filters` are those of the list."""
    scope = {"team" if recipient.role == "manager" else "owner": recipient.email}
    return f"/opportunities?{urlencode(scope | filters)}"
