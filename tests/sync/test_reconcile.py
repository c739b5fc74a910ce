"""`gametape reconcile`: what differs is found, told, and made equal; and nothing is deleted on a guess."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Protocol

import pytest
import sqlalchemy as sa

from gametape.errors import BadRequest, LeaseHeld, WarehouseUnavailable
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.tables import opportunities, reconciliations
from gametape.sync import lease
from gametape.sync.erase import erase
from gametape.sync.reconcile import Reconciliation, reconcile
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.rows import SourceRow
from tests.company import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    Company,
    Sync,
    account,
    gong_call,
    link,
    mail,
    monologue,
    opportunity,
    participant,
    salesforce_key,
    user,
)
from tests.sync.conftest import Stored
from tests.sync.deals import mentions, whole_deal


class Check(Protocol):
    def __call__(self, **options: Any) -> Reconciliation: ...


@pytest.fixture
def check(engine: sa.Engine, chosen: Settings) -> Check:
    """Compare with the company as it is now."""

    def check(**options: Any) -> Reconciliation:
        with connect(chosen) as warehouse:
            return reconcile(engine, warehouse, chosen, **options)

    return check


@pytest.fixture
def many(company: Company) -> Company:
    """Twelve deals, one a month, and one without a stamp."""
    rows = [opportunity(n, last_modified_date=NOON - n * 31 * DAY) for n in range(1, 13)]
    company.put("salesforce.opportunity", *rows, opportunity(13, last_modified_date=None))
    company.put("salesforce.account", account(last_modified_date=NOON - 900 * DAY))
    company.put("salesforce.user", user(last_modified_date=NOON - 900 * DAY))
    return company


def found(result: Reconciliation, entity: str = "opportunities") -> dict[str, int]:
    """What differed, over all months, without the zeros."""
    kinds = ("missing", "different", "vanished", "moved")
    sums = {kind: sum(getattr(bucket, kind) for bucket in result.entities[entity].differing) for kind in kinds}
    return {kind: count for kind, count in sums.items() if count}


def statuses(result: Reconciliation) -> dict[str, str]:
    return {name: check.status for name, check in result.entities.items()}


def change_store(engine: sa.Engine, table: sa.Table, key: Any, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(table).where(key).values(**values))


def deal(number: int) -> str:
    return salesforce_key("006", number)


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
    assert "not synced yet" in str(result.entities["opportunities"].message)
    sync()
    many.drop("salesforce.opportunity")
    many.put("gongio_ft.opportunity", {"id": deal(1), "name": "Thin"})
    result = check()
    assert statuses(result)["opportunities"] == "skipped"
    assert "came from opportunities_salesforce" in str(result.entities["opportunities"].message)
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


def test_a_source_that_went_back_in_time_is_right(sync: Sync, many: Company, check: Check, stored: Stored) -> None:
    sync()
    many.change("salesforce.opportunity", deal(1), name="As it was", last_modified_date=NOON - 500 * DAY)
    assert "refuses" not in str(sync(full=True))
    assert "As it was" not in stored()
    assert found(check()) == {"different": 1}
    assert stored()["As it was"].source_modified_at == NOON - 500 * DAY
    assert found(check()) == {}


def test_rows_that_are_kept_out_for_a_reason_are_explained(
    sync: Sync, many: Company, check: Check, stored: Stored
) -> None:
    many.add(
        "salesforce.opportunity",
        opportunity(20, name=None),
        opportunity(21, name=None, is_deleted=True),  # an empty shell of what never was here
    )
    sync()
    many.change("salesforce.opportunity", deal(1), name=None, is_deleted=True)  # and of what is
    sync(full=True)
    many.change("salesforce.opportunity", deal(2), name=None)  # the good version stays
    sync(full=True)
    for _ in range(2):
        for dry_run in (True, False):
            result = check(dry_run=dry_run)
            assert found(result) == {}
            assert result.entities["opportunities"].explained == 4
    assert stored()["Deal 1"].deleted_at is not None
    assert stored()["Deal 2"].deleted_at is None


def test_a_row_that_is_refused_by_the_repair_is_explained_from_then_on(
    sync: Sync, many: Company, check: Check, engine: sa.Engine
) -> None:
    sync()
    many.add("salesforce.opportunity", opportunity(30, name=None))
    assert found(check()) == {"missing": 1}
    assert found(check()) == {}
    with engine.connect() as connection:
        assert connection.scalar(sa.select(tables.sync_rejects.c.source_id)) == deal(30)


def test_what_the_sync_observed_itself_is_not_looked_for_at_the_source(
    sync: Sync, company: Company, check: Check, engine: sa.Engine
) -> None:
    move = {"stage_name": "1. New", "amount": None, "close_date": None, "is_deleted": False, "created_date": NOON}
    company.put("salesforce.opportunity_history", {"id": "008A", "opportunity_id": deal(1), **move})
    sync()
    company.change("salesforce.opportunity", deal(1), stage_name="3. Proposal", last_modified_date=NOON + HOUR)
    sync()
    result = check()
    assert statuses(result)["opportunity_changes"] == "equal"
    with engine.connect() as connection:
        origins = connection.scalars(sa.select(tables.opportunity_changes.c.origin)).all()
    assert sorted(origins) == ["observed", "opportunity_history"]


def test_a_changed_version_of_the_reading_is_a_difference_that_is_repaired(
    sync: Sync, many: Company, check: Check, chosen: Settings, engine: sa.Engine
) -> None:
    sync()
    newer = chosen.model_copy(update={"metadata_max_bytes": 8192})
    with connect(chosen) as warehouse:
        result = reconcile(engine, warehouse, newer, entities=["opportunities"])
        assert found(result) == {"different": 13}
        assert found(reconcile(engine, warehouse, newer, entities=["opportunities"])) == {}


def test_the_result_is_kept_for_the_status(sync: Sync, many: Company, check: Check, engine: sa.Engine) -> None:
    sync()
    change_store(engine, opportunities, opportunities.c.gong_opportunity_id == deal(1), content_hash=b"x")
    check(entities=["opportunities"])
    with engine.connect() as connection:
        (row,) = connection.execute(sa.select(reconciliations))
    assert (row.entity_type, row.status, row.buckets, row.differing, row.repaired) == (
        "opportunities", "repaired", 13, 1, 1,
    )  # fmt: skip
    assert row.counts["different"] == 1


def test_no_sync_runs_meanwhile(sync: Sync, many: Company, check: Check, engine: sa.Engine) -> None:
    sync()
    with lease.held(engine, uuid.uuid4(), timedelta(minutes=1)), pytest.raises(LeaseHeld):
        check()


def test_an_entity_that_does_not_exist_is_named(check: Check) -> None:
    with pytest.raises(BadRequest, match="no entity deals"):
        check(entities=["deals"])


Change = Callable[[Company], None]


def _nulled(company: Company) -> None:
    """The person's data is emptied where it stands, and no stamp moves."""
    company.change("gongio_ft.call_participant", "p1", name=None, email_address=None, title=None)
    spoken = company.tables["gongio_ft.transcript"]
    company.put("gongio_ft.transcript", *(row | {"sentence": None} if row["index"] == "0" else row for row in spoken))
    company.change("gongio_ft.call", "710001", title="Call", brief=None)
    gone = {"from_address": None, "from_name": None, "subject": None, "text_body": None, "to_address": None}
    company.change("salesforce.email_message", salesforce_key("02s", 2), **gone, is_deleted=True)
    company.change("salesforce.email_message", salesforce_key("02s", 1), to_address=None, text_body="Hello")


