"""Number and value of the deals that pass a filter: exact while that is fast, else the planner's estimate."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from gametape.queries.deals import Money, ResultRow, deal

EXACT_UP_TO = 10_000  # rows that are counted and summed exactly, in about 10 ms


class Total(ResultRow):
    """Number of deals."""

    value: int = Field(ge=0)
    exact: bool = Field(description="False if it is an estimate.")


class Sum(ResultRow):
    """Value of the deals in one currency; different currencies are never summed."""

    currency: str | None
    amount: Money
    deals: int = Field(ge=1, description="Number of deals in this currency with an amount.")


class Summary(ResultRow):
    """Number and value of all deals that pass a filter, on all pages."""

    total: Total
    sums: list[Sum] | None = Field(description="Null if there are too many deals to add up.")


class Explain(sa.Executable, sa.ClauseElement):
    """EXPLAIN of a statement as JSON, with the statement's own parameters."""

    inherit_cache = False

    def __init__(self, statement: sa.Select[*tuple[Any, ...]]) -> None:
        self.statement = statement


@compiles(Explain)
def _compile_explain(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + compiler.process(element.statement, **options)


def summarize(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Summary:
    """Count the deals under `condition` and sum their amounts per currency, most deals first."""
    deals = sa.select(deal.currency, deal.amount).where(condition).limit(EXACT_UP_TO + 1).subquery()
    groups = connection.execute(
        sa.select(
            deals.c.currency,
            sa.func.count().label("all"),
            sa.func.count(deals.c.amount).label("deals"),
            sa.func.sum(deals.c.amount).label("amount"),
        )
        .group_by(deals.c.currency)
        .order_by(sa.desc("deals"), deals.c.currency)
    ).all()
    count = sum(group.all for group in groups)
    if count > EXACT_UP_TO:
        return Summary(total=Total(value=max(_estimate(connection, condition), count), exact=False), sums=None)
    return Summary(total=Total(value=count, exact=True), sums=_sums(groups))


def _sums(groups: Sequence[Any]) -> list[Sum]:
    return [Sum.model_validate(group) for group in groups if group.deals]


def _estimate(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    plan = connection.execute(Explain(sa.select(deal.id).where(condition))).scalar_one()
    return int(plan[0]["Plan"]["Plan Rows"])
