"""The faults that other syncs fell to, by their numbers in docs/faults.md: places and pages (1-13)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import StoreUnavailable
from gametape.source import SourceRow
from gametape.store.tables import sync_status
from gametape.warehouse.connect import Warehouse
from tests.builders.warehouse_rows import DAY, HOUR, MINUTE, NOON, Company, Sync, counts, opportunity, salesforce_key
from tests.sync.conftest import Stored


@pytest.mark.usefixtures("time_for_one_page")
def test_01_equal_stamps_at_a_page_boundary(sync: Sync, company: Company, stored: Stored) -> None:
    company.put("salesforce.opportunity", *(opportunity(n) for n in range(1, 8)))
    for _ in range(4):  # a page a run: none is passed over
        sync()
    assert len(stored()) == 7
    company.add("salesforce.opportunity", opportunity(8))
    sync()
    assert len(stored()) == 8


def test_02_a_row_that_appears_later_with_an_older_stamp(sync: Sync, company: Company, stored: Stored) -> None:
    sync()
    company.add("salesforce.opportunity", opportunity(2, last_modified_date=NOON - 50 * MINUTE))
    assert counts(sync())["inserted"] == 1


def test_03_a_row_committed_while_the_run_reads(
    sync: Sync, many: Company, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Warehouse.rows

    def rows_and_more(*arguments: Any) -> Iterator[list[SourceRow]]:
        yield from rows(*arguments)
        if len(many.tables["salesforce.opportunity"]) == 7:
            many.tables["salesforce.opportunity"].append(opportunity(8, last_modified_date=NOON + 5 * MINUTE))

    monkeypatch.setattr(Warehouse, "rows", rows_and_more)
    sync()
    many.put("salesforce.opportunity", *many.tables["salesforce.opportunity"])
    assert "Deal 8" not in stored()
    sync()
    assert "Deal 8" in stored()


def test_04_the_cursor_is_never_ahead_of_the_rows(
    sync: Sync, many: Company, stored: Stored, engine: sa.Engine, failing: Callable[..., list[int]]
) -> None:
    failing(RuntimeError("gone"), 2)
    assert sync().entities["opportunities"].status == "failed"
    assert len(stored()) == 2
    with engine.connect() as connection:
        query = sa.select(sync_status.c.cursor).where(sync_status.c.entity_type == "opportunities")
        cursor = connection.execute(query).scalar_one()
    assert cursor["id"] == salesforce_key("006", 2)


def test_05_a_retry_repeats_nothing(
    sync: Sync, many: Company, stored: Stored, failing: Callable[..., list[int]]
) -> None:
    tried = failing(StoreUnavailable("away for a moment"), 2, 4)
    assert counts(sync()) == {"read": 7, "inserted": 7}
    assert len(tried) == 6
    assert len(stored()) == 7


def test_06_the_same_key_twice_in_a_page_the_newest_wins(sync: Sync, company: Company, stored: Stored) -> None:
    company.put(
        "salesforce.opportunity",
        opportunity(1, name="Newer", last_modified_date=NOON + MINUTE),
        opportunity(1, id=salesforce_key("006", 1)[:15], name="Older"),
    )
    assert counts(sync()) == {"read": 2, "inserted": 1, "unchanged": 1}
    assert list(stored()) == ["Newer"]


def test_06_two_rows_of_one_key_and_one_age_do_not_take_turns(sync: Sync, company: Company, stored: Stored) -> None:
    twin = opportunity(1, id=salesforce_key("006", 1)[:15], name="Twin")
    company.put("salesforce.opportunity", twin, opportunity(1))
    sync()
    first = stored()
    for _ in range(2):
        assert counts(sync(full=True)) == {"read": 2, "unchanged": 2}
    assert stored() == first


def test_08_an_incremental_run_reads_what_is_new_and_the_overlap(sync: Sync, company: Company) -> None:
    company.put("salesforce.opportunity", *(opportunity(n, last_modified_date=NOON - n * HOUR) for n in range(50)))
    sync()
    assert counts(sync()) == {"read": 1, "unchanged": 1}


def test_10_an_aborted_scan_deletes_nothing(
    sync: Sync, many: Company, stored: Stored, failing: Callable[..., list[int]]
) -> None:
    sync()
    failing(RuntimeError("gone"), 1)
    many.put("salesforce.opportunity", opportunity(7, name="Only", last_modified_date=NOON + DAY))
    sync(full=True)
    assert not any(row.deleted_at for row in stored().values())


def test_12_a_value_that_changes_without_a_stamp_is_found_by_the_next_full_scan(
    sync: Sync, company: Company, stored: Stored, engine: sa.Engine
) -> None:
    company.put("salesforce.opportunity", opportunity(1), opportunity(2, last_modified_date=NOON + 9 * HOUR))
    sync()
    company.change("salesforce.opportunity", salesforce_key("006", 1), name="By formula")
    assert counts(sync()) == {"read": 1, "unchanged": 1}
    with engine.begin() as connection:  # thirty days later
        connection.execute(sa.update(sync_status).values(last_full_at=datetime.now(UTC) - 31 * DAY))
    assert counts(sync()) == {"read": 2, "updated": 1, "unchanged": 1}
    assert "By formula" in stored()


def test_12_what_moves_only_the_system_stamp_arrives_and_is_shown_as_old_as_it_is(
    sync: Sync, company: Company, stored: Stored
) -> None:
    company.put(
        "salesforce.opportunity", opportunity(1, system_modstamp=NOON), opportunity(2, last_modified_date=NOON + DAY)
    )
    sync()
    company.change(
        "salesforce.opportunity", salesforce_key("006", 1), stage_name="Renamed", system_modstamp=NOON + 2 * DAY
    )
    sync()
    assert (stored()["Deal 1"].stage, stored()["Deal 1"].source_modified_at) == ("Renamed", NOON)


def test_12_a_score_in_gongs_table_changes_on_an_old_deal(sync: Sync, company: Company, stored: Stored) -> None:
    score = {"opportunity_id": salesforce_key("006", 1), "health_score": 40, "_fivetran_synced": NOON}
    company.put("gongio_ft.opportunity", score)
    company.put("salesforce.opportunity", opportunity(1), opportunity(2, last_modified_date=NOON + 90 * DAY))
    sync()
    company.put("gongio_ft.opportunity", score | {"health_score": 80, "_fivetran_synced": NOON + 91 * DAY})
    sync()
    assert (stored()["Deal 1"].health_score, stored()["Deal 1"].source_modified_at) == (80, NOON)


def test_13_the_first_load_has_no_window(sync: Sync, company: Company) -> None:
    ages = (0, 29, 31, 89, 91, 366, 20 * 365)
    company.put(
        "salesforce.opportunity", *(opportunity(n, last_modified_date=NOON - n * DAY) for n in ages), opportunity(9999)
    )
    company.change("salesforce.opportunity", salesforce_key("006", 9999), last_modified_date=None)
    assert counts(sync())["inserted"] == len(ages) + 1
