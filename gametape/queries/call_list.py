"""List of customer calls that were held: by rep, deal, day, tracker or score, newest or lowest score first."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from gametape.errors import BadRequest
from gametape.queries import cursors, keyset
from gametape.queries.calendar import start_of
from gametape.queries.calls_and_emails import (
    DealName,
    addresses_of,
    call,
    deals_of_call,
    is_attendee,
    linked,
    participant,
)
from gametape.queries.deals import ResultRow, deal, is_kept
from gametape.queries.ids import any_of
from gametape.queries.question_text import AskedDay, AskedValue
from gametape.queries.scores import Origin, effective_scores
from gametape.store.activity_rules import holds, is_held
from gametape.store.tables import call_metrics, call_opportunities, calls, opportunities
from gametape.store.tables.deals import account_key

measured = call_metrics.c

CallSort = Literal["-started_at", "started_at", "score", "-score"]


class CallListQuery(BaseModel):
    """Filters, order and page of the list of calls."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attendee: AskedValue | None = Field(None, description="Calls that the person with this address was on.")
    opportunity: UUID | None = Field(None, description="Calls about this deal.")
    account: UUID | None = Field(None, description="Calls about any deal of this account.")
    since: AskedDay | None = Field(None, description="Calls on or after this day, in the deployment's time zone.")
    until: AskedDay | None = Field(None, description="Calls before this day, in the deployment's time zone.")
    tracker: AskedValue | None = Field(None, description="Calls in which this tracker was mentioned, by either side.")
    dimension: AskedValue | None = Field(None, description="Dimension of the score to show and to sort by.")
    score_max: float | None = Field(None, ge=0, le=100, description="Score in `dimension` of at most this.")
    sort: CallSort = Field("-started_at", description="By time or by score; `-` sorts descending.")
    cursor: str | None = Field(None, min_length=1, max_length=512, description="`next` from an earlier answer.")
    limit: int = Field(20, ge=1, le=100, description="Calls per page.")


class ListedCall(ResultRow):
    """Customer call with its score in the dimension that was asked for."""

    id: UUID
    title: str | None
    started_at: datetime
    duration_seconds: int | None
    deals: list[DealName]
    score: float | None = Field(description="0 to 100; of several reps, the lowest. Null without a score.")
    trackers: dict[str, list[int]] = Field(description="Turns that mention each tracker.")


class CallPage(ResultRow):
    """Page of calls, and the number of calls on all pages."""

    items: list[ListedCall]
    next: str | None
    total: int = Field(ge=0)


def list_calls(connection: sa.Connection, query: CallListQuery, origin: Origin, zone: tzinfo = UTC) -> CallPage:
    """Read a page of the calls that pass the filters.

    Args:
        connection: to the store.
        query: filters, order and page.
        origin: whose scores are shown; scores of different origins are never mixed.
        zone: time zone in which days begin.

    Raises:
        BadRequest: sorting or filtering by score without a dimension, or the cursor belongs to another query.
    """
    if query.dimension is None and (query.score_max is not None or query.sort.endswith("score")):
        raise BadRequest("A score belongs to a dimension.", hint="Name the dimension, such as discovery.")
    scored = _scores(connection, query, origin)
    sort = _sort(query.sort, scored)
    scope = cursors.scope_of("calls", query)
    cursor = keyset.decode(query.cursor, sort, scope) if query.cursor else None
    base = sa.outerjoin(calls, scored, scored.c.call_id == call.id)
    condition = sa.and_(*_conditions(connection, query, scored, zone))
    rows = connection.execute(
        sa.select(
            call.id,
            call.title,
            call.started_at,
            call.duration_seconds,
            scored.c.score,
            sort.column.label("sorted_by"),
            sa.func.coalesce(deals_of_call(call.id), sa.text("'[]'::jsonb")).label("deals"),
        )
        .select_from(base)
        .where(condition, keyset.after_cursor(sort, call.id, cursor) if cursor else sa.true())
        .order_by(*keyset.order(sort, sort.column, call.id, backwards=cursor is not None and cursor.backwards))
        .limit(query.limit + 1)
    ).all()
    page = keyset.cut_page(rows, query.limit, sort, cursor, scope)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(base).where(condition)).scalar_one()
    trackers = _trackers(connection, [row.id for row in page.rows])
    items = [ListedCall.model_validate({**row._mapping, "trackers": trackers.get(row.id, {})}) for row in page.rows]
    return CallPage(items=items, next=page.next, total=total)


def _scores(connection: sa.Connection, query: CallListQuery, origin: Origin) -> sa.Subquery:
    """Select a score per call: of the attendee if one is asked for, else the lowest of all reps on the call."""
    scores = effective_scores(origin)
    select = (
        sa.select(scores.c.call_id, sa.cast(sa.func.min(scores.c.score), sa.Float).label("score"))
        .where(scores.c.dimension == (query.dimension or ""))
        .group_by(scores.c.call_id)
    )
    if query.attendee:
        select = select.where(scores.c.rep_email.in_(addresses_of(connection, query.attendee)))
    return select.subquery("scored")


def _sort(name: CallSort, scored: sa.Subquery) -> keyset.Sort:
    if name.endswith("score"):
        return keyset.Sort(name, scored.c.score, _number, is_nullable=True)
    return keyset.Sort(name, call.started_at, _moment, is_nullable=False)


_number: TypeAdapter[float] = TypeAdapter(float)
_moment: TypeAdapter[datetime] = TypeAdapter(datetime)


def _conditions(
    connection: sa.Connection, query: CallListQuery, scored: sa.Subquery, zone: tzinfo
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [holds(is_held, calls)]
    if query.attendee:
        there = sa.select(participant.call_id).where(
            sa.func.lower(participant.email).in_(addresses_of(connection, query.attendee)), is_attendee
        )
        conditions.append(call.id.in_(there))
    if query.opportunity:
        conditions.append(call.id.in_(sa.select(linked.call_id).where(linked.opportunity_id == query.opportunity)))
    if query.account:
        of_account = sa.select(linked.call_id).join_from(
            call_opportunities, opportunities, deal.id == linked.opportunity_id
        )
        conditions.append(call.id.in_(of_account.where(is_kept, account_key(deal.account_name) == query.account.hex)))
    if query.since:
        conditions.append(call.started_at >= start_of(query.since, zone))
    if query.until:
        conditions.append(call.started_at < start_of(query.until, zone))
    if query.tracker:
        conditions.append(call.id.in_(sa.select(measured.call_id).where(measured.trackers.has_key(query.tracker))))
    if query.score_max is not None:
        conditions.append(scored.c.score <= query.score_max)
    return conditions


def _trackers(connection: sa.Connection, call_ids: Sequence[UUID]) -> dict[UUID, dict[str, list[int]]]:
    """Read by call and tracker the turns of both sides."""
    rows = connection.execute(
        sa.select(measured.call_id, measured.trackers).where(measured.call_id == any_of(call_ids))
    )
    found: dict[UUID, dict[str, list[int]]] = {}
    for call_id, trackers in rows:
        of_call = found.setdefault(call_id, {})
        for name, turns in trackers.items():
            of_call[name] = sorted([*of_call.get(name, ()), *turns])
    return found
