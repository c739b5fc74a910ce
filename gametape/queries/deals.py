"""Deal as it is shown: columns, outcomes and scales that all queries over opportunities share."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import NotFound
from gametape.queries.signals import SignalNote
from gametape.store.tables import opportunities, opportunity_changes
from gametape.store.tables.deals import account_key
from gametape.text.days import written_day

deal = opportunities.c

# A deal can be marked as won without being marked as closed. Each deal is exactly one of these three.
is_won = deal.is_won.is_(True)
is_lost = sa.and_(deal.is_closed.is_(True), deal.is_won.is_not(True))
is_open = sa.and_(deal.is_closed.is_not(True), deal.is_won.is_not(True))
is_kept = deal.deleted_at.is_(None)

# Last change of the deal at the source; the store's own timestamp if the source has none.
changed_at = sa.func.coalesce(deal.source_modified_at, deal.updated_at)
owner_name = deal.metadata["owner_name"].astext
account_id = sa.cast(account_key(deal.account_name), sa.Uuid)


WEEKS = 12  # weeks of activity in lists


class Outcome(StrEnum):
    """Outcome of a deal, from `is_won` and `is_closed`, never from the name of its stage."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


OUTCOMES: dict[Outcome, sa.ColumnElement[bool]] = {Outcome.OPEN: is_open, Outcome.WON: is_won, Outcome.LOST: is_lost}

OUTCOME = sa.case((is_won, Outcome.WON.value), (is_lost, Outcome.LOST.value), else_=Outcome.OPEN.value)

Money = Annotated[Decimal, Field(description="Amount as a decimal string with every digit kept.")]


class ResultRow(BaseModel):
    """Base of the typed rows that queries return; immutable."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Opportunity(ResultRow):
    """Deal as lists show it."""

    id: UUID
    gong_opportunity_id: str = Field(description="Salesforce id, 18 characters.")
    name: str
    account_name: str | None
    account_id: UUID | None = Field(None, description="Account by its name: see `/api/accounts/{id}`.")
    owner_email: str | None
    owner_name: str | None
    stage: str | None
    outcome: Outcome
    close_date: date | None
    days_to_close: int | None = Field(
        None,
        description="Days from today, in the deployment's time zone, to the close date of an open deal; negative when "
        "overdue. Null with `as_of`.",
    )
    quiet_days: int | None = Field(
        None,
        ge=0,
        description="Days since the last customer call or email on an open deal that had one. Null with `as_of`.",
    )
    quiet_from: int | None = Field(
        None,
        ge=0,
        description="Days without activity from which the deal counts as quiet in its stage.",
    )
    close_date_moves: int = Field(ge=0, description="Times the close date was changed since it was first set.")
    amount: Money | None
    currency: str | None = Field(description="ISO 4217 code, if the source has it.")
    health_score: float | None = Field(ge=0, le=100, description="Health score of the source, 0 to 100.")
    health: float | None = Field(ge=0, le=10, description="Health as shown: health_score / 10, one decimal.")
    product: str | None
    opened_at: datetime | None
    last_activity_at: datetime | None = Field(description="Last customer call or email.")
    call_count: int = Field(ge=0)
    email_count: int = Field(ge=0)
    activity: list[Annotated[int, Field(ge=0)]] = Field(
        min_length=WEEKS,
        max_length=WEEKS,
        description=f"Customer calls and emails in each of the last {WEEKS} weeks of seven days, oldest first.",
    )
    changed_at: datetime = Field(description="Last change at the source; if unknown, in this store.")
    signals: tuple[SignalNote, ...] | None = Field(
        None, description="Top three signals, most severe first. Null with `as_of`."
    )


COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    deal.id,
    deal.gong_opportunity_id,
    deal.name,
    deal.account_name,
    account_id.label("account_id"),
    deal.owner_email,
    owner_name.label("owner_name"),
    deal.stage,
    OUTCOME.label("outcome"),
    deal.close_date,
    deal.amount,
    deal.currency,
    deal.health_score,
    sa.func.round(deal.health_score / 10, 1).label("health"),
    deal.product,
    deal.opened_at,
    deal.last_activity_at,
    changed_at.label("changed_at"),
)


def require_deal(connection: sa.Connection, opportunity_id: UUID) -> None:
    """Raise NotFound if there is no such deal.

    Raises:
        NotFound: there is no such deal, or it was deleted at the source.
    """
    if connection.execute(sa.select(deal.id).where(deal.id == opportunity_id, is_kept)).one_or_none() is None:
        raise absent(connection, opportunity_id)


def absent(connection: sa.Connection, opportunity_id: UUID) -> NotFound:
    """Return the error that says why a deal cannot be shown: unknown, or deleted at the source."""
    deleted_at = connection.execute(sa.select(deal.deleted_at).where(deal.id == opportunity_id)).scalar_one_or_none()
    if deleted_at is None:
        hint = "It may have been deleted. Search for the deal by name."
        return NotFound(f"There is no deal {opportunity_id}.", hint=hint)
    return NotFound(f"This deal was deleted at the source. The sync saw this on {written_day(deleted_at)}.")


def close_date_moves(opportunity_id: sa.ColumnElement[UUID]) -> sa.ColumnElement[int]:
    """Count the changes of a deal's close date; setting the first date is no change."""
    change = opportunity_changes.c
    return (
        sa.select(sa.func.count())
        .where(
            change.opportunity_id == opportunity_id,
            change.field == "close_date",
            change.old_value.is_not(None),
            change.deleted_at.is_(None),
        )
        .scalar_subquery()
        .label("close_date_moves")
    )
