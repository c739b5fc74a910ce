"""Changes on the deals of an owner, a team or the company since a day: a line per deal that changed."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import AwareDatetime, Field, TypeAdapter

from gametape.queries import cursors, keyset
from gametape.queries.calendar import start_of
from gametape.queries.calls_and_emails import CALLS, EMAILS, linked, mail
from gametape.queries.changes_since import CHANGE_COLUMNS, NEWEST_FIRST, Change, FieldMove, change, then_and_now
from gametape.queries.deals import OUTCOME, Outcome, ResultRow, deal, owner_name
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.ids import any_of
from gametape.queries.question_text import AskedDay
from gametape.store.tables import opportunities, opportunity_changes

_moment: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


class TeamChangesQuery(Filters):
    """Start of the period, the deals, and the page."""

    since: AskedDay = Field(description="Day, inclusive, in the deployment's time zone.")
    cursor: str | None = Field(None, min_length=1, max_length=512, description="`next` from an earlier answer.")
    limit: int = Field(50, ge=1, le=200, description="Deals per page.")


class ChangedDeal(ResultRow):
    """Deal that changed, with the values then and now."""

    id: UUID
    name: str
    account_name: str | None
    owner_email: str | None
    owner_name: str | None
    outcome: Outcome
    stage: str | None
    currency: str | None
    changed_at: datetime = Field(description="Last change of stage, amount, close date or owner, or the opening.")
    is_new: bool = Field(description="Opened in the period.")
    fields: list[FieldMove] = Field(description="Fields that changed, then and now.")
    calls: int = Field(ge=0, description="Calls held in the period.")
    emails: int = Field(ge=0, description="Emails sent in the period, by either side.")


class TeamChanges(ResultRow):
    """Page of changed deals, the latest change first."""

    since: datetime
    items: list[ChangedDeal]
    next: str | None
    total: int = Field(ge=0, description="Changed deals on all pages.")
    unchanged: int = Field(ge=0, description="Deals that pass the filters, exist since before and did not change.")


def team_changes(connection: sa.Connection, query: TeamChangesQuery, zone: tzinfo = UTC) -> TeamChanges:
    """Read the deals that changed, or were opened, since a day that begins in `zone`.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another query.
    """
    since = start_of(query.since, zone)
    condition = filter_condition(query, zone)
    changed = _changed(condition, since)
    sort = keyset.Sort("-changed_at", changed.c.at, _moment, is_nullable=False)
    scope = cursors.scope_of("team_changes", query)
    cursor = keyset.decode(query.cursor, sort, scope) if query.cursor else None
    rows = connection.execute(
        sa.select(
            *(deal.id, deal.name, deal.account_name, deal.owner_email, owner_name.label("owner_name"), deal.stage),
            *(
                deal.currency,
                OUTCOME.label("outcome"),
                changed.c.at.label("changed_at"),
                changed.c.at.label("sorted_by"),
            ),
            sa.func.coalesce(deal.opened_at >= since, sa.false()).label("is_new"),
        )
        .join_from(changed, opportunities, deal.id == changed.c.id)
        .where(keyset.after_cursor(sort, deal.id, cursor) if cursor else sa.true())
        .order_by(*keyset.order(sort, changed.c.at, deal.id, backwards=cursor is not None and cursor.backwards))
        .limit(query.limit + 1)
    ).all()
    page = keyset.cut_page(rows, query.limit, sort, cursor, scope)
    ids = [row.id for row in page.rows]
    moves, counts = _moves(connection, ids, since), _counts(connection, ids, since)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(changed)).scalar_one()
    known: int = connection.execute(sa.select(sa.func.count(deal.id)).where(condition)).scalar_one()
    return TeamChanges(
        since=since,
        items=[
            ChangedDeal.model_validate(
                {**row._mapping, "fields": then_and_now(moves.get(row.id, ())), **counts.get(row.id, _NO_COUNTS)}
            )
            for row in page.rows
        ],
        next=page.next,
        total=total,
        unchanged=known - total,
    )


_NO_COUNTS = {"calls": 0, "emails": 0}


def _in_period(since: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(change.deleted_at.is_(None), change.changed_at.between(since, sa.func.now()))


def _changed(condition: sa.ColumnElement[bool], since: datetime) -> sa.Subquery:
    """Select the deals that changed or were opened. Columns: id, at (of the last change)."""
    moved = (
        sa.select(deal.id, change.changed_at.label("at"))
        .join_from(opportunities, opportunity_changes, change.opportunity_id == deal.id)
        .where(condition, _in_period(since))
    )
    opened = sa.select(deal.id, deal.opened_at.label("at")).where(
        condition, deal.opened_at.between(since, sa.func.now())
    )
    both = sa.union_all(moved, opened).subquery()
    return sa.select(both.c.id, sa.func.max(both.c.at).label("at")).group_by(both.c.id).subquery("changed")


def _moves(connection: sa.Connection, ids: Sequence[UUID], since: datetime) -> dict[UUID, list[Change]]:
    """Read the changes of each deal in the period, the newest first."""
    rows = connection.execute(
        sa.select(change.opportunity_id, *CHANGE_COLUMNS)
        .where(change.opportunity_id == any_of(ids), _in_period(since))
        .order_by(*NEWEST_FIRST)
    )
    moves: dict[UUID, list[Change]] = {}
    for row in rows:
        moves.setdefault(row.opportunity_id, []).append(Change.model_validate(row))
    return moves


def _counts(connection: sa.Connection, ids: Sequence[UUID], since: datetime) -> dict[UUID, dict[str, Any]]:
    """Count calls and emails of each deal in the period."""
    items = sa.union_all(
        CALLS.where(linked.opportunity_id == any_of(ids)), EMAILS.where(mail.opportunity_id == any_of(ids))
    ).subquery()
    rows = connection.execute(
        sa.select(
            items.c.opportunity_id,
            sa.func.count().filter(items.c.type == "call").label("calls"),
            sa.func.count().filter(items.c.type == "email").label("emails"),
        )
        .where(items.c.counts, items.c.at.between(since, sa.func.now()))
        .group_by(items.c.opportunity_id)
    )
    return {row.opportunity_id: {"calls": row.calls, "emails": row.emails} for row in rows}
