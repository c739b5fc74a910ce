"""Filters of deals that the list, its totals and all surfaces share."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, timedelta, tzinfo
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.calendar import start_of
from gametape.queries.deals import OUTCOMES, Outcome, deal, is_kept
from gametape.queries.question_text import AskedDay, AskedValue, AskedWords
from gametape.store.activity_rules import holds, is_slip
from gametape.store.our_people import in_team_of
from gametape.store.tables import opportunity_changes
from gametape.store.tables.deals import account_key
from gametape.text.spelling import spellings

_Health = Annotated[Decimal, Field(ge=0, le=10, max_digits=3, decimal_places=1)]
_Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=2)]
_MAX_WORDS = 8


class Filters(BaseModel):
    """Filters of deals: all given filters must match; of several values for a filter, one must match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owner: list[AskedValue] = Field([], max_length=50, description="Owner's email; empty for deals without an owner.")
    stage: list[AskedValue] = Field([], max_length=50, description="Stage; empty for deals without a stage.")
    team: AskedValue | None = Field(
        None, min_length=1, description="Manager's email: deals owned by the manager or anyone who reports to them."
    )
    account: UUID | None = Field(None, description="Account: `account_id` of a deal.")
    product: list[AskedValue] = Field([], max_length=50, description="Product; empty for deals without a product.")
    outcome: list[Outcome] = Field([], max_length=3, description="open, won or lost.")
    closes_from: AskedDay | None = Field(None, description="Close date on or after this day.")
    closes_by: AskedDay | None = Field(None, description="Close date on or before this day.")
    slipped_since: AskedDay | None = Field(
        None, description="Close date moved to a later day on or after this day, in the deployment's time zone."
    )
    slipped_past: AskedDay | None = Field(
        None,
        description="With `slipped_since`: the close date moved from this day or earlier to a later day, and is later.",
    )
    amount_min: _Amount | None = Field(None, description="Minimum amount, in the deal's own currency.")
    amount_max: _Amount | None = Field(None, description="Maximum amount, in the deal's own currency.")
    health_min: _Health | None = Field(None, description="Minimum health, 0 to 10. Leaves out deals without a score.")
    health_max: _Health | None = Field(None, description="Maximum health, 0 to 10. Leaves out deals without a score.")
    quiet_days: int | None = Field(
        None, ge=0, le=36_500, description="No customer call or email for at least this many days, or ever."
    )
    search: AskedWords | None = Field(None, description="Words; each must be in the name of the deal or its account.")


def filter_condition(filters: Filters, zone: tzinfo = UTC) -> sa.ColumnElement[bool]:
    """Return the SQL condition for deals that pass the filters, without deals deleted at the source.

    Days begin in `zone`.
    """
    conditions = [
        is_kept,
        one_of(deal.owner_email, [value.lower() for value in filters.owner]),
        in_team_of(deal.owner_email, filters.team.lower()) if filters.team else None,
        one_of(deal.stage, filters.stage),
        account_key(deal.account_name) == filters.account.hex if filters.account else None,
        one_of(deal.product, filters.product),
        sa.or_(*(OUTCOMES[outcome] for outcome in filters.outcome)) if filters.outcome else None,
        *_health(filters.health_min, filters.health_max),
        _quiet(filters.quiet_days),
        deal.close_date >= filters.closes_from if filters.closes_from else None,
        deal.close_date <= filters.closes_by if filters.closes_by else None,
        _slipped(filters.slipped_since, filters.slipped_past, zone),
        deal.amount >= filters.amount_min if filters.amount_min is not None else None,
        deal.amount <= filters.amount_max if filters.amount_max is not None else None,
        *contains_words((deal.name, deal.account_name), filters.search or ""),
    ]
    return sa.and_(*(condition for condition in conditions if condition is not None))


def one_of(column: sa.ColumnElement[str], values: list[str]) -> sa.ColumnElement[bool] | None:
    """Return the condition for one of the values, an empty text being no value; None without values."""
    if not values:
        return None
    given = column.in_([value for value in values if value])
    return sa.or_(given, column.is_(None)) if "" in values else given


def _health(least: Decimal | None, greatest: Decimal | None) -> list[sa.ColumnElement[bool]]:
    """Compare the health score as shown: 49.6 of 100 is shown as 5.0, so it passes a minimum of 5.0.

    The conditions are on the bare column, so its index is used.
    """
    half = Decimal("0.5")
    conditions = []
    if least is not None:
        conditions.append(deal.health_score >= least * 10 - half)
    if greatest is not None:
        conditions.append(deal.health_score < greatest * 10 + half)
    return conditions


def _quiet(days: int | None) -> sa.ColumnElement[bool] | None:
    if days is None:
        return None
    quiet_since = sa.func.now() - timedelta(days=days)
    return sa.or_(deal.last_activity_at <= quiet_since, deal.last_activity_at.is_(None))


def _slipped(since: date | None, past: date | None, zone: tzinfo) -> sa.ColumnElement[bool] | None:
    if since is None:
        return None
    change = opportunity_changes.c
    slips = sa.select(change.opportunity_id).where(
        holds(is_slip, opportunity_changes), change.changed_at >= start_of(since, zone)
    )
    if past is None:
        return deal.id.in_(slips)
    day = past.isoformat()
    over = slips.where(sa.func.left(change.old_value, 10) <= day, sa.func.left(change.new_value, 10) > day)
    return sa.and_(deal.id.in_(over), deal.close_date > past)


def contains_words(columns: Sequence[sa.ColumnElement[str]], search: str) -> list[sa.ColumnElement[bool]]:
    """Return a condition per word of `search`, up to eight.

    The word is in one of `columns`, in any case and spelling; a word of one or two letters only where a word begins.
    """
    return [sa.or_(*_ways(columns, word)) for word in search.split()[:_MAX_WORDS]]


def _ways(columns: Sequence[sa.ColumnElement[str]], word: str) -> Iterator[sa.ColumnElement[bool]]:
    # A trigram index finds three letters anywhere, fewer only at the beginning of a word.
    is_short = len(word) <= 2 and word.isascii() and word.isalnum()
    around = ("{}%", "% {}%") if is_short else ("%{}%",)
    patterns = [form.format(escape_like(spelling)) for spelling in spellings(word) for form in around]
    yield from (column.ilike(pattern) for column in columns for pattern in patterns)


def escape_like(text: str) -> str:
    """Escape a text for LIKE, so that the pattern matches the text itself."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
