"""Dimensions that are compared between deals, and the calls of a deal that count.

Only calls before the outcome was known count: a rep who has heard "we signed" asks less and sounds better.
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

from pydantic import BaseModel, ConfigDict

from gametape.errors import BadRequest

FILE = Path(__file__).with_name("dimensions.toml")

Unit = Literal[
    "per hour", "share", "share of calls", "people", "seconds", "per 100 words", "words per minute", "points"
]


class Focus(StrEnum):
    """Focus area of coaching; every dimension belongs to one area."""

    DISCOVERY = "discovery"
    OBJECTIONS = "objections"
    PRODUCT_KNOWLEDGE = "product_knowledge"
    ENGAGEMENT = "engagement"


_ALSO = {"rapport": Focus.ENGAGEMENT, "objection_handling": Focus.OBJECTIONS}


def focus_area(name: str) -> Focus:
    """Return a focus area by its name or by another accepted name (rapport, objection_handling).

    Raises:
        BadRequest: no focus area has that name.
    """
    asked = name.strip().lower().replace(" ", "_").replace("-", "_")
    try:
        return _ALSO.get(asked) or Focus(asked)
    except ValueError:
        raise BadRequest(f"There is no focus area {name!r}.", hint=f"Choose from: {', '.join(Focus)}.") from None


class Dimension(BaseModel):
    """Dimension that is compared between deals; the comment at the top of dimensions.toml explains the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    unit: Unit
    focus: Focus
    source: str
    main: bool = False
    grows: bool = False
    high: float
    definition: str
    own: str | None = None
    more: str
    less: str
    try_more: str
    try_less: str

    @property
    def scope(self) -> str:
        """Scope of the source: `ours`, `theirs`, `tracker`, `score` (a value per call) or `deal` (a value per deal)."""
        return self.source.partition(".")[0]

    @property
    def metric(self) -> str:
        """Name of the metric, tracker or score in the source; empty for `deal`."""
        return self.source.partition(".")[2]

    def shown(self, value: float) -> str:
        """Format a value with its unit for readers: `14.2 per hour`, `58%`, `1 person`."""
        return shown(value, self.unit)


def shown(value: float, unit: Unit | Literal["per 1,000 words"]) -> str:
    """Format a value with its unit for readers: `14.2 per hour`, `58%`, `1 person`."""
    if is_percentage(unit):
        return f"{100 * value:.0f}%"
    if unit == "people":
        number = f"{value:.1f}".removesuffix(".0")
        return "1 person" if number == "1" else f"{number} people"
    digits = 0 if abs(value) >= 30 or value == round(value) else 1 if abs(value) >= 3 else 2
    return f"{value:.{digits}f} {unit}"


def shown_with_interval(mean: float, low: float | None, high: float | None, unit: Unit) -> str:
    """Word a mean and the ends of its interval, with their unit: `52%, between 48% and 56%`."""
    if low is None or high is None:
        return shown(mean, unit)
    return f"{shown(mean, unit)}, between {shown(low, unit)} and {shown(high, unit)}"


def is_percentage(unit: str) -> bool:
    """Tell whether values of a unit, 0 to 1, are shown as a percentage."""
    return unit in ("share", "share of calls")


@cache
def dimensions() -> tuple[Dimension, ...]:
    """Return all dimensions, in the order of dimensions.toml, which is read once."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["dimension"]
    return tuple(Dimension.model_validate(row) for row in rows)


def dimension(name: str) -> Dimension:
    """Return a dimension by its name.

    Raises:
        BadRequest: no dimension has that name.
    """
    by_name = {known.name: known for known in dimensions()}
    if name not in by_name:
        raise BadRequest(f"There is no dimension {name!r}.", hint=f"Choose from: {', '.join(by_name)}.")
    return by_name[name]


@dataclass(frozen=True, slots=True)
class CallFacts:
    """Facts that a customer call adds to its deal. `values` are by dimension, for dimensions measured per call."""

    call_id: UUID
    at: datetime
    values: Mapping[str, float] = field(default_factory=dict)
    people: frozenset[str] = frozenset()  # of the customer, each by address, else by name
    priced: bool | None = None  # money was named; None for a language without trackers
    raised: int = 0  # objections of the customer
    handled: int = 0  # objections that were answered
    stage: str | None = None  # stage of the deal at the call


def before_outcome(
    calls: Iterable[CallFacts], closed_at: datetime | None, blackout: timedelta
) -> tuple[CallFacts, ...]:
    """List the calls that count, by time: all calls of an open deal.

    The last call of a closed deal does not count, as the outcome may have been told in it, however late the deal was
    closed in the CRM; nor do calls within `blackout` before `closed_at`.
    """
    held = sorted(calls, key=lambda call: (call.at, call.call_id))
    if closed_at is None:
        return tuple(held)
    return tuple(call for call in held[:-1] if call.at < closed_at - blackout)


def call_value(call: CallFacts, dimension: Dimension) -> float | None:
    """Return the value of a single call in a dimension, in the dimension's unit; None for a call without a value.

    For dimensions counted over a whole deal: the number of the customer's people on the call (`contacts`), the share of
    the call's objections that were answered (`objections_handled`).
    """
    if dimension.name == "objections_handled":
        return call.handled / call.raised if call.raised else None
    if dimension.name == "contacts":
        return float(len(call.people)) or None
    return call.values.get(dimension.name)
