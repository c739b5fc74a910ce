"""The faults that other syncs fell to, by their numbers in docs/faults.md: stamps and values (14-19)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BudgetSpent
from gametape.store.tables import sync_rejects, sync_status
from gametape.sync.budget import Budget
from tests.builders.warehouse_rows import NOON, Company, Sync, counts, opportunity, salesforce_key
from tests.sync.conftest import Stored


@pytest.mark.parametrize("missing", [["last_modified_date"], ["last_modified_date", "_fivetran_synced"]])
def test_14_without_a_stamp_column_everything_is_compared(
    sync: Sync, company: Company, stored: Stored, missing: list[str]
) -> None:
    def bare(number: int, **columns: Any) -> dict[str, Any]:
        return {name: value for name, value in opportunity(number, **columns).items() if name not in missing}

    company.put("salesforce.opportunity", *(bare(n) for n in range(1, 8)))
    sync()
    company.put("salesforce.opportunity", *(bare(n, name=f"New {n}" if n == 3 else f"Deal {n}") for n in range(1, 8)))
    assert counts(sync()) == {"read": 7, "updated": 1, "unchanged": 6}
    assert "New 3" in stored()


def test_14_the_second_best_stamp_is_taken(sync: Sync, company: Company, stored: Stored) -> None:
    row = opportunity(1, system_modstamp=NOON)
    del row["last_modified_date"]
    company.put("salesforce.opportunity", row)
    sync()
    assert stored()["Deal 1"].source_modified_at == NOON


@pytest.mark.usefixtures("time_for_one_page")
def test_14_a_budget_comes_to_an_end_without_stamps_too(sync: Sync, company: Company, stored: Stored) -> None:
    rows = [opportunity(n) for n in range(1, 8)]
    company.put("salesforce.opportunity", *({k: v for k, v in r.items() if k != "last_modified_date"} for r in rows))
    for _ in range(4):
        sync()
    assert len(stored()) == 7


def test_15_characters_that_postgres_cannot_hold(sync: Sync, company: Company, stored: Stored) -> None:
    company.put("salesforce.opportunity", opportunity(name="De\x00al", note_c="a\x00b", next_step="\x00"))
    sync()
    assert stored()["Deal"].metadata["fields"]["note_c"] == "ab"


def test_15_an_id_with_such_a_character(sync: Sync, company: Company, stored: Stored) -> None:
    company.put("salesforce.opportunity", opportunity(1), opportunity(id="006\x00X", name="Odd"))
    assert counts(sync()) == {"read": 2, "inserted": 2}
    assert counts(sync(full=True)) == {"read": 2, "unchanged": 2}
    assert stored()["Odd"].gong_opportunity_id == "006X"


@pytest.mark.parametrize("amount", [Decimal("123456789012345678.123456789"), "123456789012345678.12", 1234567, "0.0"])
def test_16_money_keeps_every_digit(sync: Sync, company: Company, stored: Stored, amount: object) -> None:
    company.put("salesforce.opportunity", opportunity(amount=amount))
    sync()
    assert stored()["Deal 1"].amount == Decimal(str(amount))


def test_17_microseconds_are_kept_and_decide(sync: Sync, company: Company, stored: Stored) -> None:
    exact = NOON.replace(microsecond=123456)
    company.put("salesforce.opportunity", opportunity(last_modified_date=exact))
    sync()
    assert stored()["Deal 1"].source_modified_at == exact
    later = exact.replace(microsecond=123457)
    company.put("salesforce.opportunity", opportunity(name="A microsecond later", last_modified_date=later))
    sync()
    assert "A microsecond later" in stored()


def test_18_times_without_a_zone_are_utc_and_dates_stay(sync: Sync, company: Company, stored: Stored) -> None:
    naive = NOON.replace(tzinfo=None)
    company.put("salesforce.opportunity", opportunity(last_modified_date=naive, close_date=datetime(2026, 12, 12)))
    sync()
    row = stored()["Deal 1"]
    assert row.source_modified_at == NOON
    assert row.close_date.isoformat() == "2026-12-12"


def test_19_one_bad_value_does_not_fail_the_batch(sync: Sync, many: Company, stored: Stored, engine: sa.Engine) -> None:
    # Something that only Postgres finds wrong: a check that the records know nothing of.
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE opportunities ADD CHECK (name <> 'Deal 4')"))
    assert counts(sync()) == {"read": 7, "inserted": 6, "rejected": 1}
    with engine.connect() as connection:
        reject = connection.execute(sa.select(sync_rejects)).one()
    assert reject.source_id == salesforce_key("006", 4)
    assert "violates check constraint" in reject.reason
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE opportunities DROP CONSTRAINT opportunities_name_check"))
    assert counts(sync(replay=True))["inserted"] == 1
    assert "Deal 4" in stored()
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sync_rejects.c.resolved_at)) is not None


def test_21_a_spent_budget_ends_the_run_after_a_page_and_the_next_goes_on(
    sync: Sync, many: Company, stored: Stored, engine: sa.Engine
) -> None:
    known = 0
    for status in ("partial", "partial", "partial", "partial", "success"):
        with pytest.MonkeyPatch.context() as patch:
            if status == "partial":
                patch.setattr(Budget, "page_done", _spent)
            result = sync().entities["opportunities"]
        assert result.status == status
        assert len(stored()) >= known
        known = len(stored())
    assert known == 7
    with engine.connect() as connection:
        row = connection.execute(sa.select(sync_status).where(sync_status.c.entity_type == "opportunities")).one()
    assert (row.cursor, row.consecutive_failures, row.counts["read"]) == (None, 0, 7)


def _spent(_budget: Budget) -> None:
    raise BudgetSpent("The time budget is spent.")
