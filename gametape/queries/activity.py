"""Activity on deals: counts and weekly numbers for lists, and the whole history for the activity strip of a deal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.calls_and_emails import CALLS, EMAILS, Side, call, linked, mail
from gametape.queries.deals import WEEKS, ResultRow, deal, require_deal
from gametape.queries.stage_moves import stage_moves, stage_stays
from gametape.store.activity_rules import holds, is_counted, is_counted_once
from gametape.store.tables import call_opportunities, emails

CAP = 2000  # calls, and emails; a deal has some hundreds

_WEEK = 7 * 24 * 60 * 60


def count_activity(
    connection: sa.Connection, opportunity_ids: Sequence[UUID], until: datetime | None = None
) -> dict[UUID, dict[str, Any]]:
    """Count calls and emails of each deal, in one query: `call_count`, `email_count`, `activity`.

    With `until`, the counts are as of that moment. Planned calls and no-shows are not counted. `activity` has a number
    per week.
    """
    counts: dict[UUID, dict[str, Any]] = {
        id_: {"call_count": 0, "email_count": 0, "activity": [0] * WEEKS} for id_ in opportunity_ids
    }
    if not counts:
        return counts
    for row in connection.execute(count_statement(opportunity_ids, until)):
        of_deal = counts[row.opportunity_id]
        of_deal[f"{row.type}_count"] += row.count
        if row.week is not None:
            of_deal["activity"][WEEKS - 1 - row.week] += row.count
    return counts


def count_statement(opportunity_ids: Sequence[UUID], until: datetime | None = None) -> sa.Select[*tuple[Any, ...]]:
    """Select the number of calls and emails by deal, type and week.

    `week` is null for items that are older than the last weeks or have no time.
    """
    items = sa.union_all(
        CALLS.where(linked.opportunity_id.in_(opportunity_ids), sa.not_(call.is_no_show)),
        EMAILS.where(mail.opportunity_id.in_(opportunity_ids)),
    ).subquery()
    moment = sa.func.now() if until is None else sa.literal(until, sa.DateTime(timezone=True))
    weeks_ago = sa.func.floor(sa.cast(sa.extract("epoch", moment - items.c.at), sa.Double) / _WEEK)
    recent = sa.and_(items.c.with_customer, weeks_ago.between(0, WEEKS - 1))
    week = sa.case((recent, sa.cast(weeks_ago, sa.Integer)))
    return (
        sa.select(items.c.opportunity_id, items.c.type, week.label("week"), sa.func.count().label("count"))
        .where(
            items.c.counts,
            sa.or_(items.c.at <= moment, items.c.at.is_(None)) if until is None else items.c.at < until,
        )
        .group_by(items.c.opportunity_id, items.c.type, sa.text("week"))
    )


class StageBand(ResultRow):
    """A time that the deal spent in `stage`, from `since` to `until`.

    `since` is null if unknown; `until` is null in the current stage.
    """

    stage: str | None
    since: datetime | None
    until: datetime | None


class CallMark(ResultRow):
    """Call in the activity strip."""

    id: UUID
    at: datetime
    minutes: float | None = Field(ge=0)
    is_internal: bool
    is_no_show: bool


class EmailMark(ResultRow):
    """Email in the activity strip."""

    id: UUID
    at: datetime
    direction: Side = Field(description="Side of the sender.")


class Activity(ResultRow):
    """Stages, calls and emails of a deal, each list oldest first."""

    stages: list[StageBand]
    calls: list[CallMark]
    emails: list[EmailMark]
    capped: bool = Field(description=f"True if only the latest {CAP} calls or emails are listed.")


def activity(connection: sa.Connection, opportunity_id: UUID) -> Activity:
    """Read the data of a deal's activity strip; items without a time are left out.

    Raises:
        NotFound: there is no such deal, or it was deleted at the source.
    """
    require_deal(connection, opportunity_id)
    minutes = sa.func.round(call.duration_seconds / sa.literal_column("60.0", sa.Numeric), 1).label("minutes")
    call_marks = connection.execute(
        CALLS.add_columns(minutes, call.is_internal, call.is_no_show)
        .where(linked.opportunity_id == opportunity_id, call.started_at.is_not(None))
        .where(holds(is_counted_once, call_opportunities))
        .order_by(call.started_at.desc(), call.id.desc())
        .limit(CAP + 1)
    ).all()
    email_marks = connection.execute(
        EMAILS.add_columns(mail.direction)
        .where(mail.opportunity_id == opportunity_id, mail.sent_at.is_not(None), holds(is_counted, emails))
        .order_by(mail.sent_at.desc(), mail.id.desc())
        .limit(CAP + 1)
    ).all()
    return Activity(
        stages=stage_bands(connection, opportunity_id),
        calls=[CallMark.model_validate(row) for row in reversed(call_marks[:CAP])],
        emails=[EmailMark.model_validate(row) for row in reversed(email_marks[:CAP])],
        capped=max(len(call_marks), len(email_marks)) > CAP,
    )


def stage_bands(connection: sa.Connection, opportunity_id: UUID) -> list[StageBand]:
    """The stages that a deal went through, the oldest first. The deal must exist."""
    stage, opened_at = connection.execute(sa.select(deal.stage, deal.opened_at).where(deal.id == opportunity_id)).one()
    moves = stage_moves(connection, [opportunity_id]).get(opportunity_id, [])
    return [StageBand.model_validate(stay._asdict()) for stay in stage_stays(moves, opened_at, stage)]
