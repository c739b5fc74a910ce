"""Totals: exact while that is cheap, honest beyond, and never across currencies."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from gametape.queries import totals
from gametape.queries.filters import Filters, filter_condition
from tests.builders.store_rows import add_deal, add_deals


def test_each_currency_is_added_up_for_itself(connection: sa.Connection) -> None:
    add_deal(connection, "a", amount=Decimal("0.10"), currency="USD")
    add_deal(connection, "b", amount=Decimal("0.20"), currency="USD")
    add_deal(connection, "c", amount=Decimal(7), currency="EUR")
    add_deal(connection, "d", amount=Decimal(5), currency=None)
    add_deal(connection, "e", amount=None, currency="GBP")
    summary = totals.summarize(connection, filter_condition(Filters()))
    assert summary.total.model_dump() == {"value": 5, "exact": True}
    assert [(found.currency, found.amount, found.deals) for found in summary.sums or []] == [
        ("USD", Decimal("0.30"), 2),
        ("EUR", Decimal(7), 1),
        (None, Decimal(5), 1),
    ]


def test_beyond_the_bound_the_number_is_an_estimate_and_nothing_is_added_up(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "EXACT_UP_TO", 50)
    add_deals(connection, [{"name": f"{number}", "amount": 1, "owner_email": "a@x.example"} for number in range(400)])
    connection.execute(sa.text("ANALYZE opportunities"))
    summary = totals.summarize(connection, filter_condition(Filters(owner=["a@x.example"])))
    assert summary.total.exact is False
    assert 200 <= summary.total.value <= 800
    assert summary.sums is None


def test_an_estimate_is_never_below_what_was_counted(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "EXACT_UP_TO", 5)
    add_deals(connection, [{"name": f"{number}"} for number in range(10)])
    summary = totals.summarize(connection, filter_condition(Filters(search="no such words, thinks the planner")))
    assert summary.total.model_dump() == {"value": 0, "exact": True}
    assert totals.summarize(connection, filter_condition(Filters())).total.value >= 6
