"""Models of commitments: the promise with its quote, and its state on a day."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.evidence.claims import Claim
from gametape.queries.calls_and_emails import Side
from gametape.text.due_days import working_days_later

WORKING_DAYS = 10
"""Working days after which a promise without a day counts as due."""


class CommitmentState(StrEnum):
    """State of a commitment. `not_seen_done`: due, and the calls and emails since would show it if it was done.

    `unclear`: due, and they need not show it.
    """

    NOT_SEEN_DONE = "not_seen_done"
    UNCLEAR = "unclear"
    OPEN = "open"
    DONE_LATE = "done_late"
    DONE = "done"


class Commitment(Claim):
    """Promise by either side. The first quote is the promise; a second quote is the text that shows it done."""

    side: Side = Field(description="Side that promised.")
    owner: str = Field(description="Person who promised, or who was named to do it.")
    owner_email: str | None
    to: str | None = Field(description="Person to whom it was promised, if named.")
    what: str = Field(description="The promise, shortened to its clause.")
    said_on: date = Field(description="Day of the call or email.")
    due: date | None = Field(description="Day named in the promise; null if none is named, or if it is unclear.")
    done_on: date | None = Field(description="Day of the call or email that shows it done.")
    would_be_seen: bool = Field(description="Later calls and emails would show it if it was done.")
    is_late: bool = Field(
        description="It was delivered after the day named; false where the day of delivery is unclear."
    )

    def state(self, today: date, last_contact: date | None) -> CommitmentState:
        """Return the state on a day, given the day of the last contact with the customer."""
        if self.done_on is not None:
            return CommitmentState.DONE_LATE if self.is_late else CommitmentState.DONE
        deadline = self.due or working_days_later(self.said_on, WORKING_DAYS)
        had_contact = last_contact is not None and last_contact > (self.due or self.said_on)
        if deadline >= today or not had_contact:
            return CommitmentState.OPEN
        return CommitmentState.NOT_SEEN_DONE if self.would_be_seen else CommitmentState.UNCLEAR


class DealCommitments(BaseModel):
    """Commitments on a deal as stored, from the oldest; `last_contact` is the day of the last call or email."""

    model_config = ConfigDict(frozen=True)

    commitments: tuple[Commitment, ...] = ()
    last_contact: date | None = None
