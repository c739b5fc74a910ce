"""Forecast: the deals of a close period by owner, stage or forecast category, with what slipped and what is overdue."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.queries.breakdown import grouping
from gametape.queries.calendar import Period, PeriodName, period, today
from gametape.queries.deals import Outcome, ResultRow, deal
from gametape.queries.facets import stage_facets
from gametape.queries.filters import Filters, filter_condition
from gametape.queries.question_text import AskedValue
from gametape.queries.totals import Sum
from gametape.settings import Settings

ForecastGroupName = Literal["owner", "stage", "forecast_category"]
ForecastColumnName = Literal["open", "overdue", "slipped", "won", "lost"]

_CATEGORIES = ("commit", "forecast", "most likely", "best case", "pipeline", "omitted", "closed")
"""Usual forecast categories in the order in which they are read; others come after them."""


class ForecastQuery(BaseModel):
    """Close period, grouping, and the deals."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    period: PeriodName = Field("this_quarter", description="Period of the close date, by the fiscal year.")
    group_by: ForecastGroupName = "owner"
    owner: list[AskedValue] = Field([], max_length=50, description="Owner's email; empty for deals without an owner.")
    team: AskedValue | None = Field(None, min_length=1, description="Manager's email: deals of all their reports, too.")
    product: list[AskedValue] = Field([], max_length=50, description="Product; empty for deals without a product.")


class ForecastList(ResultRow):
    """Filters of /api/opportunities, and of the page, for the deals that a column counts."""

    outcome: Outcome
    closes_from: date | None = None
    closes_by: date | None = None
    slipped_since: date | None = None
    slipped_past: date | None = None


class ForecastColumn(ResultRow):
    """Column: its name, and the list of all its deals."""

    name: ForecastColumnName
    list: ForecastList


class ForecastCell(ResultRow):
    """Deals of a group in a column; amounts per currency, never added up across currencies."""

    deals: int = Field(ge=0)
    sums: list[Sum] = Field(description="Most deals first.")


class ForecastGroup(ResultRow):
    """Deals with the same owner, stage or forecast category, by column."""

    value: str | None = Field(description="Null for deals without a value.")
    label: str | None = Field(description="Name of the person, if the value is an email address.")
    cells: dict[ForecastColumnName, ForecastCell]


class Forecast(ResultRow):
    """Forecast of a close period. A deal can be in several columns: an overdue deal is open, too."""

    period: PeriodName
    first: date
    last: date
    today: date
    group_by: ForecastGroupName
    columns: list[ForecastColumn] = Field(description="`slipped` is left out if the period has not begun.")
    groups: list[ForecastGroup]
    total: dict[ForecastColumnName, ForecastCell]


def forecast(connection: sa.Connection, query: ForecastQuery, settings: Settings) -> Forecast:
    """Count and sum the deals of a close period in groups.

    Columns: `open`, `won` and `lost` have a close date in the period. `slipped`: open deals whose close date was moved,
    since the start of the period, from a day in it (or before) to a day after it. `overdue`: open deals whose close
    date has passed, of whatever period.

    Raises:
        BadRequest: no deal has a forecast category; the message lists the columns.
    """
    day = today(connection, settings.zone)
    span = period(query.period, day, settings.fiscal_year_start)
    columns = _columns(span, day)
    base = Filters(owner=query.owner, team=query.team, product=query.product)
    found: dict[str | None, dict[ForecastColumnName, list[Any]]] = {}
    for column in columns:
        for row in _rows(connection, query.group_by, base, column.list, settings):
            found.setdefault(row.value, {}).setdefault(column.name, []).append(row)
    names = [column.name for column in columns]
    groups = [_group(value, cells, names) for value, cells in found.items()]
    return Forecast(
        period=query.period,
        first=span.first,
        last=span.last,
        today=day,
        group_by=query.group_by,
        columns=columns,
        groups=_in_order(connection, query.group_by, groups),
        total={name: _cell(row for cells in found.values() for row in cells.get(name, ())) for name in names},
    )


def _columns(span: Period, day: date) -> list[ForecastColumn]:
    within = {"closes_from": span.first, "closes_by": span.last}
    lists: dict[ForecastColumnName, ForecastList] = {
        "open": ForecastList(outcome=Outcome.OPEN, **within),
        "overdue": ForecastList(outcome=Outcome.OPEN, closes_by=day - timedelta(days=1)),
        "slipped": ForecastList(outcome=Outcome.OPEN, slipped_since=span.first, slipped_past=span.last),
        "won": ForecastList(outcome=Outcome.WON, **within),
        "lost": ForecastList(outcome=Outcome.LOST, **within),
    }
    return [
        ForecastColumn(name=name, list=deals) for name, deals in lists.items() if name != "slipped" or span.first <= day
    ]


def _rows(
    connection: sa.Connection, group_by: ForecastGroupName, base: Filters, wanted: ForecastList, settings: Settings
) -> Iterable[Any]:
    """Read the deals of a column by group and currency, with their number, the number with an amount, and the sum."""
    source, value, label = grouping(connection, group_by, settings)
    filters = base.model_copy(update={**wanted.model_dump(), "outcome": [wanted.outcome]})
    return connection.execute(
        sa.select(
            value.label("value"),
            label.label("label"),
            deal.currency,
            sa.func.count(deal.id).label("all"),
            sa.func.count(deal.amount).label("deals"),
            sa.func.sum(deal.amount).label("amount"),
        )
        .select_from(source)
        .where(filter_condition(filters, settings.zone))
        .group_by(sa.text("value"), deal.currency)
    ).all()


def _group(
    value: str | None, cells: Mapping[ForecastColumnName, list[Any]], names: Iterable[ForecastColumnName]
) -> ForecastGroup:
    label = next((row.label for rows in cells.values() for row in rows if row.label), None)
    return ForecastGroup(value=value, label=label, cells={name: _cell(cells.get(name, ())) for name in names})


def _cell(rows: Iterable[Any]) -> ForecastCell:
    """Add up rows of groups, each currency for itself."""
    deals = 0
    sums: dict[str | None, Sum] = {}
    for row in rows:
        deals += row.all
        if row.deals:
            known = sums.get(row.currency)
            sums[row.currency] = Sum(
                currency=row.currency,
                amount=row.amount + (known.amount if known else 0),
                deals=row.deals + (known.deals if known else 0),
            )
    return ForecastCell(deals=deals, sums=sorted(sums.values(), key=lambda each: (-each.deals, each.currency or "")))


def _in_order(
    connection: sa.Connection, group_by: ForecastGroupName, groups: list[ForecastGroup]
) -> list[ForecastGroup]:
    """Sort groups: owners by name, stages in pipeline order, forecast categories from the surest on."""
    if group_by == "stage":
        places = {facet.stage: place for place, facet in enumerate(stage_facets(connection))}
        return sorted(groups, key=lambda group: places.get(group.value, len(places)))
    if group_by == "forecast_category":
        return sorted(groups, key=lambda group: (_place(group.value), group.value or ""))
    return sorted(groups, key=lambda group: (group.value is None, (group.label or group.value or "").casefold()))


def _place(category: str | None) -> int:
    if category is None:
        return len(_CATEGORIES) + 1
    name = category.replace("_", " ").casefold()
    return _CATEGORIES.index(name) if name in _CATEGORIES else len(_CATEGORIES)
