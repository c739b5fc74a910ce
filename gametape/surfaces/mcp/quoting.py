"""Evidence for assistants: quotes word for word, with speaker, side, and place in the call or email."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.evidence.claims import AnyEvidence, Evidence
from gametape.queries.calls_and_emails import Side
from gametape.surfaces.mcp.answer import AnswerPart, CustomerText, OurText, moment, words


class CheckedQuote(AnswerPart):
    """Words that were checked against the transcript or mail. get_transcript with call and turn shows the context."""

    call_id: UUID | None = None
    turn: int | None = None
    at: str | None = Field(None, description="Time in the call, m:ss.")
    email_id: UUID | None = None
    sent_at: datetime | None = None
    speaker: str | None
    side: Side
    customer_text: CustomerText = None
    our_text: OurText = None


def quoted(evidence: AnyEvidence) -> CheckedQuote:
    """Return a piece of evidence as a quote for an answer."""
    text = words(evidence.side, evidence.quote)
    if isinstance(evidence, Evidence):
        place = {"call_id": evidence.call_id, "turn": evidence.turn, "at": moment(evidence.at_ms)}
        return CheckedQuote(**place, speaker=evidence.speaker, side=evidence.side, **text)
    mail = {"email_id": evidence.email_id, "sent_at": evidence.sent_at}
    return CheckedQuote(**mail, speaker=evidence.speaker, side=evidence.side, **text)


def quotes(evidence: Sequence[AnyEvidence], most: int) -> list[CheckedQuote]:
    """Return the first `most` pieces of evidence as quotes for an answer."""
    return [quoted(piece) for piece in evidence[:most]]
