"""Signals as lists and deals return them; analysis/signals/rules.py judges them."""

from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class SignalName(StrEnum):
    """Signals on an open deal."""

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
    """Severity of a signal, worst first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Fact(_Shape):
    """Item of the deal's timeline that supports a statement."""

    type: Literal["call", "email", "change"]
    id: UUID
    at: datetime | None = None


class TurnFact(Fact):
    """Turn of a call that supports a statement."""

    type: Literal["call", "email", "change"] = "call"
    turn: int = Field(ge=0, description="Turn number in the call.")


class SignalNote(_Shape):
    """Signal in a few words."""

    name: SignalName
    severity: Severity
    sentence: str = Field(description="Short sentence: `Quiet for 19 days`.")


class Signal(SignalNote):
    """Signal with its rule and its evidence."""

    formula: str = Field(description="Rule in words, naming its numbers.")
    numbers: dict[str, float] = Field(description="Values of the rule's numbers on this deal.")
    threshold: dict[str, float] = Field(description="Thresholds in this deal's stage.")
    facts: tuple[TurnFact | Fact, ...] = Field(description="A few supporting facts, newest first.")
