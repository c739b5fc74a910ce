"""The shape in which lists and deals tell what stands out; what does is judged in analysis/signals/rules.py."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class SignalName(StrEnum):
    """What can stand out on an open deal."""

    GHOSTED = "ghosted"
    OPEN_OBJECTION = "open_objection"
    OVERDUE = "overdue"
    NO_ACTIVITY = "no_activity"
    PRICING_NEVER_RAISED = "pricing_never_raised"
    CLOSE_DATE_PUSHED = "close_date_pushed"
    STALLED = "stalled"
    NO_DECISION_MAKER = "no_decision_maker"
    SINGLE_THREADED = "single_threaded"


class Severity(StrEnum):
    """How much it matters, worst first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Fact(_Shape):
    """Something in the deal's timeline that a statement rests on."""

    type: Literal["call", "email", "change"]
    id: UUID
    at: datetime | None = None


class TurnFact(Fact):
    """A turn of a call."""

    type: Literal["call", "email", "change"] = "call"
    turn: int = Field(ge=0, description="Its number in the call.")


class SignalNote(_Shape):
    """What stands out, in a few words."""

    name: SignalName
    severity: Severity
    sentence: str = Field(description="Short and plain: `Quiet for 19 days`.")


class Signal(SignalNote):
    """What stands out, by which rule, and what it rests on."""

    formula: str = Field(description="The rule in words, with its numbers named.")
    numbers: dict[str, float] = Field(description="The numbers of the formula, as they are on this deal.")
    threshold: dict[str, float] = Field(description="From which values on it stands out, in this deal's stage.")
    facts: tuple[TurnFact | Fact, ...] = Field(description="Newest first; a few of them.")
