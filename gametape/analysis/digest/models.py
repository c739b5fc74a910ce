"""Models of the weekly digest."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

LINES = 5
"""Lines of a digest at most."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Recipient(_Frozen):
    """Person who gets a digest: a rep on their own deals, a manager on those of the team."""

    person_id: UUID
    email: str = Field(description="Address in lower case.")
    name: str | None
    role: Literal["rep", "manager"]

    @property
    def called(self) -> str:
        """Name, or the address of a person without a name."""
        return self.name or self.email


class DigestLine(_Frozen):
    """Sentence, and the place on the site that shows it."""

    text: str
    path: str = Field(description="Path with query and fragment, from the root of the site.")


class Digest(_Frozen):
    """Digest of a recipient for a week."""

    recipient: Recipient
    week: date = Field(description="Monday of the week.")
    since: date = Field(description="First day of the changes.")
    lines: list[DigestLine] = Field(max_length=LINES)
