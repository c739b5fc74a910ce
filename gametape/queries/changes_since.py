"""Changes of a deal's fields, and what happened on a deal since a day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.calendar import start_of, written_date
from gametape.queries.calls_and_emails import CALLS, EMAILS, linked, mail
from gametape.queries.deals import ResultRow, require_deal
from gametape.queries.ids import any_of
from gametape.queries.question_text import AskedDay
from gametape.store.activity_rules import holds, is_slip
from gametape.store.tables import opportunity_changes

change = opportunity_changes.c


class Change(ResultRow):
    """Change of a field from `old` to `new`. A change that only the sync observed happened after `not_before`."""

    field: str = Field(description="stage, amount, close_date or owner.")
    old: str | None
    new: str | None
    changed_at: datetime | None
    not_before: datetime | None
    origin: str = Field(description="opportunity_history, opportunity_field_history, opportunity or observed.")


CHANGE_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    change.field,
    change.old_value.label("old"),
    change.new_value.label("new"),
    change.changed_at,
    change.not_before,
    change.origin,
)


# Sources write whole seconds: within the same second, `place` gives the source's order.
OLDEST_FIRST = (change.changed_at.asc().nulls_first(), change.place, change.id)
NEWEST_FIRST = (change.changed_at.desc().nulls_last(), change.place.desc(), change.id.desc())


def list_changes(connection: sa.Connection, opportunity_id: UUID) -> list[Change]:
    """List all changes of a deal, newest first; changes without a time come last.

    The caller has checked that the deal exists.
    """
    rows = connection.execute(
        sa.select(*CHANGE_COLUMNS)
        .where(change.opportunity_id == opportunity_id, change.deleted_at.is_(None))
        .order_by(*NEWEST_FIRST)
    )
    return [Change.model_validate(row) for row in rows]


def close_date_slips(
    connection: sa.Connection, opportunity_ids: Sequence[UUID], since: datetime
) -> list[tuple[UUID, datetime, date, date]]:
    """List the moves of close dates to later days since a time, the newest first: deal, time, old day, new day."""
    rows = connection.execute(
        sa.select(change.opportunity_id, change.changed_at, change.old_value, change.new_value)
        .where(
            change.opportunity_id == any_of(opportunity_ids),
            holds(is_slip, opportunity_changes),
            change.changed_at >= since,
        )
        .order_by(*NEWEST_FIRST)
    )
    days = ((id_, at, written_date(old), written_date(new)) for id_, at, old, new in rows)
    return [(id_, at, old, new) for id_, at, old, new in days if old and new]


class SinceQuery(BaseModel):
    """Start of the period."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: AskedDay = Field(description="Day, inclusive, in the deployment's time zone.")


class FieldMove(ResultRow):
    """Value of a field then and now, and the number of changes between; `old` may equal `new`."""

    field: str = Field(description="stage, amount, close_date or owner.")
    old: str | None
    new: str | None
    moves: int = Field(ge=1)


class ChangesSince(ResultRow):
    """Changes, calls and emails of a deal since a day."""

    since: datetime
    fields: list[FieldMove] = Field(description="Fields that changed.")
    changes: list[Change] = Field(description="Each change, newest first.")
    calls: int = Field(ge=0, description="Calls held since that day.")
    emails: int = Field(ge=0, description="Emails sent since that day, by either side.")


def changes_since(
    connection: sa.Connection, opportunity_id: UUID, query: SinceQuery, zone: tzinfo = UTC
) -> ChangesSince:
    """Read changes, and count calls and emails, of a deal since a day that begins in `zone`.

    Raises:
        NotFound: there is no such deal, or it was deleted at the source.
    """
    require_deal(connection, opportunity_id)
    since = start_of(query.since, zone)
    moved = [
        change
        for change in list_changes(connection, opportunity_id)
        if change.changed_at and change.changed_at >= since
    ]
    items = sa.union_all(
        CALLS.where(linked.opportunity_id == opportunity_id), EMAILS.where(mail.opportunity_id == opportunity_id)
    ).subquery()
    counts = connection.execute(
        sa.select(
            sa.func.count().filter(items.c.type == "call").label("calls"),
            sa.func.count().filter(items.c.type == "email").label("emails"),
        ).where(items.c.counts, items.c.at >= since, items.c.at <= sa.func.now())
    ).one()
    return ChangesSince(
        since=since, fields=then_and_now(moved), changes=moved, calls=counts.calls, emails=counts.emails
    )


def then_and_now(newest_first: Sequence[Change]) -> list[FieldMove]:
    """Return each field that changed with its values before the first and after the last change."""
    moves: dict[str, list[Change]] = {}
    for change in newest_first:
        moves.setdefault(change.field, []).append(change)
    return [
        FieldMove(field=field, old=changes[-1].old, new=changes[0].new, moves=len(changes))
        for field, changes in moves.items()
    ]
