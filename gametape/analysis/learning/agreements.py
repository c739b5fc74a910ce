"""The coaching loop: what a manager and a rep agreed to work on, and what later calls show of it.

A deal's calls are alike, so the unit is the deal here, too: each deal's mean before the day of the agreement, each
deal's mean since. Nothing is said of a change until there are enough of both.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.comparing.dimensions import CallFacts, Dimension, Unit, dimension
from gametape.analysis.comparing.stats import mean_interval
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS, is_enough, welch
from gametape.analysis.learning.deal_facts import Book, read_book
from gametape.analysis.learning.wandering import DatedValue, allowance, values_between, wandering
from gametape.errors import BadRequest, NotFound
from gametape.queries.deals import ResultRow
from gametape.settings import Settings
from gametape.store.tables import agreements

BEFORE = timedelta(days=365)
"""How long before an agreement its "before" begins: so long that a bad streak hardly weighs in it."""

STREAK = timedelta(days=90)
"""The time before an agreement that a manager has in mind."""

LEVEL = 0.995
"""Of the interval of a change: a goal is looked at every week, so chance gets half a year of tries."""

agreement = agreements.c


class AgreementShows(StrEnum):
    """What later calls show."""

    TOO_EARLY = "too_early"
    TOWARDS_TARGET = "towards_target"
    AWAY_FROM_TARGET = "away_from_target"
    NO_CHANGE_SEEN = "no_change_seen"


class AgreementPeriod(ResultRow):
    """Calls of the rep's deals in a stretch of time; the mean is over deals, with its 95 % interval."""

    calls: int = Field(ge=0)
    deals: int = Field(ge=0)
    mean: float | None = Field(description="Null while there are too few calls.")
    low: float | None
    high: float | None


class AgreementDifference(ResultRow):
    """After less before, with an interval that allows for weekly looks and for how far reps wander by themselves."""

    value: float
    low: float
    high: float


class AgreementProgress(ResultRow):
    """What calls before and since an agreement show."""

    before: AgreementPeriod
    after: AgreementPeriod
    difference: AgreementDifference | None = Field(description="Null while there is too little data.")
    change: AgreementShows


class Agreement(AgreementProgress):
    """One behaviour that a manager and a rep agreed on, and what later calls show of it."""

    id: UUID
    rep_email: str
    manager_email: str | None
    dimension: str
    label: str
    unit: Unit
    target: float
    note: str | None
    agreed_at: datetime
    ended_at: datetime | None
    sentence: str


class NewAgreement(BaseModel):
    """What is agreed."""

    model_config = ConfigDict(extra="forbid")

    dimension: str = Field(description="Dimension measured per call: open_questions, talk_ratio, next_steps ...")
    target: float = Field(ge=0, description="Value to reach, in the dimension's unit; a share is 0 to 1.")
    manager_email: str | None = Field(None, max_length=320)
    note: str | None = Field(None, max_length=2000)


def agree(connection: sa.Connection, rep_email: str, new: NewAgreement) -> UUID:
    """Note what was agreed, now.

    Raises:
        BadRequest: no such dimension, one that only a whole deal has, a target out of its range, or one that is agreed
            already and has not ended.
    """
    one = dimension(new.dimension)
    if one.kind == "deal" and one.name != "objections_handled":
        raise BadRequest(
            f"{one.label.capitalize()} is measured per deal, not per call, so it cannot be a coaching goal."
        )
    if new.target > one.high:
        raise BadRequest(f"A goal of {new.target:g} is out of range.", hint=f"{one.label}: 0 to {one.high:g}.")
    open_already = sa.select(agreement.id).where(
        agreement.rep_email == rep_email, agreement.dimension == one.name, agreement.ended_at.is_(None)
    )
    if connection.execute(open_already).first():
        raise BadRequest(f"{one.label.capitalize()} already has a coaching goal.", hint="End that goal first.")
    values = {**new.model_dump(), "rep_email": rep_email}
    return UUID(str(connection.execute(sa.insert(agreements).values(values).returning(agreement.id)).scalar_one()))


def end(connection: sa.Connection, rep_email: str, agreement_id: UUID) -> None:
    """End an agreement; what ended stays as it ended.

    Raises:
        NotFound: the rep has no agreement of that id.
    """
    found = connection.execute(
        sa.update(agreements)
        .where(agreement.id == agreement_id, agreement.rep_email == rep_email)
        .values(ended_at=sa.func.coalesce(agreement.ended_at, sa.func.now()))
    )
    if not found.rowcount:
        raise NotFound(f"This rep has no coaching goal {agreement_id}.")


def list_agreements(
    connection: sa.Connection, rep_email: str, settings: Settings, *, now: datetime | None = None
) -> list[Agreement]:
    """All agreements with a rep, those still open first, the newest first, with what calls show of each."""
    rows = connection.execute(
        sa.select(agreements)
        .where(agreement.rep_email == rep_email)
        .order_by(agreement.ended_at.is_not(None), agreement.agreed_at.desc(), agreement.id)
    ).all()
    if not rows:
        return []
    at = now or datetime.now(UTC)
    book = read_book(connection, settings, at)
    return [_shown(row, book, at) for row in rows]


