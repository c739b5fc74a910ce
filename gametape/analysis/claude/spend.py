"""Spending on the language model: the maximum cost of a question is reserved before the question is sent.

The table `llm_usage` has a row per question, with the maximum cost until the answer gives the actual cost. So the
budgets hold over all processes together, and a killed process leaves the cost that it may have caused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.claude.prices import Prices, Tokens, prices
from gametape.errors import MoneySpent
from gametape.settings import Settings
from gametape.store.tables import llm_usage

usage = llm_usage.c
_RESERVE_LOCK = 0x67616D65  # key of the advisory lock under which costs are reserved


@dataclass(frozen=True, slots=True)
class Bill:
    """Bill of a question: its purpose, model and maximum tokens (`most`)."""

    purpose: str
    model: str
    most: Tokens
    opportunity_id: UUID | None = None
    is_batch: bool = False
    request: Mapping[str, Any] | None = None


class SpendGuard:
    """Guard of a run's budget and of the daily budget; safe to share between threads."""

    def __init__(self, engine: sa.Engine, settings: Settings) -> None:
        self._engine = engine
        self._prices: Prices = prices(settings.llm_prices_file)
        self._run = settings.llm_budget
        self._day = settings.llm_daily_budget
        self._mine: dict[int, Decimal] = {}
        self._lock = Lock()

    @property
    def spent(self) -> Decimal:
        """US dollars of this run, including reserved costs."""
        with self._lock:
            return sum(self._mine.values(), Decimal())

    def reserve(self, bill: Bill) -> int:
        """Reserve the maximum cost of a question in both budgets, and return the id of its row in `llm_usage`.

        Raises:
            MoneySpent: a budget has less left than this cost.
        """
        dollars = self._prices.dollars(bill.model, bill.most, is_batch=bill.is_batch)
        with self._lock:
            run = sum(self._mine.values(), Decimal())
            _demand(run + dollars, self._run, "run", "GAMETAPE_LLM_BUDGET")
            with self._engine.begin() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_RESERVE_LOCK)))
                _demand(spent_today(connection) + dollars, self._day, "day", "GAMETAPE_LLM_DAILY_BUDGET")
                row = sa.insert(llm_usage).values(
                    opportunity_id=bill.opportunity_id,
                    purpose=bill.purpose,
                    model=bill.model,
                    is_batch=bill.is_batch,
                    request=bill.request,
                    dollars=dollars,
                    **_columns(bill.most),
                )
                id_ = int(connection.execute(row.returning(usage.id)).scalar_one())
            self._mine[id_] = dollars
        return id_

    def settle(self, id_: int, tokens: Tokens, stop_reason: str | None) -> Decimal:
        """Replace a reserved cost by the actual cost, and return it in US dollars."""
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(usage.model, usage.is_batch).where(usage.id == id_)).one()
            dollars = self._prices.dollars(row.model, tokens, is_batch=row.is_batch)
            connection.execute(
                sa.update(llm_usage)
                .where(usage.id == id_)
                .values(dollars=dollars, stop_reason=stop_reason or "unknown", request=sa.null(), **_columns(tokens))
            )
        with self._lock:
            self._mine[id_] = dollars
        return dollars

    def release(self, id_: int) -> None:
        """Delete the row of a question that the API rejected unread, which costs nothing."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(llm_usage).where(usage.id == id_))
        with self._lock:
            self._mine.pop(id_, None)


def spent_today(connection: sa.Connection) -> Decimal:
    """Return the US dollars spent since midnight (UTC), including reserved costs."""
    midnight = sa.func.date_trunc("day", sa.func.now(), "UTC")
    total = sa.select(sa.func.coalesce(sa.func.sum(usage.dollars), 0)).where(usage.created_at >= midnight)
    return Decimal(connection.execute(total).scalar_one())


def _columns(tokens: Tokens) -> dict[str, int]:
    return {
        "input_tokens": tokens.input,
        "cache_write_tokens": tokens.cache_write,
        "cache_read_tokens": tokens.cache_read,
        "output_tokens": tokens.output,
    }


def _demand(wanted: Decimal, budget: Decimal, of: str, setting: str) -> None:
    if wanted > budget:
        raise MoneySpent(
            f"The next request could raise this {of}'s cost to ${wanted:.2f}; the budget is ${budget:.2f}.",
            hint=f"Raise {setting} to continue. Finished analysis is kept.",
        )
