"""Timeline of a deal, newest first: calls, emails, field changes, and the silences between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from gametape.queries import cursors, keyset
from gametape.queries.calls_and_emails import (
    CALL_COLUMNS,
    CALLS,
    EMAIL_COLUMNS,
    EMAILS,
    Call,
    Email,
    addresses_of,
    call,
    has_transcript,
    is_attendee,
    linked,
    mail,
    participant,
    participants_of,
    talk_share_columns,
)
from gametape.queries.changes_since import CHANGE_COLUMNS, Change, change
from gametape.queries.deals import ResultRow, deal, is_kept, require_deal
from gametape.queries.question_text import AskedValue
from gametape.store.tables import calls, emails, opportunity_changes

SILENCE = timedelta(days=7)
_STEP = timedelta(microseconds=1)


class ItemType(StrEnum):
    """Type of a timeline item."""

    CALL = "call"
    EMAIL = "email"
    CHANGE = "change"
    SILENCE = "silence"


class CallItem(Call):
    """Call in a timeline."""

    type: Literal[ItemType.CALL]
    is_repeat: bool = Field(description="Another recording of a meeting that is already listed; not counted.")


class EmailItem(Email):
    """Email in a timeline."""

    type: Literal[ItemType.EMAIL]


class ChangeItem(Change):
    """Change of a field in a timeline."""

    type: Literal[ItemType.CHANGE]
    id: UUID


class SilenceItem(ResultRow):
    """A week or more without a call or email with the customer; with the filter `person`, with that person."""

    type: Literal[ItemType.SILENCE]
    id: UUID = Field(description="Id of the call or email that ended the silence.")
    days: int = Field(ge=SILENCE.days, description="Length in days.")
    since: datetime = Field(description="Last call or email before the silence.")
    until: datetime = Field(description="Call or email that ended the silence.")


Item = Annotated[CallItem | EmailItem | ChangeItem | SilenceItem, Field(discriminator="type")]
_item: TypeAdapter[Item] = TypeAdapter(Item)


_moment: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
SORT = keyset.Sort("-time", sa.column("at", sa.DateTime(timezone=True)), _moment)


class TimelineQuery(BaseModel):
    """Filters and page of a timeline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: list[ItemType] = Field([], max_length=4, description="Types to list; all by default.")
    person: Annotated[AskedValue, StringConstraints(min_length=1)] | None = Field(
        None, description="Email address; lists this person's calls and emails, and the silences between them."
    )
    cursor: str | None = Field(
        None, min_length=1, max_length=512, description="`next` or `previous` from an earlier answer."
    )
    limit: int = Field(20, ge=1, le=100, description="Items per page.")


class Timeline(ResultRow):
    """Page of a timeline, newest first; items without a time come last.

    `next` leads to older items; null at the end.
    """

    items: list[Item]
    next: str | None
    previous: str | None


def timeline(connection: sa.Connection, opportunity_id: UUID, query: TimelineQuery) -> Timeline:
    """Read a page of a deal's timeline.

    Raises:
        NotFound: there is no such deal, or it was deleted at the source.
        BadRequest: the cursor cannot be read, or belongs to another query.
    """
    scope = cursors.scope_of("timeline", query, opportunity_id)
    cursor = keyset.decode(query.cursor, SORT, scope) if query.cursor else None
    addresses = addresses_of(connection, query.person) if query.person else []
    rows = connection.execute(page_statement(opportunity_id, query, cursor, addresses)).all()
    if not rows:
        require_deal(connection, opportunity_id)
    page = keyset.cut_page(rows, query.limit, SORT, cursor, scope)
    return Timeline(
        items=[_item.validate_python(_item_values(row)) for row in page.rows], next=page.next, previous=page.previous
    )


