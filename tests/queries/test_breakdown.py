"""Deals in groups: counts, win rates, amounts, and the company's own columns."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest
from gametape.queries.breakdown import BreakdownQuery, breakdown
from gametape.settings import Settings
from tests.builders.store_rows import add_deal


def groups(connection: sa.Connection, settings: Settings, by: Any, **filters: Any) -> dict[str | None, Any]:
    found = breakdown(connection, BreakdownQuery(group_by=by, **filters), settings)
    return {group.value: group for group in found.groups}


def closed(is_won: bool, **fields: Any) -> dict[str, Any]:
    return {"is_closed": True, "is_won": is_won, "metadata": {"fields": fields}}


def test_amounts_are_kept_apart_by_outcome_and_currency(connection: sa.Connection, settings: Settings) -> None:
    add_deal(connection, "a", stage="1", amount=10, currency="USD")
    add_deal(connection, "b", stage="1", amount=5, currency="USD")
    add_deal(connection, "c", stage="1", amount=7, currency="EUR")
    add_deal(connection, "d", stage="1", amount=None, currency="EUR")
    add_deal(connection, "e", stage="1", amount=100, currency="USD", is_closed=True, is_won=True)
    add_deal(connection, "f", stage=None, is_closed=True)
    one = groups(connection, settings, "stage")["1"]
    assert (one.deals, one.open, one.won, one.lost, one.win_rate) == (5, 4, 1, 0, 1.0)
    told = {(amount.outcome, amount.currency): (amount.amount, amount.deals) for amount in one.amounts}
    assert told == {
        ("open", "EUR"): (Decimal(7), 1), ("open", "USD"): (Decimal(15), 2), ("won", "USD"): (Decimal(100), 1)
    }  # fmt: skip
    assert groups(connection, settings, "stage")[None].win_rate == 0


@pytest.mark.parametrize("column", ["loss_reason_c", "Loss_Reason__c", "Closed_Lost_Reason__c", "closed_lost_reason"])
def test_a_loss_reason_is_found_under_its_common_names(
    connection: sa.Connection, settings: Settings, column: str
) -> None:
    add_deal(connection, "a", **closed(False, **{column: "Price"}))
    add_deal(connection, "b", **closed(False, **{column: " "}))
    add_deal(connection, "c", **closed(True))
    told = groups(connection, settings, "loss_reason", outcome=["lost"])
    assert {value: group.lost for value, group in told.items()} == {"Price": 1, None: 1}


def test_a_column_that_the_settings_name_is_used_and_no_other(connection: sa.Connection, settings: Settings) -> None:
    add_deal(connection, "a", **closed(False, Loss_Reason__c="Price", Why__c="Timing"))
    own = settings.model_copy(update={"loss_reason_column": "why__c"})
    assert set(groups(connection, own, "loss_reason")) == {"Timing"}


def test_a_fact_that_no_deal_has_is_refused_with_the_columns_there_are(
    connection: sa.Connection, settings: Settings
) -> None:
    add_deal(connection, "a", **closed(False, Why__c="Timing"))
    with pytest.raises(BadRequest, match=r"No deal has a loss reason\. Columns of the deals: Why__c\.") as refused:
        groups(connection, settings, "loss_reason")
    assert "GAMETAPE_LOSS_REASON_COLUMN" in (refused.value.hint or "")
