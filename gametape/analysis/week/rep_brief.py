"""Brief for a 1:1 with a rep: the open deals worst first, one behavior, the coaching goal, and what changed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.commitments.list_commitments import commitment_limitations
from gametape.analysis.insights.open_deals import open_deals
from gametape.analysis.learning.agreements import list_agreements
from gametape.analysis.learning.answers import find_rep, rep_email
from gametape.analysis.learning.latest_answers import latest_learning
from gametape.analysis.signals.deals import severity_rank
from gametape.analysis.week.brief_deals import brief_deals
from gametape.analysis.week.brief_models import ClosingDeals, RepBrief
from gametape.analysis.week.changed_deals import changed_deals
from gametape.analysis.week.one_on_ones import period_of_brief
from gametape.queries.calendar import day_of, period, today
from gametape.queries.deals import COLUMNS, Outcome, close_date_moves, deal
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.question_text import AskedDay
from gametape.queries.signals import SignalName
from gametape.queries.team_changes import TeamChangesQuery
from gametape.queries.totals import summarize
from gametape.settings import Settings
from gametape.store.tables import people

SHOWN = 30  # open deals on a brief
_CHANGED = 200  # deals whose changes are read

NO_HISTORY = "The CRM does not say when a next step was written: its age counts from the deal's last change, at least."


class BriefQuery(BaseModel):
    """Start of the period of a brief."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: AskedDay | None = Field(None, description="Default: the day of the last 1:1, else two weeks ago.")


def rep_brief(connection: sa.Connection, rep_id: UUID, query: BriefQuery, settings: Settings) -> RepBrief:
    """Return the brief of a rep.

    Raises:
        NotFound: no rep has that id.
    """
    rep = find_rep(connection, rep_email(connection, rep_id))
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    day = day_of(now, settings.zone)
    span = period_of_brief(connection, rep.email, settings, query.since)
    mine = Filters(owner=[rep.email])
    changes = changed_deals(
        connection, TeamChangesQuery(owner=[rep.email], since=span.since, limit=_CHANGED), settings
    ).items
    rows = connection.execute(
        sa.select(*COLUMNS, deal.metadata, deal.source_modified_at, close_date_moves(deal.id))
        .where(filter_condition(mine.model_copy(update={"outcome": [Outcome.OPEN]}), settings.zone))
        .order_by(deal.amount.desc().nulls_last(), deal.id)
    ).all()
    known = {found.state.id: found for found in open_deals(connection, [row.id for row in rows], settings)}
    worst = sorted((row for row in rows if row.id in known), key=lambda row: severity_rank(known[row.id].signals))
    shown = worst[:SHOWN]
    learning = latest_learning(connection, rep, settings)
    return RepBrief(
        rep=rep,
        title=_title(connection, rep.id),
        as_of=now,
        today=day,
        period=span,
        open=len(rows),
        quiet=sum(any(each.name is SignalName.NO_ACTIVITY for each in found.signals) for found in known.values()),
        overdue=sum(bool(row.close_date and row.close_date < day) for row in rows),
        closing=closing_this_quarter(connection, mine, settings),
        deals=list(brief_deals(connection, shown, known, {each.id: each for each in changes}, settings)),
        not_shown=len(worst) - len(shown),
        closed=[each for each in changes if each.outcome is not Outcome.OPEN],
        work_on=learning.work_on,
        work_on_missing=None if learning.work_on else learning.headline,
        goals=[goal for goal in list_agreements(connection, rep.email, settings) if goal.ended_at is None],
        limitations=[*commitment_limitations(), NO_HISTORY],
    )


def closing_this_quarter(connection: sa.Connection, filters: Filters, settings: Settings) -> ClosingDeals:
    """Count and sum the open deals with a close date in the current quarter of the fiscal year."""
    span = period("this_quarter", today(connection, settings.zone), settings.fiscal_year_start)
    narrowed = {"outcome": [Outcome.OPEN], "closes_from": span.first, "closes_by": span.last}
    found = summarize(connection, filter_condition(filters.model_copy(update=narrowed), settings.zone))
    return ClosingDeals(first=span.first, last=span.last, deals=found.total.value, sums=found.sums or [])


def _title(connection: sa.Connection, rep_id: UUID) -> str | None:
    return connection.execute(sa.select(people.c.title).where(people.c.id == rep_id)).scalar_one_or_none()
