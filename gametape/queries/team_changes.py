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
from gametape.queries.change_kinds import ChangeKind, QuietAfter, change_events, in_period, new_people, quiet_since
from gametape.queries.changes_since import CHANGE_COLUMNS, NEWEST_FIRST, Change, FieldMove, change, then_and_now
from gametape.queries.deals import OUTCOME, Money, Outcome, ResultRow, deal, is_open, owner_name
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.ids import any_of
from gametape.queries.question_text import AskedDay
from gametape.store.tables import opportunities

_moment: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


class TeamChangesQuery(Filters):
    """Start of the period, the deals, the kinds of changes, and the page."""

    since: AskedDay = Field(description="Day, inclusive, in the deployment's time zone.")
    kind: list[ChangeKind] = Field(
        [], max_length=len(ChangeKind), description="Only deals with one of these changes; default: all."
    )
    cursor: str | None = Field(None, min_length=1, max_length=512, description="`next` from an earlier answer.")
    limit: int = Field(50, ge=1, le=200, description="Deals per page.")


class NewPerson(ResultRow):
    """Customer contact who joined a first call or wrote a first email of a deal in the period."""

    email: str
    name: str | None
    title: str | None
    at: datetime
    call_id: UUID | None
    email_id: UUID | None


class ChangedDeal(ResultRow):
    """Deal that changed, with the values then and now."""

    id: UUID
    name: str
    account_name: str | None
    owner_email: str | None
    owner_name: str | None
    outcome: Outcome
    stage: str | None
    amount: Money | None
    currency: str | None
    changed_at: datetime = Field(description="Last change of the asked kinds.")
    kinds: list[ChangeKind] = Field(description="Kinds of changes in the period.")
    is_new: bool = Field(description="Opened in the period.")
    fields: list[FieldMove] = Field(description="Fields that changed, then and now.")
    quiet_since: datetime | None = Field(
        description="When the open deal became quiet, if that was in the period: no call or email for too long."
    )
    last_activity_at: datetime | None = Field(description="Last customer call or email.")
    new_people: list[NewPerson] = Field(description="Contacts who joined a call or wrote for the first time.")
    calls: int = Field(ge=0, description="Calls held in the period.")
    emails: int = Field(ge=0, description="Emails sent in the period, by either side.")


class KindCount(ResultRow):
    """Number of deals with a kind of change."""

    kind: ChangeKind
    deals: int = Field(ge=1)


class TeamChanges(ResultRow):
    """Page of changed deals, the latest change first."""

    since: datetime
    items: list[ChangedDeal]
    next: str | None
    total: int = Field(ge=0, description="Changed deals on all pages.")
    unchanged: int = Field(ge=0, description="Deals that pass the filters, exist since before and did not change.")
    kinds: list[KindCount] = Field(description="Deals by kind of change, whichever kinds were asked for.")


def team_changes(
    connection: sa.Connection, query: TeamChangesQuery, zone: tzinfo = UTC, quiet: QuietAfter | None = None
) -> TeamChanges:
    """Read the deals that changed, or were opened, since a day that begins in `zone`.

    Deals that became quiet are found if `quiet` gives the days after which a deal is quiet in its stage.

    Raises:
        BadRequest: the cursor cannot be read, or belongs to another query.
    """
    since = start_of(query.since, zone)
    condition = filter_condition(query, zone)
    events = change_events(condition, since, quiet or {})
    changed = _changed(events, query.kind)
    sort = keyset.Sort("-changed_at", changed.c.at, _moment, is_nullable=False)
    scope = cursors.scope_of("team_changes", query)
    cursor = keyset.decode(query.cursor, sort, scope) if query.cursor else None
    rows = connection.execute(
        sa.select(*_columns(since, quiet or {}), changed.c.at.label("changed_at"), changed.c.at.label("sorted_by"))
        .join_from(changed, opportunities, deal.id == changed.c.id)
        .where(keyset.after_cursor(sort, deal.id, cursor) if cursor else sa.true())
        .order_by(*keyset.order(sort, changed.c.at, deal.id, backwards=cursor is not None and cursor.backwards))
        .limit(query.limit + 1)
    ).all()
    page = keyset.cut_page(rows, query.limit, sort, cursor, scope)
    ids = [row.id for row in page.rows]
    details = _details(connection, ids, since, events)
    total, unchanged, kinds = _totals(connection, condition, events, changed)
    return TeamChanges(
        since=since,
        items=[ChangedDeal.model_validate({**row._mapping, **details[row.id]}) for row in page.rows],
        next=page.next,
        total=total,
        unchanged=unchanged,
        kinds=kinds,
    )


