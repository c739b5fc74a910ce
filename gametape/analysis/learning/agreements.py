"""Coaching goals (agreements of a manager and a rep), and the progress that later calls show.

Calls of a deal resemble each other, so the unit is the deal: the means of deals before the day of the agreement are
compared with the means since. No change is reported until both sides have enough deals and calls.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.dialects.postgresql import distinct_on

from gametape.analysis.comparing.axis import Axis, axis_of
from gametape.analysis.comparing.dimensions import CallFacts, Dimension, Unit, dimension, shown_with_interval
from gametape.analysis.comparing.stats import mean_interval
from gametape.analysis.comparing.welch import FEWEST_CALLS, FEWEST_DEALS, is_enough, welch
from gametape.analysis.learning.deal_facts import Book, read_book
from gametape.analysis.learning.wandering import DatedValue, allowance, values_between, wandering
from gametape.errors import BadRequest, NotFound
from gametape.queries.deals import ResultRow
from gametape.settings import Settings
from gametape.store.tables import agreements

BEFORE = timedelta(days=365)
"""Length of the period before an agreement: so long that a bad streak has little weight."""

STREAK = timedelta(days=90)
"""Recent period before an agreement, in which a bad streak is looked for."""

LEVEL = 0.995
"""Level of the interval of a change: high, as a goal is looked at every week, about 26 times in half a year."""

agreement = agreements.c


class AgreementShows(StrEnum):
    """Result of an agreement: the change that later calls show."""

    TOO_EARLY = "too_early"
    TOWARDS_TARGET = "towards_target"
    AWAY_FROM_TARGET = "away_from_target"
    NO_CHANGE_SEEN = "no_change_seen"


class AgreementPeriod(ResultRow):
    """Calls of the rep's deals in a period; the mean is over deals, with its 95 % interval, in the dimension's unit."""

    calls: int = Field(ge=0)
    deals: int = Field(ge=0)
    mean: float | None = Field(description="Null while there are too few calls.")
    low: float | None
    high: float | None


class AgreementDifference(ResultRow):
    """Mean after less mean before; the interval allows for weekly looks and for the rep's natural ups and downs."""

    value: float
    low: float
    high: float


class AgreementProgress(ResultRow):
    """Comparison of the calls before an agreement with the calls since."""

    before: AgreementPeriod
    after: AgreementPeriod
    difference: AgreementDifference | None = Field(description="Null while there is too little data.")
    change: AgreementShows


class Agreement(AgreementProgress):
    """Behavior that a manager and a rep agreed to work on, and the progress that later calls show."""

    id: UUID
    rep_email: str
    manager_email: str | None
    dimension: str
    label: str
    unit: Unit
    target: float
    target_shown: str = Field(description="Target with its unit, as text.")
    before_shown: str = Field(description="Mean and interval before the goal was set, as text.")
    after_shown: str = Field(description="Mean and interval since the goal was set, as text.")
    axis: Axis | None = Field(description="Axis for the target, the means and the intervals.")
    note: str | None
    agreed_at: datetime
    ended_at: datetime | None
    sentence: str


class NewAgreement(BaseModel):
    """Coaching goal to add: dimension, target value, manager and note."""

    model_config = ConfigDict(extra="forbid")

    dimension: str = Field(description="Dimension measured per call: open_questions, talk_ratio, next_steps ...")
    target: float = Field(ge=0, description="Value to reach, in the dimension's unit; a share is 0 to 1.")
    manager_email: str | None = Field(None, max_length=320)
    note: str | None = Field(None, max_length=2000)


def agree(connection: sa.Connection, rep_email: str, new: NewAgreement) -> UUID:
    """Store a coaching goal, agreed now; return its id.

    Raises:
        BadRequest: the dimension does not exist, is measured per deal only, or already has an open goal; or the target
            is out of range.
    """
    goal = dimension(new.dimension)
    if goal.scope == "deal" and goal.name != "objections_handled":
        raise BadRequest(
            f"{goal.label.capitalize()} is measured per deal, not per call, so it cannot be a coaching goal."
        )
    if new.target > goal.high:
        raise BadRequest(f"A goal of {new.target:g} is out of range.", hint=f"{goal.label}: 0 to {goal.high:g}.")
    open_already = sa.select(agreement.id).where(
        agreement.rep_email == rep_email, agreement.dimension == goal.name, agreement.ended_at.is_(None)
    )
    if connection.execute(open_already).first():
        raise BadRequest(f"{goal.label.capitalize()} already has a coaching goal.", hint="End that goal first.")
    values = {**new.model_dump(), "rep_email": rep_email}
    return UUID(str(connection.execute(sa.insert(agreements).values(values).returning(agreement.id)).scalar_one()))


def end(connection: sa.Connection, rep_email: str, agreement_id: UUID) -> None:
    """End an agreement now; an agreement that has ended keeps its date.

    Raises:
        NotFound: the rep has no agreement with that id.
    """
    updated = connection.execute(
        sa.update(agreements)
        .where(agreement.id == agreement_id, agreement.rep_email == rep_email)
        .values(ended_at=sa.func.coalesce(agreement.ended_at, sa.func.now()))
    )
    if not updated.rowcount:
        raise NotFound(f"This rep has no coaching goal {agreement_id}.")


def list_agreements(
    connection: sa.Connection, rep_email: str, settings: Settings, *, now: datetime | None = None
) -> list[Agreement]:
    """List the agreements with a rep and their progress: open ones first, then by date, the newest first."""
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


