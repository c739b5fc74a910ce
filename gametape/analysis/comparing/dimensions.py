"""What is compared between deals: the dimensions, and how the calls of a deal become one value of each.

Only what happened before the outcome was known counts: whoever hears "we signed" asks less and sounds better.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import BadRequest

FILE = Path(__file__).with_name("dimensions.toml")

Unit = Literal[
    "per hour", "share", "share of calls", "people", "seconds", "per 100 words", "words per minute", "points"
]


class Focus(StrEnum):
    """What coaching may look at; every dimension belongs to one."""

    DISCOVERY = "discovery"
    OBJECTIONS = "objections"
    PRODUCT_KNOWLEDGE = "product_knowledge"
    ENGAGEMENT = "engagement"


_ALSO = {"rapport": Focus.ENGAGEMENT, "objection_handling": Focus.OBJECTIONS}


def focus_area(name: str) -> Focus:
    """A focus area by its name, or by a name that it also goes by (rapport, objection_handling).

    Raises:
        BadRequest: there is none of that name.
    """
    asked = name.strip().lower().replace(" ", "_").replace("-", "_")
    try:
        return _ALSO.get(asked) or Focus(asked)
    except ValueError:
        raise BadRequest(f"There is no focus area {name!r}.", hint=f"Choose from: {', '.join(Focus)}.") from None


class Dimension(BaseModel):
    """One thing that is compared; the file says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    unit: Unit
    focus: Focus
    source: str = Field(alias="from")
    main: bool = False
    grows: bool = False
    high: float
    definition: str
    more: str
    less: str
    try_more: str
    try_less: str

    @property
    def kind(self) -> str:
        """Where a call's value comes from: ours, theirs, tracker, score; or deal."""
        return self.source.partition(".")[0]

    @property
    def of(self) -> str:
        """The name there."""
        return self.source.partition(".")[2]

    def shown(self, value: float) -> str:
        """A value with its unit, for people: `14.2 per hour`, `58%`, `1 person`."""
        return shown(value, self.unit)


def shown(value: float, unit: Unit | Literal["per 1,000 words"]) -> str:
    """A value with its unit, for people: `14.2 per hour`, `58%`, `1 person`."""
    if unit in ("share", "share of calls"):
        return f"{100 * value:.0f}%"
    if unit == "people":
        number = f"{value:.1f}".removesuffix(".0")
        return "1 person" if number == "1" else f"{number} people"
    digits = 0 if abs(value) >= 30 or value == round(value) else 1 if abs(value) >= 3 else 2
    return f"{value:.{digits}f} {unit}"


@cache
def dimensions() -> tuple[Dimension, ...]:
    """All of them, read once."""
    return tuple(Dimension.model_validate(one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["dimension"])


def dimension(name: str) -> Dimension:
    """One by its name.

    Raises:
        BadRequest: there is none of that name.
    """
    for one in dimensions():
        if one.name == name:
            return one
    raise BadRequest(
        f"There is no dimension {name!r}.", hint=f"Choose from: {', '.join(one.name for one in dimensions())}."
    )


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What one call with the customer adds to its deal. `values` are of the dimensions that a call has by itself."""

    call_id: UUID
    at: datetime
    values: Mapping[str, float] = field(default_factory=dict)
    people: frozenset[str] = frozenset()  # of the customer, by address, else by name
    priced: bool | None = None  # money was named; None where the words are not understood
    raised: int = 0  # objections
    handled: int = 0
    stage: str | None = None  # in which the deal stood


def before_outcome(
    calls: Iterable[CallFacts], closed_at: datetime | None, blackout: timedelta
) -> tuple[CallFacts, ...]:
    """The calls that count, by time: of an open deal all of them.

    Of a closed deal neither the last call counts, in which the outcome may have been told, whenever somebody got round
    to closing the deal, nor any from `blackout` before it was closed.
    """
    held = sorted(calls, key=lambda call: (call.at, call.call_id))
    if closed_at is None:
        return tuple(held)
    return tuple(call for call in held[:-1] if call.at < closed_at - blackout)


def call_value(call: CallFacts, one: Dimension) -> float | None:
    """What a single call shows of a dimension, in its unit; None where it says nothing of it.

    Of what is counted over a whole deal: the people on the call, the share of its objections that were answered.
    """
    if one.name == "objections_handled":
        return call.handled / call.raised if call.raised else None
    if one.name == "contacts":
        return float(len(call.people)) or None
    return call.values.get(one.name)