def progress(
    before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], target: float, *, wander: float = 0.0
) -> AgreementProgress:
    """Compare the calls since an agreement with those before it.

    Formula: the mean over deals of each deal's mean over its calls, with Student's interval; their difference with
    Welch's, in the dimension's unit (comparing/welch.py says how, and how many deals and calls it takes).

    Args:
        before: by deal the values of its calls before.
        after: by deal the values of its calls since.
        target: the value agreed on; it tells which way is forward.
        wander: the variance that the rep's ups and downs add to the difference (learning/wandering.py).
    """
    enough = all(is_enough(len(side), sum(map(len, side))) for side in (before, after))
    if not enough:
        return AgreementProgress(
            before=_period(before), after=_period(after), difference=None, change=AgreementShows.TOO_EARLY
        )
    old, new = ([fmean(deal) for deal in side] for side in (before, after))
    difference = AgreementDifference(**welch(new, old, level=LEVEL, allowance=wander)._asdict())
    forward = 1 if target >= fmean(old) else -1
    change = AgreementShows.NO_CHANGE_SEEN
    if difference.low > 0 or difference.high < 0:
        change = AgreementShows.TOWARDS_TARGET if difference.value * forward > 0 else AgreementShows.AWAY_FROM_TARGET
    return AgreementProgress(before=_period(before), after=_period(after), difference=difference, change=change)


def _period(deals: Sequence[Sequence[float]]) -> AgreementPeriod:
    calls = sum(map(len, deals))
    if not is_enough(len(deals), calls):
        return AgreementPeriod(calls=calls, deals=len(deals), mean=None, low=None, high=None)
    found = mean_interval([fmean(deal) for deal in deals])
    return AgreementPeriod(calls=calls, deals=len(deals), mean=found.mean, low=found.low, high=found.high)


def _shown(row: Any, book: Book, now: datetime) -> Agreement:
    one = dimension(row.dimension)
    until = row.ended_at or now
    by_rep = _by_rep(book, one)
    mine = by_rep.get(row.rep_email, [])
    before = values_between(mine, row.agreed_at - BEFORE, row.agreed_at)
    variance = wandering(list(by_rep.values()), row.agreed_at - BEFORE, row.agreed_at)
    found = progress(
        before,
        values_between(mine, row.agreed_at, until),
        row.target,
        wander=allowance(variance, BEFORE, until - row.agreed_at),
    )
    streak = values_between(mine, row.agreed_at - STREAK, row.agreed_at)
    return Agreement(
        **found.model_dump(),
        **{name: row._mapping[name] for name in _KEPT},
        label=one.label,
        unit=one.unit,
        sentence=" ".join([_sentence(found, one, float(row.target)), *_streak(found, streak, one, float(row.target))]),
    )


_KEPT = ("id", "rep_email", "manager_email", "dimension", "target", "note", "agreed_at", "ended_at")


def _by_rep(book: Book, one: Dimension) -> dict[str, list[list[DatedValue]]]:
    """By rep and deal what the calls show; calls without a value are left out."""
    found: dict[str, list[list[DatedValue]]] = {}
    for deal in book.deals:
        calls = [DatedValue(call.at, value) for call in deal.calls if (value := _value(call, one)) is not None]
        for facts in deal.facts:
            found.setdefault(facts.rep, []).append(calls)
    return found


def _value(call: CallFacts, one: Dimension) -> float | None:
    if one.name == "objections_handled":
        return call.handled / call.raised if call.raised else None
    return call.values.get(one.name)


def _sentence(found: AgreementProgress, one: Dimension, target: float) -> str:
    before, after, change = found.before, found.after, found.difference
    if change is None or before.mean is None or after.mean is None:
        return (
            f"Too early to tell: {after.calls} calls in {after.deals} deals since, {before.calls} in {before.deals}"
            f" before; needs {FEWEST_CALLS} calls in {FEWEST_DEALS} deals in each period."
        )
    told = f"{one.shown(before.mean)} before, {one.shown(after.mean)} since; goal: {one.shown(target)}."
    return f"{told} {_WORDS[found.change]}"


def _streak(found: AgreementProgress, streak: Sequence[Sequence[float]], one: Dimension, target: float) -> list[str]:
    """A warning where the goal was set in a bad streak: what is worse than usual gets better by itself."""
    usual = found.before.mean
    if usual is None or not is_enough(len(streak), sum(map(len, streak))):
        return []
    lately = fmean(fmean(deal) for deal in streak)
    if (usual - lately) * (target - usual) <= 0:
        return []
    told = f"In the {STREAK.days} days before the goal it was {one.shown(lately)}"
    return [f"{told}: a rep chosen in a bad streak gets better without coaching, so the year before is what counts."]


_WORDS = {
    AgreementShows.TOWARDS_TARGET: "Moving toward the goal, beyond chance and the rep's usual ups and downs.",
    AgreementShows.AWAY_FROM_TARGET: "Moving away from the goal, beyond chance and the rep's usual ups and downs.",
    AgreementShows.NO_CHANGE_SEEN: "No clear difference beyond the rep's usual ups and downs.",
}
