"""Forecast: each number is that of the list that it leads to, and no currency is added to another."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.signals.deals import list_deals
from gametape.errors import BadRequest
from gametape.queries.calendar import period, today
from gametape.queries.forecast import Forecast, ForecastQuery, forecast
from gametape.queries.opportunities import OpportunityQuery
from gametape.settings import Settings
from tests.builders.store_rows import add_change, add_deal

DANA, KAI = "dana@lumen.example", "kai@lumen.example"


@pytest.fixture
def span(connection: sa.Connection) -> tuple[date, date]:
    """The current quarter, with a deal of each kind."""
    first, last = period("this_quarter", today(connection, UTC))

    def add(name: str, closes: date | None, owner: str | None = DANA, **values: Any) -> Any:
        fields = {"ForecastCategoryName": "Commit"} if owner == DANA else {}
        return add_deal(
            connection, name, close_date=closes, owner_email=owner, stage="2. Try", metadata={"fields": fields},
            **{"amount": 10, "currency": "USD", **values},
        )  # fmt: skip

    add("in it", last)
    add("euro", last, currency="EUR", amount=7)
    add("no amount", first, KAI, amount=None)
    add("next", last + timedelta(days=1), KAI)
    add("long overdue", first - timedelta(days=90), None)
    add("won", last, is_won=True, is_closed=True)
    add("lost", first, KAI, is_closed=True)
    add("no date", None)
    later = last + timedelta(days=20)
    moves = (
        ("slipped out", last, first, later),
        ("slipped within", first, first, last),
        ("later still", later, first, later),
    )
    for name, old, at, new in moves:
        deal = add(name, new)
        add_change(connection, deal, "close_date", f"{old}", f"{new}", datetime.combine(at, datetime.min.time(), UTC))
    before = add("slipped before", later)
    add_change(
        connection, before, "close_date", f"{last}", f"{later}",
        datetime.combine(first - timedelta(days=1), datetime.min.time(), UTC),
    )  # fmt: skip
    return first, last


def deals_of(found: Forecast, column: Any) -> dict[str | None, int]:
    return {group.value: group.cells[column].deals for group in found.groups if group.cells[column].deals}


def test_the_columns_of_a_quarter(connection: sa.Connection, settings: Settings, span: tuple[date, date]) -> None:
    found = forecast(connection, ForecastQuery(), settings)
    assert (found.first, found.last) == span
    assert deals_of(found, "open") == {DANA: 3, KAI: 1}
    assert deals_of(found, "slipped") == {DANA: 1}
    assert deals_of(found, "won") == {DANA: 1}
    assert deals_of(found, "lost") == {KAI: 1}
    assert deals_of(found, "overdue")[None] == 1
    sums = {each.currency: (each.amount, each.deals) for each in found.total["open"].sums}
    assert sums == {"USD": (Decimal(20), 2), "EUR": (Decimal(7), 1)}
    assert [column.name for column in forecast(connection, ForecastQuery(period="next_quarter"), settings).columns] == [
        "open", "overdue", "won", "lost"
    ]  # fmt: skip


@pytest.mark.parametrize("group_by", ["owner", "stage", "forecast_category"])
def test_each_number_is_that_of_the_list_it_opens(
    connection: sa.Connection, settings: Settings, span: tuple[date, date], group_by: Any
) -> None:
    found = forecast(connection, ForecastQuery(group_by=group_by), settings)
    lists = 0
    for column in found.columns:
        for group in [*found.groups, None]:
            chosen = {} if group is None else {group_by: [group.value or ""]}
            query = OpportunityQuery(**{**column.list.model_dump(), "outcome": [column.list.outcome]}, **chosen)
            summary = list_deals(connection, query, settings).summary
            cell = found.total[column.name] if group is None else group.cells[column.name]
            assert summary is not None
            assert (summary.total.value, summary.sums) == (cell.deals, cell.sums), (column, group)
            lists += 1
    assert lists >= 10


def test_a_company_without_forecast_categories_is_told_so(connection: sa.Connection, settings: Settings) -> None:
    with pytest.raises(BadRequest, match="No deal has a forecast category"):
        forecast(connection, ForecastQuery(group_by="forecast_category"), settings)