def _columns(since: datetime, quiet: QuietAfter) -> list[sa.ColumnElement[Any]]:
    at = quiet_since(quiet) if quiet else sa.null().cast(sa.DateTime(timezone=True))
    return [
        *(deal.id, deal.name, deal.account_name, deal.owner_email, owner_name.label("owner_name"), deal.stage),
        *(deal.amount, deal.currency, deal.last_activity_at, OUTCOME.label("outcome")),
        sa.func.coalesce(deal.opened_at >= since, sa.false()).label("is_new"),
        sa.case((sa.and_(is_open, at.between(since, sa.func.now())), at)).label("quiet_since"),
    ]


def _changed(events: sa.Subquery, kinds: Sequence[ChangeKind]) -> sa.Subquery:
    """Select the deals with a change of the kinds. Columns: id, at (of the last of these changes)."""
    wanted = events.c.kind.in_([kind.value for kind in kinds]) if kinds else sa.true()
    return (
        sa.select(events.c.id, sa.func.max(events.c.at).label("at"))
        .where(wanted)
        .group_by(events.c.id)
        .subquery("changed")
    )


def _totals(
    connection: sa.Connection, condition: sa.ColumnElement[bool], events: sa.Subquery, changed: sa.Subquery
) -> tuple[int, int, list[KindCount]]:
    """Count the changed deals of the asked kinds, the deals without any change, and the deals by kind."""
    total: int = connection.execute(sa.select(sa.func.count()).select_from(changed)).scalar_one()
    known: int = connection.execute(sa.select(sa.func.count(deal.id)).where(condition)).scalar_one()
    rows = connection.execute(
        sa.select(events.c.kind, sa.func.count(events.c.id.distinct()), sa.func.grouping(events.c.kind)).group_by(
            sa.func.grouping_sets(sa.tuple_(events.c.kind), sa.tuple_())
        )
    ).all()
    by_kind = {kind: number for kind, number, is_all in rows if not is_all}
    every = next((number for _, number, is_all in rows if is_all), 0)
    return total, known - every, [KindCount(kind=kind, deals=by_kind[kind]) for kind in ChangeKind if kind in by_kind]


def _details(
    connection: sa.Connection, ids: Sequence[UUID], since: datetime, events: sa.Subquery
) -> dict[UUID, dict[str, Any]]:
    """Read moves of fields, kinds of changes, new contacts, and numbers of calls and emails of the deals of a page."""
    moves, counts, met = _moves(connection, ids, since), _counts(connection, ids, since), _met(connection, ids, since)
    kinds: dict[UUID, set[str]] = {}
    for id_, kind in connection.execute(
        sa.select(events.c.id, events.c.kind).distinct().where(events.c.id == any_of(ids))
    ):
        kinds.setdefault(id_, set()).add(kind)
    return {
        id_: {
            "fields": then_and_now(moves.get(id_, ())),
            "kinds": [kind for kind in ChangeKind if kind in kinds.get(id_, ())],
            "new_people": met.get(id_, []),
            **counts.get(id_, _NO_COUNTS),
        }
        for id_ in ids
    }


_NO_COUNTS = {"calls": 0, "emails": 0}


def _met(connection: sa.Connection, ids: Sequence[UUID], since: datetime) -> dict[UUID, list[NewPerson]]:
    """Read the new contacts of each deal, in the order in which they were met."""
    met = new_people(since)
    found: dict[UUID, list[NewPerson]] = {}
    for row in connection.execute(sa.select(met).where(met.c.deal == any_of(ids)).order_by(met.c.at, met.c.email)):
        found.setdefault(row.deal, []).append(NewPerson.model_validate(row))
    return found


def _moves(connection: sa.Connection, ids: Sequence[UUID], since: datetime) -> dict[UUID, list[Change]]:
    """Read the changes of each deal in the period, the newest first."""
    rows = connection.execute(
        sa.select(change.opportunity_id, *CHANGE_COLUMNS)
        .where(change.opportunity_id == any_of(ids), in_period(since))
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
