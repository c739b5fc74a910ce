"""Reconstruct a deal as it was on a past day, from its recorded changes."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.activity import count_activity
from gametape.queries.calendar import end_of, written_date
from gametape.queries.calls_and_emails import CALLS, EMAILS, linked, mail
from gametape.queries.changes_since import Change
from gametape.queries.deals import Outcome, deal, is_kept, is_lost, is_won
from gametape.store.tables import opportunities, people
from gametape.text.days import written_day

_FIELDS = {"stage": "stage", "amount": "amount", "close_date": "close_date", "owner": "owner_email"}


def deal_as_of(connection: sa.Connection, day: date, zone: tzinfo, now: dict[str, Any]) -> dict[str, Any]:
    """Return the deal `now` as it was at the end of `day` in `zone`.

    `now` holds the deal's columns and its `changes`, newest first.

    Raises:
        NotFound: the deal was opened later.
    """
    opened = now["opened_at"]
    end = end_of(day, zone)
    if opened and opened >= end:
        raise NotFound(
            f"This deal was opened on {written_day(opened.astimezone(zone))}.", hint="Use that day or a later one."
        )
    changes: list[Change] = now["changes"]
    dated = [change for change in changes if change.changed_at]
    values = {column: _value_at(dated, field, end, now[column]) for field, column in _FIELDS.items()}
    values["amount"] = _amount(values["amount"])
    close_date = values["close_date"]
    values["close_date"] = written_date(close_date) if isinstance(close_date, str) else close_date
    values["owner_name"] = _owner_name(connection, values["owner_email"], now)
    past = [change for change in dated if change.changed_at and change.changed_at < end]
    return {
        **values,
        **count_activity(connection, [now["id"]], end)[now["id"]],
        "as_of": day,
        "changes": past,
        "close_date_moves": sum(change.field == "close_date" and change.old is not None for change in past),
        "health_score": None,
        "health": None,
        "last_activity_at": _last_activity(connection, now["id"], end),
        "outcome": now["outcome"] if values["stage"] == now["stage"] else _usual_outcome(connection, values["stage"]),
        "stage_history": [move for move in now["stage_history"] if _is_before(move.get("at"), end)],
        "uncertain": [field for field in _FIELDS if any(_is_around(change, field, end) for change in dated)],
    }


def _value_at(newest_first: Sequence[Change], field: str, end: datetime, current: Any) -> Any:
    """Return the old value of the first change after `end`, or the current value if there was no change."""
    later = [
        change for change in newest_first if change.field == field and change.changed_at and change.changed_at >= end
    ]
    return later[-1].old if later else current


def _is_around(change: Change, field: str, end: datetime) -> bool:
    """Tell whether a change was observed after `end`, but may have happened before."""
    return (
        change.field == field
        and change.not_before is not None
        and change.changed_at is not None
        and (change.not_before < end <= change.changed_at)
    )


def _is_before(moment: Any, end: datetime) -> bool:
    return moment is None or datetime.fromisoformat(moment) < end


def _amount(value: Any) -> Decimal | None:
    try:
        amount = None if value is None else Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount is None or amount.is_finite() else None


def _owner_name(connection: sa.Connection, email: str | None, now: dict[str, Any]) -> str | None:
    if email == now["owner_email"]:
        name: str | None = now["owner_name"]
        return name
    return connection.execute(sa.select(people.c.name).where(people.c.email == email)).scalar_one_or_none()


def _last_activity(connection: sa.Connection, opportunity_id: UUID, end: datetime) -> datetime | None:
    items = sa.union_all(
        CALLS.where(linked.opportunity_id == opportunity_id), EMAILS.where(mail.opportunity_id == opportunity_id)
    ).subquery()
    latest = sa.select(sa.func.max(items.c.at)).where(
        items.c.with_customer, items.c.at < end, items.c.at <= sa.func.now()
    )
    moment: datetime | None = connection.execute(latest).scalar_one()
    return moment


def _usual_outcome(connection: sa.Connection, stage: str | None) -> Outcome:
    """Return the outcome of most deals in `stage`, because the history records stages but no outcomes."""
    count = connection.execute(
        sa.select(
            sa.func.count().label("deals"),
            sa.func.count().filter(is_won).label("won"),
            sa.func.count().filter(is_lost).label("lost"),
        )
        .select_from(opportunities)
        .where(is_kept, deal.stage == stage)
    ).one()
    counts = {Outcome.OPEN: count.deals - count.won - count.lost, Outcome.WON: count.won, Outcome.LOST: count.lost}
    return max(counts, key=counts.__getitem__)
