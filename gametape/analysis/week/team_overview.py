"""Team side by side: owners of open deals with what is quiet, overdue and closing, the goal, and what to work on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.learning.agreements import Agreement, open_goals
from gametape.analysis.learning.latest_answers import kept_tasks
from gametape.analysis.signals.deals import open_deal_signals
from gametape.queries.calendar import Period, day_of, period
from gametape.queries.deals import Outcome, ResultRow, deal, is_open, owner_name
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.question_text import AskedValue
from gametape.queries.signals import SignalName
from gametape.queries.totals import Sum
from gametape.settings import Settings
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people


class TeamQuery(BaseModel):
    """Team to show."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    team: AskedValue | None = Field(
        None, min_length=1, description="Manager's email: the manager and all reports. Default: everyone."
    )


class TeamTask(ResultRow):
    """Behavior that a rep may work on."""

    label: str
    action: str


class TeamMember(ResultRow):
    """Owner of open deals."""

    id: UUID | None = Field(description="Null for an owner who is none of the people known.")
    email: str | None = Field(description="Null for deals without an owner.")
    name: str
    role: str | None
    title: str | None
    is_active: bool | None = Field(description="False for a person who has left.")
    open: int = Field(ge=0, description="Open deals.")
    quiet: int = Field(ge=0, description="Open deals with the signal `no_activity`.")
    overdue: int = Field(ge=0, description="Open deals whose close date has passed.")
    closing: int = Field(ge=0, description="Open deals with a close date in the quarter.")
    closing_sums: list[Sum] = Field(description="Their amounts, per currency.")
    goal: Agreement | None = Field(description="Latest open coaching goal.")
    work_on: TeamTask | None


class TeamOverview(ResultRow):
    """Team side by side."""

    as_of: datetime
    today: date
    quarter_first: date
    quarter_last: date
    members: list[TeamMember] = Field(description="By name.")


def team_overview(connection: sa.Connection, query: TeamQuery, settings: Settings) -> TeamOverview:
    """Return the owners of open deals of a team, or of the company, side by side."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    day = day_of(now, settings.zone)
    quarter = period("this_quarter", day, settings.fiscal_year_start)
    condition = filter_condition(Filters(team=query.team, outcome=[Outcome.OPEN]), settings.zone)
    owners = _owners(connection, condition, day, quarter)
    emails = [row.email for row in owners if row.email]
    quiet = _quiet(connection, condition, settings)
    sums = _sums(connection, condition, quarter)
    known = {row.email: row for row in connection.execute(sa.select(people).where(IS_OURS, people.c.email.in_(emails)))}
    goals, tasks = open_goals(connection, emails, settings), kept_tasks(connection, emails)
    members = [
        TeamMember(
            **_person(row, known.get(row.email)),
            open=row.open,
            quiet=quiet[row.email],
            overdue=row.overdue,
            closing=row.closing,
            closing_sums=sums.get(row.email, []),
            goal=goals.get(row.email),
            work_on=TeamTask.model_validate(tasks[row.email]) if row.email in tasks else None,
        )
        for row in owners
    ]
    return TeamOverview(
        as_of=now,
        today=day,
        quarter_first=quarter.first,
        quarter_last=quarter.last,
        members=sorted(members, key=lambda member: (member.email is None, member.name.casefold())),
    )


def _person(row: Any, known: Any) -> dict[str, Any]:
    """Return who an owner is: the person of the address, else the name that the deals have."""
    if known is None:
        unknown = dict.fromkeys(("id", "role", "title", "is_active"))
        return {**unknown, "email": row.email, "name": row.name or row.email or "No owner"}
    return {
        "name": known.name or known.email,
        **{name: known._mapping[name] for name in ("id", "email", "role", "title", "is_active")},
    }


def _owners(connection: sa.Connection, condition: sa.ColumnElement[bool], day: date, quarter: Period) -> Sequence[Any]:
    return connection.execute(
        sa.select(
            deal.owner_email.label("email"),
            sa.func.max(owner_name).label("name"),
            sa.func.count().label("open"),
            sa.func.count().filter(deal.close_date < day).label("overdue"),
            sa.func.count().filter(deal.close_date.between(quarter.first, quarter.last)).label("closing"),
        )
        .where(condition)
        .group_by(deal.owner_email)
    ).all()


def _quiet(connection: sa.Connection, condition: sa.ColumnElement[bool], settings: Settings) -> Counter[str | None]:
    """Count the quiet deals of each owner, by the same signal as the list's filter."""
    owner_of = dict(connection.execute(sa.select(deal.id, deal.owner_email).where(condition, is_open)).all())
    found = open_deal_signals(connection, condition, settings)
    return Counter(
        owner_of[id_] for id_, signals in found.items() if any(each.name is SignalName.NO_ACTIVITY for each in signals)
    )


def _sums(
    connection: sa.Connection, condition: sa.ColumnElement[bool], quarter: Period
) -> Mapping[str | None, list[Sum]]:
    rows = connection.execute(
        sa.select(
            deal.owner_email,
            deal.currency,
            sa.func.sum(deal.amount).label("amount"),
            sa.func.count(deal.amount).label("deals"),
        )
        .where(condition, deal.close_date.between(quarter.first, quarter.last), deal.amount.is_not(None))
        .group_by(deal.owner_email, deal.currency)
        .order_by(sa.desc("deals"), deal.currency)
    )
    found: dict[str | None, list[Sum]] = {}
    for row in rows:
        found.setdefault(row.owner_email, []).append(Sum.model_validate(row))
    return found