def _vanished(company: Company) -> None:
    """Whatever the person was part of is not there any more."""
    company.put("gongio_ft.call", gong_call(9, _fivetran_synced=NOON))
    company.put("gongio_ft.call_participant", participant(3, 9, name="Person 3"))
    company.put("gongio_ft.transcript", monologue(0, 9, 3, text="Hi."))
    company.put("gongio_ft.call_context_integration", link(9, 1))
    company.put("salesforce.email_message", mail(1, to_address="ann@customer.example", text_body="Hello"))


@pytest.mark.parametrize("erased_upstream", [_nulled, _vanished])
def test_26_an_erase_at_the_source_reaches_the_store(
    sync: Sync, company: Company, check: Check, engine: sa.Engine, erased_upstream: Change
) -> None:
    whole_deal(company)
    spoken = company.tables["gongio_ft.transcript"]
    others = "Thank you."
    company.put(
        "gongio_ft.transcript", spoken[0], monologue(1, speaker=2, text=others, at=3), monologue(2, speaker=3, at=6)
    )
    sync()
    words = ("person1@customer.example", "Person 1", "ninety", "Confidential", "quote")
    assert mentions(engine, *words)
    erased_upstream(company)
    assert check().is_equal
    assert mentions(engine, *words) == []
    again = check()
    assert [name for name in again.entities if found(again, name)] == []


def test_undelete_after_an_erase_brings_all_of_it_back(
    sync: Sync, company: Company, check: Check, engine: sa.Engine
) -> None:
    whole_deal(company)
    sync()
    before = sorted(mentions(engine, "person1@customer.example", "ninety", "Confidential"))
    kept = {name: list(rows) for name, rows in company.tables.items()}
    _vanished(company)
    check()
    for name, rows in kept.items():
        company.put(name, *rows)
    check()
    assert sorted(mentions(engine, "person1@customer.example", "ninety", "Confidential")) == before
    with engine.connect() as connection:
        links = connection.execute(sa.select(tables.call_opportunities)).all()
    assert len(links) == 1


def test_a_vanished_call_is_no_activity(sync: Sync, company: Company, check: Check, stored: Stored) -> None:
    whole_deal(company)
    sync()
    assert stored()["Deal 1"].last_activity_at > NOON - 30 * DAY
    company.put("gongio_ft.call", gong_call(9))
    company.put("salesforce.email_message", mail(9, related_to_id=None))
    check()
    assert stored()["Deal 1"].last_activity_at is None


def test_who_was_erased_here_is_explained(
    sync: Sync, company: Company, check: Check, engine: sa.Engine, chosen: Settings
) -> None:
    whole_deal(company)
    sync()
    erase(engine, chosen, "person1@customer.example")
    for _ in range(2):
        result = check()
        assert [name for name in result.entities if found(result, name)] == []
        assert result.entities["people"].explained == 1
    assert mentions(engine, "person1@customer.example", "ninety") == []


def test_pages_of_any_size_say_the_same(sync: Sync, many: Company, chosen: Settings, engine: sa.Engine) -> None:
    sync()
    many.change("salesforce.opportunity", deal(5), name="Other", last_modified_date=NOON - 155 * DAY + MINUTE)
    for size in (1, 5000):
        settings = chosen.model_copy(update={"page_size": size})
        with connect(settings) as warehouse:
            assert found(reconcile(engine, warehouse, settings, dry_run=True)) == {"different": 1}
