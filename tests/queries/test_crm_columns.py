"""Facts from the CRM's own columns, by their usual names and by those of the settings."""

from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.signals.deals import get_deal
from gametape.queries.crm_columns import crm_facts
from gametape.queries.opportunity_detail import OpportunityOf
from tests.builders.store_rows import add_deal
from tests.conftest import SettingsFor


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {}),
        ({"NextStep": "Send the contract", "Probability": 0}, {"next_step": "Send the contract", "probability": "0"}),
        ({"forecast_category_name": "Best Case"}, {"forecast_category": "Best Case"}),
        ({"Loss_Reason__c": "Price", "next_step": ""}, {"loss_reason": "Price"}),
    ],
)
def test_facts_are_found_with_the_columns_they_are_from(
    settings_for: SettingsFor, fields: dict[str, Any], expected: dict[str, str]
) -> None:
    facts = crm_facts({"fields": fields}, settings_for())
    found = {name: value for name, value in facts.model_dump(exclude={"columns"}).items() if value is not None}
    assert found == expected
    assert len(facts.columns) == len(expected)
    assert set(facts.columns) <= set(fields)


def test_a_deal_has_its_facts_and_its_address_in_salesforce(
    connection: sa.Connection, settings_for: SettingsFor
) -> None:
    fields = {"next_step": "Send the contract", "forecast_category_name": "Commit", "probability": 90}
    deal = add_deal(connection, "Rollout", metadata={"fields": fields}, gong_opportunity_id="006000000000001AAA")
    chosen = settings_for(salesforce_url="https://lumen.my.salesforce.com/")
    detail = get_deal(connection, deal, OpportunityOf(), chosen)
    assert detail.crm is not None
    assert (detail.crm.next_step, detail.crm.forecast_category, detail.crm.probability) == (
        "Send the contract",
        "Commit",
        "90",
    )
    assert detail.crm_url == "https://lumen.my.salesforce.com/006000000000001AAA"
    assert get_deal(connection, deal, OpportunityOf(), settings_for()).crm_url is None
