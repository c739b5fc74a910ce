"""Filters of deals that the list, its totals and all surfaces share."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.deals import OUTCOMES, Outcome, deal, is_kept
from gametape.queries.question_text import AskedValue, AskedWords
from gametape.text.spelling import spellings

_Health = Annotated[Decimal, Field(ge=0, le=10, max_digits=3, decimal_places=1)]
_MAX_WORDS = 8


class Filters(BaseModel):
    """Filters of deals: all given filters must match; of several values for a filter, one must match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owner: list[AskedValue] = Field([], max_length=50, description="Owner's email; empty for deals without an owner.")
    stage: list[AskedValue] = Field([], max_length=50, description="Stage; empty for deals without a stage.")
    outcome: list[Outcome] = Field([], max_length=3, description="open, won or lost.")
    health_min: _Health | None = Field(None, description="Minimum health, 0 to 10. Leaves out deals without a score.")
    health_max: _Health | None = Field(None, description="Maximum health, 0 to 10. Leaves out deals without a score.")
    quiet_days: int | None = Field(
        None, ge=0, le=36_500, description="No customer call or email for at least this many days, or ever."
    )
    search: AskedWords | None = Field(None, description="Words; each must be in the name of the deal or its account.")


def filter_condition(filters: Filters) -> sa.ColumnElement[bool]:
    """Return the SQL condition for deals that pass the filters, without deals deleted at the source."""
    conditions = [
        is_kept,
        _one_of(deal.owner_email, [value.lower() for value in filters.owner]),
        _one_of(deal.stage, filters.stage),
        sa.or_(*(OUTCOMES[outcome] for outcome in filters.outcome)) if filters.outcome else None,
        *_health(filters.health_min, filters.health_max),
        _quiet(filters.quiet_days),
        *contains_words((deal.name, deal.account_name), filters.search or ""),
    ]
    return sa.and_(*(condition for condition in conditions if condition is not None))


def _one_of(column: sa.ColumnElement[str], values: list[str]) -> sa.ColumnElement[bool] | None:
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


def contains_words(columns: Sequence[sa.ColumnElement[str]], search: str) -> list[sa.ColumnElement[bool]]:
    """Return a condition per word of `search`, up to eight.

    The word is in one of `columns`, in any case and spelling.
    """
    return [sa.or_(*_ways(columns, word)) for word in search.split()[:_MAX_WORDS]]


def _ways(columns: Sequence[sa.ColumnElement[str]], word: str) -> Iterator[sa.ColumnElement[bool]]:
    patterns = [f"%{escape_like(spelling)}%" for spelling in spellings(word)]
    yield from (column.ilike(pattern) for column in columns for pattern in patterns)


def escape_like(text: str) -> str:
    """Escape a text for LIKE, so that the pattern matches the text itself."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
