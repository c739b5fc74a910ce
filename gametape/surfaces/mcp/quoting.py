"""Evidence as assistants read it: word for word, with whose words they are and where they stand."""

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
    """One piece of evidence."""
    told = words(evidence.side, evidence.quote)
    if isinstance(evidence, Evidence):
        place = {"call_id": evidence.call_id, "turn": evidence.turn, "at": moment(evidence.at_ms)}
        return CheckedQuote(**place, speaker=evidence.speaker, side=evidence.side, **told)
    mail = {"email_id": evidence.email_id, "sent_at": evidence.sent_at}
    return CheckedQuote(**mail, speaker=evidence.speaker, side=evidence.side, **told)


def quotes(evidence: Sequence[AnyEvidence], most: int) -> list[CheckedQuote]:
    """The first pieces of evidence."""
    return [quoted(one) for one in evidence[:most]]
