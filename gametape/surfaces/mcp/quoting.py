"""Evidence as assistants read it: word for word, with whose words they are and where they stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.evidence import AnyEvidence, Evidence
from gametape.queries.conversations import Side
from gametape.surfaces.mcp.answer import CustomerText, OurText, Part, moment, words


class Quoted(Part):
    """Words that were checked against the transcript or mail. get_transcript with call and turn shows the context."""

    call_id: UUID | None = None
    turn: int | None = None
    at: str | None = Field(None, description="Place in the call, m:ss.")
    email_id: UUID | None = None
    sent_at: datetime | None = None
    speaker: str | None
    side: Side
    customer_text: CustomerText = None
    our_text: OurText = None


def quoted(evidence: AnyEvidence) -> Quoted:
    """One piece of evidence."""
    told = words(evidence.side, evidence.quote)
    if isinstance(evidence, Evidence):
        place = {"call_id": evidence.call_id, "turn": evidence.turn, "at": moment(evidence.at_ms)}
        return Quoted(**place, speaker=evidence.speaker, side=evidence.side, **told)
    mail = {"email_id": evidence.email_id, "sent_at": evidence.sent_at}
    return Quoted(**mail, speaker=evidence.speaker, side=evidence.side, **told)


def quotes(evidence: Sequence[AnyEvidence], most: int) -> list[Quoted]:
    """The first pieces of evidence."""
    return [quoted(one) for one in evidence[:most]]