def open_goals(
    connection: sa.Connection, rep_emails: Sequence[str], settings: Settings, *, now: datetime | None = None
) -> dict[str, Agreement]:
    """Return the latest open agreement of each of the reps who has one, with its progress."""
    rows = connection.execute(
        sa.select(agreements)
        .ext(distinct_on(agreement.rep_email))
        .where(agreement.rep_email.in_(rep_emails), agreement.ended_at.is_(None))
        .order_by(agreement.rep_email, agreement.agreed_at.desc(), agreement.id)
    ).all()
    if not rows:
        return {}
    at = now or datetime.now(UTC)
    book = read_book(connection, settings, at)
    return {row.rep_email: _shown(row, book, at) for row in rows}


def progress(
    before: Sequence[Sequence[float]], after: Sequence[Sequence[float]], target: float, *, wander: float = 0.0
) -> AgreementProgress:
    """Compare the calls since an agreement with the calls before.

    Formula: the mean over deals of each deal's mean over its calls, with Student's interval; the difference of the two
    means with Welch's interval, in the dimension's unit (comparing/welch.py, with the fewest deals and calls).

    Args:
        before: by deal, the values of its calls before the agreement.
        after: by deal, the values of its calls since the agreement.
        target: agreed value, which gives the direction of progress.
        wander: variance that the rep's natural ups and downs add to the difference (learning/wandering.py).
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
    mean = mean_interval([fmean(deal) for deal in deals])
    return AgreementPeriod(calls=calls, deals=len(deals), mean=mean.mean, low=mean.low, high=mean.high)


def _shown(row: Any, book: Book, now: datetime) -> Agreement:
    goal = dimension(row.dimension)
    until = row.ended_at or now
    by_rep = _by_rep(book, goal)
    mine = by_rep.get(row.rep_email, [])
    before = values_between(mine, row.agreed_at - BEFORE, row.agreed_at)
    variance = wandering(list(by_rep.values()), row.agreed_at - BEFORE, row.agreed_at)
    result = progress(
        before,
        values_between(mine, row.agreed_at, until),
        row.target,
        wander=allowance(variance, BEFORE, until - row.agreed_at),
    )
    streak = values_between(mine, row.agreed_at - STREAK, row.agreed_at)
    return Agreement(
        **result.model_dump(),
        **{name: row._mapping[name] for name in _KEPT},
        label=goal.label,
        unit=goal.unit,
        target_shown=goal.shown(float(row.target)),
        before_shown=_period_shown(result.before, goal.unit),
        after_shown=_period_shown(result.after, goal.unit),
        axis=axis_of([float(row.target), *_ends(result.before), *_ends(result.after)], goal.unit, goal.high),
        sentence=" ".join(
            [_sentence(result, goal, float(row.target)), *_streak(result, streak, goal, float(row.target))]
        ),
    )


def _ends(period: AgreementPeriod) -> tuple[float | None, ...]:
    return period.mean, period.low, period.high


def _period_shown(period: AgreementPeriod, unit: Unit) -> str:
    if period.mean is None:
        return "not enough data"
    return shown_with_interval(period.mean, period.low, period.high, unit)


_KEPT = ("id", "rep_email", "manager_email", "dimension", "target", "note", "agreed_at", "ended_at")


def _by_rep(book: Book, goal: Dimension) -> dict[str, list[list[DatedValue]]]:
    """Return by rep and deal the values of the calls; calls without a value are left out."""
    by_rep: dict[str, list[list[DatedValue]]] = {}
    for deal in book.deals:
        calls = [DatedValue(call.at, value) for call in deal.calls if (value := _value(call, goal)) is not None]
        for facts in deal.facts:
            by_rep.setdefault(facts.rep, []).append(calls)
    return by_rep


def _value(call: CallFacts, goal: Dimension) -> float | None:
    if goal.name == "objections_handled":
        return call.handled / call.raised if call.raised else None
    return call.values.get(goal.name)


def _sentence(result: AgreementProgress, goal: Dimension, target: float) -> str:
    before, after, change = result.before, result.after, result.difference
    if change is None or before.mean is None or after.mean is None:
        return (
            f"Too early to tell: {after.calls} calls in {after.deals} deals since, {before.calls} in {before.deals}"
            f" before; needs {FEWEST_CALLS} calls in {FEWEST_DEALS} deals in each period."
        )
    means = f"{goal.shown(before.mean)} before, {goal.shown(after.mean)} since; goal: {goal.shown(target)}."
    return f"{means} {_WORDS[result.change]}"


def _streak(result: AgreementProgress, streak: Sequence[Sequence[float]], goal: Dimension, target: float) -> list[str]:
    """Warn if the goal was set in a bad streak, as values worse than usual improve without coaching."""
    usual = result.before.mean
    if usual is None or not is_enough(len(streak), sum(map(len, streak))):
        return []
    lately = fmean(fmean(deal) for deal in streak)
    if (usual - lately) * (target - usual) <= 0:
        return []
    recent = f"In the {STREAK.days} days before the goal it was {goal.shown(lately)}"
    return [f"{recent}: a rep chosen in a bad streak gets better without coaching, so the year before is what counts."]


_WORDS = {
    AgreementShows.TOWARDS_TARGET: "Moving toward the goal, beyond chance and the rep's normal ups and downs.",
    AgreementShows.AWAY_FROM_TARGET: "Moving away from the goal, beyond chance and the rep's normal ups and downs.",
    AgreementShows.NO_CHANGE_SEEN: "No clear difference beyond the rep's normal ups and downs.",
}
