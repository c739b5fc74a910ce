"""The specification of the opportunity sync: what a row holds. Each test carries its scenario's name."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from structlog.testing import capture_logs

from gametape.queries.opportunity_detail import get_opportunity
from gametape.store.tables import sync_status
from tests.builders.warehouse_rows import DAY, HOUR, NOON, Company, Sync, counts, opportunity, salesforce_key, user

Deal = Callable[..., Any]


def status(engine: sa.Engine) -> Any:
    with engine.connect() as connection:
        query = sa.select(sync_status).where(sync_status.c.entity_type == "opportunities")
        return connection.execute(query).one()


class TestOpportunityDataReplication:
    def test_opportunity_synced_from_salesforce(self, sync: Sync, deal: Deal) -> None:
        assert counts(sync()) == {"read": 1, "inserted": 1}
        assert deal().name == "Deal 1"

    def test_opportunity_fields_mapped_correctly(self, sync: Sync, deal: Deal) -> None:
        sync()
        row = deal()
        assert row.gong_opportunity_id == salesforce_key("006", 1)
        assert (row.name, row.stage, row.close_date) == ("Deal 1", "2. Discovery", date(2026, 12, 12))
        assert row.amount == Decimal("180000.50")
        assert (row.is_closed, row.is_won) == (False, False)
        assert row.opened_at == NOON - 30 * DAY
        assert row.source_modified_at == NOON

    def test_fields_mapped_correctly_in_the_other_spelling(self, sync: Sync, company: Company, deal: Deal) -> None:
        old = {"AccountId": salesforce_key("001", 1), "StageName": "Proposal", "CloseDate": "2026-12-12"}
        company.put(
            "salesforce.opportunity",
            {"Id": salesforce_key("006", 1), "Name": "Old", "Amount": 12.5, "LastModifiedDate": NOON, **old},
        )
        sync()
        row = deal()
        assert (row.name, row.stage, row.close_date, row.amount) == ("Old", "Proposal", date(2026, 12, 12), 12.5)
        assert (row.account_name, row.source_modified_at) == ("Northwind", NOON)

    def test_fallback_to_gong_opportunity_table(self, sync: Sync, company: Company, deal: Deal) -> None:
        for table in list(company.tables):
            company.drop(table)
        company.put(
            "gongio_ft.opportunity",
            {
                "id": salesforce_key("006", 1),
                "name": "From Gong",
                "account_name": "Northwind",
                "owner_email": "dana@vendor.example",
                "stage": "Proposal",
                "close_date": "2026-12-12",
                "amount": "1200.00",
                "health_score": "34",
            },
        )
        assert sync().entities["opportunities"].source == "opportunities_gong"
        row = deal()
        assert (row.name, row.account_name, row.owner_email) == ("From Gong", "Northwind", "dana@vendor.example")
        assert (row.stage, row.close_date, row.amount, row.health_score) == ("Proposal", date(2026, 12, 12), 1200, 34)

    def test_fallback_to_what_gong_knew_at_the_latest_call(self, sync: Sync, company: Company, deal: Deal) -> None:
        for table in list(company.tables):
            company.drop(table)
        company.put(
            "gongio_ft.call",
            {"id": "71", "title": "First", "started": "2026-10-01T10:00:00Z"},
            {"id": "72", "title": "Second", "started": "2026-10-09T10:00:00Z"},
        )
        said = {"object_type": "Opportunity", "object_id": salesforce_key("006", 1)}
        company.put(
            "gongio_ft.call_context_integration",
            *(
                {"call_id": call, "name": name, "value": value, **said}
                for call, stage in (("71", "Discovery"), ("72", "Proposal"))
                for name, value in (
                    ("Name", '"Thin deal"'),
                    ("StageName", f'"{stage}"'),
                    ("Amount", "1500.5"),
                    ("CloseDate", '"2026-12-12"'),
                )
            ),
        )
        assert sync().entities["opportunities"].source == "opportunities_calls"
        row = deal()
        assert (row.name, row.stage, row.amount) == ("Thin deal", "Proposal", Decimal("1500.5"))
        assert row.close_date == date(2026, 12, 12)
        assert counts(sync()) == {"read": 1, "unchanged": 1}


class TestAccountNameResolution:
    def test_account_name_joined_from_salesforce(self, sync: Sync, deal: Deal) -> None:
        sync()
        assert deal().account_name == "Northwind"

    def test_account_not_found(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.change("salesforce.opportunity", salesforce_key("006", 1), account_id=salesforce_key("001", 9))
        with capture_logs() as logged:
            summary = sync()
        assert deal().account_name is None
        assert counts(summary)["warnings"] == 1
        assert "account_name: no account 001" in str(logged)

    def test_account_name_stored_in_metadata(self, sync: Sync, deal: Deal) -> None:
        sync()
        assert deal().metadata["account"]["name"] == "Northwind"
        assert deal().metadata["account"]["industry"] == "Food"

    def test_a_renamed_account_reaches_its_deals(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        company.change(
            "salesforce.account", salesforce_key("001", 1), name="Southwind", last_modified_date=NOON + 2 * HOUR
        )
        assert counts(sync()) == {"read": 1, "updated": 1}
        assert deal().account_name == "Southwind"

    def test_a_deal_without_an_account_is_no_warning(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("salesforce.opportunity", opportunity(1), opportunity(2, account_id=None))
        assert "warnings" not in counts(sync())
        assert deal(2).account_name is None


class TestOwnerEmailMapping:
    def test_owner_email_resolved_from_salesforce_user(self, sync: Sync, deal: Deal) -> None:
        sync()
        assert deal().owner_email == "rep1@vendor.example"

    def test_owner_not_found(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.change("salesforce.opportunity", salesforce_key("006", 1), owner_id=salesforce_key("005", 9))
        with capture_logs() as logged:
            summary = sync()
        assert deal().owner_email is None
        assert counts(summary)["warnings"] == 1
        assert "owner_email: no email address for user 005" in str(logged)

    def test_a_departed_owner_still_owns_the_deal(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("salesforce.user", user(is_active=False))
        sync()
        assert deal().owner_email == "rep1@vendor.example"

    def test_an_owner_with_a_new_address_reaches_the_deals(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        company.change(
            "salesforce.user", salesforce_key("005", 1), email="new@vendor.example", last_modified_date=NOON + 2 * HOUR
        )
        sync()
        assert deal().owner_email == "new@vendor.example"


class TestHealthScoreSynchronization:
    def test_health_score_synced_from_gong(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("salesforce.opportunity", opportunity(deal_health_c=34.5))
        sync(settings={"health_column": "deal_health_c"})
        assert deal().health_score == Decimal("34.5")

    def test_health_score_synced_from_a_gong_table(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("gongio_ft.deal_likelihood", {"crm_id": salesforce_key("006", 1), "score": "71"})
        sync(settings={"health_column": "gongio_ft.deal_likelihood.score"})
        assert deal().health_score == 71

    def test_health_score_not_available(self, sync: Sync, deal: Deal) -> None:
        sync()
        assert deal().health_score is None

    def test_health_score_normalized_to_0_10_scale(
        self, sync: Sync, company: Company, deal: Deal, engine: sa.Engine
    ) -> None:
        company.put("salesforce.opportunity", opportunity(deal_health_c=72.0))
        sync(settings={"health_column": "deal_health_c"})
        with engine.connect() as connection:  # pages show `health` as it comes
            shown = get_opportunity(connection, deal().id)
        assert (shown.health, shown.health_score) == (7.2, 72)

    def test_a_health_score_outside_its_scale_is_left_out(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("salesforce.opportunity", opportunity(deal_health_c=340.0))
        assert counts(sync(settings={"health_column": "deal_health_c"}))["warnings"] == 1
        assert deal().health_score is None
