"""`gametape reconcile`: what differs is found, told, and made equal; and nothing is deleted on a guess."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import WarehouseUnavailable
from gametape.settings import Settings
from gametape.source import SourceRow
from gametape.store.tables import opportunities
from gametape.sync.reconcile import reconcile
from gametape.warehouse.connect import Warehouse, connect
from tests.builders.warehouse_rows import (
    DAY,
    MINUTE,
    NOON,
    Company,
    Sync,
    opportunity,
)
from tests.sync.conftest import Stored
from tests.sync.reconcile.conftest import Check, change_store, deal, found, statuses


def test_a_store_that_was_just_synced_is_equal(sync: Sync, many: Company, check: Check) -> None:
    sync()
    result = check()
    assert result.is_equal
    assert statuses(result) == dict.fromkeys(result.entities, "skipped") | dict.fromkeys(
        ("people", "opportunities"), "equal"
    )
    assert result.entities["opportunities"].buckets == 13
    assert result.entities["opportunities"].differing == []


def test_what_differs_is_found_by_month_repaired_and_not_found_again(
    sync: Sync, many: Company, check: Check, engine: sa.Engine, stored: Stored
) -> None:
    sync()
    key = opportunities.c.gong_opportunity_id
    change_store(engine, opportunities, key == deal(1), name="Tampered", content_hash=b"another")
    with engine.begin() as connection:
        connection.execute(sa.delete(opportunities).where(key == deal(2)))
    change_store(engine, opportunities, key == deal(3), source_modified_at=NOON - 400 * DAY)
    many.put("salesforce.opportunity", *(r for r in many.tables["salesforce.opportunity"] if r["id"] != deal(13)))

    seen = check(dry_run=True)
    assert found(seen) == {"missing": 1, "different": 1, "vanished": 1, "moved": 1}
    assert statuses(seen)["opportunities"] == "differs"
    months = [str(bucket.month) for bucket in seen.entities["opportunities"].differing]
    # of deal 13; the false one of deal 3; those of deals 3, 2 and 1
    assert months == ["None", "2025-09-01", "2026-07-01", "2026-08-01", "2026-10-01"]
    assert "Tampered" in stored()
    assert "Deal 2" not in stored()

    repaired = check()
    assert found(repaired) == found(seen)
    assert (statuses(repaired)["opportunities"], repaired.entities["opportunities"].repaired) == ("repaired", 4)
    after = stored()
    assert {"Deal 1", "Deal 2"} <= after.keys()
    assert after["Deal 3"].source_modified_at == NOON - 93 * DAY
    assert after["Deal 13"].deleted_at is not None

    again = check()
    assert (found(again), statuses(again)["opportunities"]) == ({}, "equal")


def test_equal_rows_are_not_touched(sync: Sync, many: Company, check: Check, stored: Stored, engine: sa.Engine) -> None:
    sync()
    change_store(engine, opportunities, opportunities.c.gong_opportunity_id == deal(3), source_modified_at=NOON)
    before = {name: row.updated_at for name, row in stored().items()}
    assert check().entities["opportunities"].repaired == 1
    assert {name: row.updated_at for name, row in stored().items()} == before


def test_09_a_hard_delete_at_the_source_arrives_and_comes_back_with_the_row(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    rows = many.tables["salesforce.opportunity"]
    sync()
    many.put("salesforce.opportunity", *rows[1:])
    sync(full=True)
    assert stored()["Deal 1"].deleted_at is None  # no sync deletes what it does not see
    assert found(check()) == {"vanished": 1}
    assert stored()["Deal 1"].deleted_at is not None
    many.put("salesforce.opportunity", *rows)
    assert found(check()) == {"different": 1}
    assert stored()["Deal 1"].deleted_at is None


def test_10_a_scan_that_breaks_off_deletes_nothing(
    sync: Sync, many: Company, check: Check, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync()
    rows = Warehouse.rows

    def breaking(*arguments: Any) -> Iterator[list[SourceRow]]:
        yield next(rows(*arguments))
        raise WarehouseUnavailable("gone in the middle")

    monkeypatch.setattr(Warehouse, "rows", breaking)
    result = check()
    assert statuses(result)["opportunities"] == "failed"
    assert "gone in the middle" in str(result.entities["opportunities"].message)
    assert not result.is_equal
    assert not any(row.deleted_at for row in stored().values())


def test_a_passing_fault_is_retried(sync: Sync, many: Company, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    sync()
    rows, times = Warehouse.rows, iter(range(10))

    def breaking(*arguments: Any) -> Iterator[list[SourceRow]]:
        pages = rows(*arguments)
        yield next(pages)
        if next(times) < 2:
            raise WarehouseUnavailable("503")
        yield from pages

    monkeypatch.setattr(Warehouse, "rows", breaking)
    assert check(entities=["opportunities"]).is_equal


def test_10_a_table_that_is_being_loaded_again_deletes_nothing_unless_it_is_said_to_be_true(
    sync: Sync, company: Company, check: Check, stored: Stored
) -> None:
    company.put("salesforce.opportunity", *(opportunity(n) for n in range(1, 31)))
    sync()
    company.put("salesforce.opportunity", *(opportunity(n) for n in range(1, 6)))
    result = check()
    assert statuses(result)["opportunities"] == "differs"
    assert "25 of 30 rows are gone" in str(result.entities["opportunities"].message)
    assert not any(row.deleted_at for row in stored().values())
    assert check(mass_delete=True).entities["opportunities"].repaired == 25
    assert sum(row.deleted_at is not None for row in stored().values()) == 25
    assert check().is_equal


def test_nothing_is_compared_with_another_source_than_the_store_came_from(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    result = check()
    assert "not been synced yet" in str(result.entities["opportunities"].message)
    sync()
    many.drop("salesforce.opportunity")
    many.put("gongio_ft.opportunity", {"id": deal(1), "name": "Thin"})
    result = check()
    assert statuses(result)["opportunities"] == "failed"
    assert "came from opportunities_salesforce" in str(result.entities["opportunities"].message)
    assert not any(row.deleted_at for row in stored().values())


def test_nothing_is_compared_with_another_dataset_than_the_store_came_from(
    sync: Sync, many: Company, engine: sa.Engine, chosen: Settings, stored: Stored
) -> None:
    sync()
    many.put("sandbox.opportunity", opportunity(99))
    other = chosen.model_copy(update={"salesforce_dataset": "sandbox"})
    with connect(other) as warehouse:
        result = reconcile(engine, warehouse, other, mass_delete=True)
    assert statuses(result)["opportunities"] == "skipped"
    assert not any(row.deleted_at for row in stored().values())


def test_the_older_of_two_rows_with_one_key_is_no_difference(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    many.add(
        "salesforce.opportunity", opportunity(1, id=deal(1)[:15], name="Older", last_modified_date=NOON - 900 * DAY)
    )
    sync()
    assert found(check()) == {}
    assert "Deal 1" in stored()


def test_a_row_is_repaired_though_its_older_twin_is_read_before_it(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    sync()
    for number in (12, 11, 1):
        many.change("salesforce.opportunity", deal(number), name=f"Renamed {number}")
    # The repair's pages are of deals 13 and 12, of the twin and deal 11, and so on: deal 1 is on the last one.
    twin = opportunity(1, id=deal(1)[:15], name="Older", last_modified_date=NOON - 12 * 31 * DAY + MINUTE)
    many.add("salesforce.opportunity", twin)
    assert found(check()) == {"different": 3}
    assert {"Renamed 12", "Renamed 11", "Renamed 1"} <= stored().keys()


def test_a_source_that_went_back_in_time_is_right(sync: Sync, many: Company, check: Check, stored: Stored) -> None:
    sync()
    many.change("salesforce.opportunity", deal(1), name="As it was", last_modified_date=NOON - 500 * DAY)
    assert "refuses" not in str(sync(full=True))
    assert "As it was" not in stored()
    assert found(check()) == {"different": 1}
    assert stored()["As it was"].source_modified_at == NOON - 500 * DAY
    assert found(check()) == {}
