"""The specification of the opportunity sync: what runs do. Each test carries its scenario's name."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from gametape.store.tables import opportunities, sync_rejects, sync_status
from tests.builders.warehouse_rows import (
    DAY,
    HOUR,
    NOON,
    Company,
    Sync,
    account,
    counts,
    opportunity,
    salesforce_key,
    user,
)

Deal = Callable[..., Any]


def status(engine: sa.Engine) -> Any:
    with engine.connect() as connection:
        query = sa.select(sync_status).where(sync_status.c.entity_type == "opportunities")
        return connection.execute(query).one()


class TestIncrementalOpportunitySync:
    def test_first_sync_loads_all_opportunities(self, sync: Sync, company: Company) -> None:
        years_old = [opportunity(n, last_modified_date=NOON - n * 365 * DAY) for n in range(1, 8)]
        company.put("salesforce.opportunity", *years_old)
        assert counts(sync(settings={"page_size": 2})) == {"read": 7, "inserted": 7}

    def test_subsequent_syncs_load_modified_opportunities(self, sync: Sync, company: Company, deal: Deal) -> None:
        rows = [opportunity(n, last_modified_date=NOON - n * DAY) for n in range(1, 8)]
        company.put("salesforce.opportunity", *rows)
        sync()
        company.change(
            "salesforce.opportunity", salesforce_key("006", 5), name="Renamed", last_modified_date=NOON + DAY
        )
        # Beside it, only what lies within the overlap of the newest row is read again.
        assert counts(sync()) == {"read": 2, "updated": 1, "unchanged": 1}
        assert deal(5).name == "Renamed"

    def test_sync_status_updated_after_completion(self, sync: Sync, engine: sa.Engine) -> None:
        sync()
        after = status(engine)
        assert after.last_sync_timestamp == NOON - HOUR
        assert (after.items_synced, after.status, after.error_count, after.cursor) == (1, "success", 0, None)


class TestOpportunityDeduplicationAndUpdates:
    def test_new_opportunity_inserted(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        company.add("salesforce.opportunity", opportunity(2))
        assert counts(sync())["inserted"] == 1
        assert deal(2).name == "Deal 2"

    def test_existing_opportunity_updated(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        before = deal()
        company.change(
            "salesforce.opportunity", salesforce_key("006", 1), amount=Decimal(7), last_modified_date=NOON + HOUR
        )
        assert counts(sync()) == {"read": 1, "updated": 1}
        assert deal().amount == 7
        assert deal().updated_at > before.updated_at
        assert deal().created_at == before.created_at

    def test_unchanged_opportunity_skipped(self, sync: Sync, deal: Deal) -> None:
        sync()
        before = deal()
        assert counts(sync(full=True)) == {"read": 1, "unchanged": 1}
        assert deal() == before

    def test_a_stamp_that_moves_alone_is_no_change(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        before = deal()
        company.change(
            "salesforce.opportunity",
            salesforce_key("006", 1),
            last_modified_date=NOON + HOUR,
            _fivetran_synced=NOON + DAY,
        )
        assert counts(sync()) == {"read": 1, "unchanged": 1}
        assert deal() == before

    def test_both_spellings_of_an_id_are_one_deal(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        short = salesforce_key("006", 1)[:15]
        company.put("salesforce.opportunity", opportunity(id=short, name="Again", last_modified_date=NOON + HOUR))
        assert counts(sync()) == {"read": 1, "updated": 1}
        assert deal().name == "Again"

    def test_accounts_and_owners_are_found_by_either_spelling(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put(
            "salesforce.opportunity",
            opportunity(account_id=salesforce_key("001", 1)[:15], owner_id=salesforce_key("005", 1)),
        )
        company.put("salesforce.user", user(id=salesforce_key("005", 1)[:15]))
        sync()
        assert (deal().account_name, deal().owner_email) == ("Northwind", "rep1@vendor.example")


class TestStageAndCloseDateTracking:
    @pytest.mark.parametrize("label", ["Prospecting", "Closed Won", "6. Closed Lost", "2. Solution Exploration"])
    def test_stage_field_populated(self, sync: Sync, company: Company, deal: Deal, label: str) -> None:
        company.put("salesforce.opportunity", opportunity(stage_name=label))
        sync()
        assert deal().stage == label

    @pytest.mark.parametrize("written", [date(2026, 12, 12), "2026-12-12", NOON.replace(2026, 12, 12, 0)])
    def test_close_date_populated(self, sync: Sync, company: Company, deal: Deal, written: object) -> None:
        company.put("salesforce.opportunity", opportunity(close_date=written))
        sync()
        assert deal().close_date == date(2026, 12, 12)

    def test_historical_stage_changes_tracked_in_metadata(self, sync: Sync, company: Company, deal: Deal) -> None:
        history = {"opportunity_id": salesforce_key("006", 1), "amount": None, "close_date": None, "is_deleted": False}
        company.put(
            "salesforce.opportunity_history",
            {"id": "008A", "stage_name": "1. New", "created_date": NOON - 9 * DAY, **history},
            {"id": "008B", "stage_name": "2. Discovery", "created_date": NOON - 2 * DAY, **history},
        )
        sync()
        moves = deal().metadata["stage_history"]
        assert [move["stage"] for move in moves] == ["1. New", "2. Discovery"]
        # A later version of the deal does not lose them.
        company.change("salesforce.opportunity", salesforce_key("006", 1), name="N", last_modified_date=NOON + HOUR)
        sync()
        assert deal().metadata["stage_history"] == moves


def warned_of(logged: Sequence[Mapping[str, Any]]) -> set[str]:
    """The columns whose values were left out, by the warnings of a log."""
    return {str(entry.get("column")) for entry in logged if entry["log_level"] == "warning"}


class TestErrorHandlingForIncompleteOpportunities:
    @pytest.mark.parametrize(("missing", "reason"), [("id", "id is missing"), ("name", "name is missing")])
    def test_opportunity_with_missing_required_fields(
        self, sync: Sync, company: Company, engine: sa.Engine, missing: str, reason: str
    ) -> None:
        company.put("salesforce.opportunity", opportunity(1), opportunity(2, **{missing: None}))
        with capture_logs() as logged:
            assert counts(sync()) == {"read": 2, "inserted": 1, "rejected": 1}
        assert status(engine).error_count == 1
        assert any(entry["log_level"] == "error" and entry["reason"] == reason for entry in logged)
        with engine.connect() as connection:
            reject = connection.execute(sa.select(sync_rejects)).one()
        assert (reject.kind, reject.reason) == ("rejected", reason)
        assert json.loads(reject.document)["stage"] == "2. Discovery"

    @pytest.mark.parametrize("written", ["twelve", "NaN", "Infinity", "1e400"])
    def test_invalid_amount_values(self, sync: Sync, company: Company, deal: Deal, written: str) -> None:
        company.put("salesforce.opportunity", opportunity(amount=written))
        with capture_logs() as logged:
            assert counts(sync()) == {"read": 1, "inserted": 1, "warnings": 1}
        assert deal().amount is None
        assert "amount" in warned_of(logged)

    @pytest.mark.parametrize("written", ["soon", "2026-02-30", "10000-01-01"])
    def test_invalid_date_values(self, sync: Sync, company: Company, deal: Deal, written: str) -> None:
        company.put("salesforce.opportunity", opportunity(close_date=written))
        with capture_logs() as logged:
            assert counts(sync()) == {"read": 1, "inserted": 1, "warnings": 1}
        assert deal().close_date is None
        assert "close_date" in warned_of(logged)

    def test_the_largest_amounts_keep_every_digit(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.put("salesforce.opportunity", opportunity(amount="123456789012345678.12"))
        sync()
        assert deal().amount == Decimal("123456789012345678.12")


class TestDeletes:
    def test_a_deleted_deal_is_marked_and_comes_back(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        key = salesforce_key("006", 1)
        company.change("salesforce.opportunity", key, is_deleted=True, last_modified_date=NOON + HOUR)
        assert counts(sync()) == {"read": 1, "deleted": 1}
        assert deal().deleted_at is not None
        company.change("salesforce.opportunity", key, is_deleted=False, last_modified_date=NOON + 2 * HOUR)
        assert counts(sync()) == {"read": 1, "updated": 1}
        assert deal().deleted_at is None

    def test_09_a_delete_without_a_new_stamp_arrives(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.add("salesforce.opportunity", opportunity(2, last_modified_date=NOON - 90 * DAY))
        sync()
        company.change("salesforce.opportunity", salesforce_key("006", 2), is_deleted=True, _fivetran_synced=NOON + DAY)
        assert counts(sync())["deleted"] == 1
        assert deal(2).deleted_at is not None

    def test_11_a_tombstone_without_values_leaves_the_good_ones(self, sync: Sync, company: Company, deal: Deal) -> None:
        sync()
        nulls = dict.fromkeys(("name", "stage_name", "amount", "close_date", "account_id", "owner_id"))
        company.put(
            "salesforce.opportunity",
            opportunity(2),
            opportunity(1, **nulls, is_deleted=True, last_modified_date=NOON + HOUR),
        )
        assert counts(sync())["deleted"] == 1
        row = deal()
        assert row.deleted_at == NOON + HOUR
        assert (row.name, row.stage, row.account_name) == ("Deal 1", "2. Discovery", "Northwind")
        assert "rejected" not in counts(sync())

    def test_a_row_that_is_not_there_any_more_is_not_deleted(self, sync: Sync, company: Company, deal: Deal) -> None:
        company.add("salesforce.opportunity", opportunity(2))
        sync()
        company.put("salesforce.opportunity", opportunity(1))
        sync(full=True)
        assert deal(2).deleted_at is None  # only `reconcile`, which looks at everything, may conclude that


class TestQueryPerformanceOptimization:
    """On DuckDB or BigQuery makes no difference here; tests/queries/test_plans.py proves the plans on a large table."""

    def test_the_three_indexes_are_there(self, engine: sa.Engine) -> None:
        found = {index["name"] for index in sa.inspect(engine).get_indexes(opportunities.name)}
        assert found >= {"idx_opportunities_owner", "idx_opportunities_stage", "idx_opportunities_health"}


def test_a_warehouse_without_any_source_of_deals_is_a_clear_failure(sync: Sync, company: Company) -> None:
    for table in list(company.tables):
        company.drop(table)
    company.put("salesforce.lead", account())
    summary = sync()
    assert summary.status == "failed"
    assert "salesforce.opportunity" in str(summary.entities["opportunities"].message)


def test_nothing_to_read_is_no_fault(sync: Sync, company: Company) -> None:
    moved = {"id": "008A", "opportunity_id": salesforce_key("006", 1), "stage_name": "1. New", "created_date": NOON}
    company.put("salesforce.opportunity_history", moved)
    sync()
    company.put("salesforce.opportunity_history", moved | {"stage_name": None})
    assert sync(full=True).entities["opportunity_changes"].status == "success"
