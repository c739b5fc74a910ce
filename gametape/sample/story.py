"""Planned story of a deal, before its calls and emails are written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gametape.sample.people import Employee, SampleAccount, SamplePerson

STAGES = ("1. Qualification", "2. Solution Exploration", "3. Business Case", "4. Evaluation", "5. Negotiation")
WON, LOST = "6. Closed Won", "6. Closed Lost"
PROBABILITY = {
    STAGES[0]: 10, STAGES[1]: 25, STAGES[2]: 40, STAGES[3]: 60, STAGES[4]: 80, WON: 100, LOST: 0,
}  # fmt: skip
DECIDERS = ("finance", "ops")
"""Personas that can decide: CFO, finance director, COO, regional director."""


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """Change of a deal's field by the person `by`; `old` is None at the opening of the deal."""

    at: datetime
    name: str
    old: Any
    new: Any
    by: Employee


@dataclass(frozen=True, slots=True)
class Raised:
    """Objection to be raised in a call; `handled` is True if our side answers it in the same call."""

    kind: str
    handled: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Agreed next step at the end of a call: each side's task, and the time of the next meeting."""

    ours: str
    theirs: str
    at: datetime


@dataclass(slots=True)
class PlannedCall:
    """Call to be held. `targets` are the values of the deal's behaviors that this call should show."""

    number: int
    id: str
    kind: str
    title: str
    at: datetime
    minutes: int
    ours: tuple[Employee, ...]
    theirs: tuple[SamplePerson, ...]
    aim: str = ""
    internal: bool = False
    private: bool = False
    money: bool = False
    money_first: bool = False
    step: Step | None = None
    previous: Step | None = None
    previous_at: datetime | None = None
    raised: tuple[Raised, ...] = ()
    outcome: str | None = None
    targets: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class PlannedDeal:
    """Opportunity from its opening to its end or to today.

    `latent` and `values` hold the behaviors as drawn; `flags` the situations that were planted on an open deal.
    """

    number: int
    id: str
    name: str
    account: SampleAccount
    owner: Employee
    engineer: Employee
    manager: Employee
    product: dict[str, Any]
    seats: int
    price: int
    amount: Decimal
    competitor: str
    opened: datetime
    last: date
    status: str
    stage: str
    entered: datetime
    close: date
    latent: dict[str, float]
    values: dict[str, float]
    flags: tuple[str, ...]
    reason: str | None = None
    health: int | None = None
    deleted: bool = False
    people: tuple[SamplePerson, ...] = ()
    changes: list[PlannedChange] = field(default_factory=list)
    calls: list[PlannedCall] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """True if the deal was won or lost."""
        return self.status != "open"

    @property
    def stage_index(self) -> int:
        """Index of the stage: 0 for the first stage, 5 for a closed deal."""
        return STAGES.index(self.stage) if self.stage in STAGES else len(STAGES)
