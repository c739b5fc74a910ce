"""The faults that other syncs fell to, by their numbers in docs/faults.md."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from gametape.errors import BudgetSpent, LeaseHeld, StoreUnavailable, WarehouseUnavailable
from gametape.settings import Settings
from gametape.store.tables import opportunities, opportunity_changes, sync_rejects, sync_runs, sync_status
from gametape.sync.budget import Budget
from gametape.sync.entities import ENTITIES, Entity
from gametape.sync.run import run
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.rows import SourceRow
from tests.company import DAY, HOUR, MINUTE, NOON, Company, Sync, opportunity, salesforce_key
from tests.sync.conftest import Stored


def counts(summary: Any, entity: str = "opportunities") -> dict[str, int]:
    return {name: n for name, n in summary.entities[entity].counts.items() if n}


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Let the commit of some pages fail, after their rows were written and before the transaction ends."""

    def fail(error: Exception, *pages: int) -> list[int]:
        tried: list[int] = []
        commit = committing_module.commit

        def committing(*arguments: Any) -> Any:
            counted = commit(*arguments)
            tried.append(len(tried) + 1)
            if tried[-1] in pages:
                raise error
            return counted

        monkeypatch.setattr("gametape.sync.scan.commit", committing)
        return tried

    return fail


@pytest.fixture
def time_for_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run's budget is spent with its first page."""

    def spent(_budget: Budget) -> None:
        raise BudgetSpent("The time budget is spent.")

    monkeypatch.setattr(Budget, "page_done", spent)


@pytest.fixture
def many(company: Company) -> Company:
    """Seven deals, a minute apart: four pages."""
    company.put("salesforce.opportunity", *(opportunity(n, last_modified_date=NOON + n * MINUTE) for n in range(1, 8)))
    return company


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
    assert sync().status == "failed"
    assert len(stored()) == 2
    with engine.connect() as connection:
        cursor = connection.execute(sa.select(sync_status.c.cursor)).scalar_one()
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


def test_20_a_child_before_its_parent_waits_and_arrives(sync: Sync, company: Company, engine: sa.Engine) -> None:
    move = {"stage_name": "1. New", "amount": None, "close_date": None, "is_deleted": False, "created_date": NOON}
    company.put("salesforce.opportunity_history", {"id": "008A", "opportunity_id": salesforce_key("006", 2), **move})
    assert counts(sync(), "opportunity_changes") == {"read": 1, "waiting": 1}
    company.add("salesforce.opportunity", opportunity(2))
    summary = sync()
    assert counts(summary, "opportunity_changes")["inserted"] == 1
    with engine.connect() as connection:
        assert connection.scalar(sa.select(opportunity_changes.c.new_value)) == "1. New"
        assert connection.scalar(sa.select(sync_rejects.c.resolved_at)) is not None


def test_22_two_runs_at_once(sync: Sync, chosen: Settings, engine: sa.Engine, many: Company, stored: Stored) -> None:
    refused: list[str] = []

    def meanwhile(_entity: str, _counts: object) -> None:
        with connect(chosen) as warehouse, pytest.raises(LeaseHeld) as error:
            run(engine, warehouse, chosen, trigger="cron")
        refused.append(str(error.value))

    assert sync(progress=meanwhile).status == "success"
    assert refused
    assert all("A sync is running" in message for message in refused)
    assert len(stored()) == 7


def test_22_a_run_that_lost_its_lease_commits_nothing_more(
    sync: Sync, engine: sa.Engine, many: Company, stored: Stored
) -> None:
    def taken_over(_entity: str, _counts: object) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE sync_lease SET run_id = gen_random_uuid()"))

    with pytest.raises(Exception, match="another one has taken over"):
        sync(progress=taken_over)
    assert len(stored()) == 2


def test_24_the_database_goes_away_and_comes_back(sync: Sync, many: Company, stored: Stored, engine: sa.Engine) -> None:
    def cut_off(_entity: str, seen: Any) -> None:
        if seen.read == 4:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            with psycopg.connect(engine.url.set(drivername="postgresql").render_as_string(hide_password=False)) as own:
                own.execute(f"{others} AND pid <> pg_backend_pid()")

    assert counts(sync(progress=cut_off)) == {"read": 7, "inserted": 7}
    assert len(stored()) == 7


def test_24_the_warehouse_goes_away_and_comes_back(
    sync: Sync, many: Company, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, times = Warehouse.rows, iter(range(10))

    def breaking(*arguments: Any) -> Iterator[list[SourceRow]]:
        pages = rows(*arguments)
        yield next(pages)
        if next(times) < 2:
            raise WarehouseUnavailable("503")
        yield from pages

    monkeypatch.setattr(Warehouse, "rows", breaking)
    assert counts(sync())["inserted"] == 7


def test_24_a_fault_that_does_not_pass_fails_the_entity_and_is_told(
    sync: Sync, many: Company, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any) -> Iterator[list[SourceRow]]:
        yield from ()
        raise WarehouseUnavailable("BigQuery answered 503", hint="Try again later.")

    monkeypatch.setattr(Warehouse, "rows", away)
    assert sync().status == "failed"
    with engine.connect() as connection:
        row = connection.execute(sa.select(sync_status).where(sync_status.c.entity_type == "opportunities")).one()
        last = connection.execute(sa.select(sync_runs)).one()
    assert (row.status, row.consecutive_failures) == ("failed", 1)
    assert row.message == "BigQuery answered 503 Try again later."
    assert last.status == "failed"


def test_25_a_new_column_a_dropped_one_and_a_retyped_one(sync: Sync, company: Company, stored: Stored) -> None:
    sync()
    row = opportunity(name="Moved on", last_modified_date=NOON + HOUR, amount="99.5", brand_new_c="hello")
    del row["is_won"]
    company.put("salesforce.opportunity", row)
    assert counts(sync()) == {"read": 1, "updated": 1}
    after = stored()["Moved on"]
    assert (after.amount, after.is_won) == (Decimal("99.5"), None)
    assert after.metadata["fields"]["brand_new_c"] == "hello"


def test_25_a_required_column_that_vanished_stops_its_entity_and_leaves_the_rows(
    sync: Sync, company: Company, stored: Stored
) -> None:
    sync()
    row = opportunity()
    del row["name"]
    company.put("salesforce.opportunity", row)
    summary = sync()
    assert summary.entities["opportunities"].status == "failed"
    assert "name" in str(summary.entities["opportunities"].message)
    assert stored()["Deal 1"].deleted_at is None


def test_every_row_that_was_read_is_accounted_for(sync: Sync, many: Company) -> None:
    many.add(
        "salesforce.opportunity",
        opportunity(8, name=None),
        opportunity(9, is_deleted=True),
        opportunity(1, name="Twice"),
        opportunity(10, name=None, is_deleted=True),
    )
    for options in ({}, {"full": True}):
        for result in sync(**options).entities.values():
            told = dict(result.counts)
            told.pop("warnings", None)
            assert told.pop("read", 0) == sum(told.values())


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.name)
def test_tables_have_what_merging_needs(entity: Entity) -> None:
    assert {"id", entity.key, "content_hash", "source_modified_at", "deleted_at"} <= set(entity.table.c.keys())
    assert entity.table.c[entity.key].unique


def test_a_run_that_died_is_closed_by_the_next(sync: Sync, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO sync_runs (id, trigger, holder, status) VALUES (gen_random_uuid(), 'cli', 'x', 'running')"
            )
        )
    sync()
    with engine.connect() as connection:
        assert sorted(connection.scalars(sa.select(sync_runs.c.status))) == ["failed", "success"]
    assert opportunities.name == "opportunities"