def page_statement(
    opportunity_id: UUID, query: TimelineQuery, cursor: keyset.Cursor | None, addresses: list[str]
) -> sa.Select[*tuple[Any, ...]]:
    """Select the items of a page and one more; details are read for this page's items only."""
    backwards = cursor is not None and cursor.backwards
    wanted = query.type or list(ItemType)
    arms = [_ARMS[kind](opportunity_id, addresses) for kind in ItemType if kind in wanted]
    item = sa.union_all(*arms).subquery("item")
    sort = keyset.Sort(SORT.name, item.c.at, SORT.value)
    page = (
        sa.select(item)
        .where(
            sa.exists().where(deal.id == opportunity_id, is_kept),
            keyset.after_cursor(sort, item.c.id, cursor) if cursor else sa.true(),
        )
        .order_by(*keyset.order(sort, item.c.at, item.c.id, backwards=backwards))
        .limit(query.limit + 1)
        .subquery("page")
    )
    of = page.c.type
    return (
        sa.select(
            page,
            page.c.at.label("sorted_by"),
            *CALL_COLUMNS,
            sa.func.coalesce(participants_of(call.id), sa.text("'[]'::jsonb")).label("participants"),
            *talk_share_columns(call.id),
            has_transcript(call.id).label("has_transcript"),
            _is_repeat(opportunity_id).label("is_repeat"),
            *EMAIL_COLUMNS,
            *CHANGE_COLUMNS,
        )
        .select_from(page)
        .outerjoin(calls, sa.and_(of == ItemType.CALL, call.id == page.c.id))
        .outerjoin(emails, sa.and_(of == ItemType.EMAIL, mail.id == page.c.id))
        .outerjoin(opportunity_changes, sa.and_(of == ItemType.CHANGE, change.id == page.c.id))
        .order_by(*keyset.order(sort, page.c.at, page.c.id, backwards=backwards))
    )


def _is_repeat(opportunity_id: UUID) -> sa.ColumnElement[Any]:
    of_the_deal = sa.and_(linked.call_id == call.id, linked.opportunity_id == opportunity_id)
    return sa.select(linked.is_repeat).where(of_the_deal).scalar_subquery()


def _item_values(row: Any) -> dict[str, Any]:
    item = dict(row._mapping)
    if row.type == ItemType.SILENCE:
        item["days"] = (row.until - row.since).days
    return item


# All parts of the union have the same columns and types, so the planner applies the page's conditions to each part.
_NONE = sa.null().cast(sa.DateTime(timezone=True))


def _calls(opportunity_id: UUID, addresses: list[str]) -> sa.Select[*tuple[Any, ...]]:
    person_attended = sa.exists().where(participant.call_id == call.id, participant.email.in_(addresses), is_attendee)
    return CALLS.where(linked.opportunity_id == opportunity_id, person_attended if addresses else sa.true())


def _emails(opportunity_id: UUID, addresses: list[str]) -> sa.Select[*tuple[Any, ...]]:
    wrote_or_read = sa.or_(mail.sender_email.in_(addresses), mail.recipients.overlap(addresses))
    return EMAILS.where(mail.opportunity_id == opportunity_id, wrote_or_read if addresses else sa.true())


def _conversations(arm: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    items = arm.subquery()
    return sa.select(items.c.type, items.c.id, items.c.at, _NONE.label("since"), _NONE.label("until"))


def _changes(opportunity_id: UUID, addresses: list[str]) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal_column("'change'", sa.Text).label("type"),
        change.id,
        # Within the same moment ordered by the source: `place` adds Postgres's smallest time steps.
        (change.changed_at + change.place * sa.literal(_STEP, sa.Interval)).label("at"),
        _NONE.label("since"),
        _NONE.label("until"),
    ).where(
        change.opportunity_id == opportunity_id,
        change.deleted_at.is_(None),
        sa.false() if addresses else sa.true(),  # a change has no participants
    )


def _silences(opportunity_id: UUID, addresses: list[str]) -> sa.Select[*tuple[Any, ...]]:
    """Select the gaps between successive activities of the whole timeline, whatever items the page shows."""
    items = sa.union_all(_calls(opportunity_id, addresses), _emails(opportunity_id, addresses)).subquery()
    step = (
        sa.select(
            items.c.id,
            items.c.at.label("until"),
            sa.func.lag(items.c.at).over(order_by=(items.c.at, items.c.id)).label("since"),
        )
        .where(items.c.with_customer, items.c.at <= sa.func.now())
        .subquery()
    )
    return sa.select(
        sa.literal_column("'silence'", sa.Text).label("type"),
        step.c.id,
        # Sorts directly before the item that ended the silence: Postgres's smallest time step earlier.
        (step.c.until - _STEP).label("at"),
        step.c.since,
        step.c.until,
    ).where(step.c.until - step.c.since >= SILENCE)


_ARMS: dict[ItemType, Callable[[UUID, list[str]], sa.Select[*tuple[Any, ...]]]] = {
    ItemType.CALL: lambda deal_id, addresses: _conversations(_calls(deal_id, addresses)),
    ItemType.EMAIL: lambda deal_id, addresses: _conversations(_emails(deal_id, addresses)),
    ItemType.CHANGE: _changes,
    ItemType.SILENCE: _silences,
}
