"""The faults that other syncs fell to, by their numbers in docs/faults.md: order, breaks, drift (20-25)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from gametape.errors import LeaseHeld, WarehouseUnavailable
from gametape.settings import Settings
from gametape.source import SourceRow
from gametape.store.tables import opportunity_changes, sync_rejects, sync_runs, sync_status
from gametape.sync.entities import ENTITIES
from gametape.sync.entity import Entity
from gametape.sync.run import run
from gametape.warehouse.connect import Warehouse, connect
from tests.builders.warehouse_rows import HOUR, NOON, Company, Sync, counts, opportunity, salesforce_key
from tests.sync.conftest import Stored


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
    assert all("Another sync is running" in message for message in refused)
    assert len(stored()) == 7


def test_22_a_run_that_lost_its_lease_commits_nothing_more(
    sync: Sync, engine: sa.Engine, many: Company, stored: Stored
) -> None:
    def taken_over(entity: str, _counts: object) -> None:
        if entity == "opportunities":
            with engine.begin() as connection:
                connection.execute(sa.text("UPDATE sync_lease SET run_id = gen_random_uuid()"))

    with pytest.raises(Exception, match="another sync has taken over"):
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


def test_a_row_that_is_rejected_again_after_a_change_is_one_reject(
    sync: Sync, company: Company, engine: sa.Engine
) -> None:
    bad = opportunity(2, name=None)
    company.put("salesforce.opportunity", bad, opportunity(3, name=None))
    sync()
    company.put("salesforce.opportunity", bad | {"stage_name": "3. Proposal"}, opportunity(3, name=None))
    for options in ({}, {"full": True}, {"replay": True}):
        sync(**options)
        with engine.connect() as connection:
            rejects = connection.execute(sa.select(sync_rejects).where(sync_rejects.c.resolved_at.is_(None))).all()
        assert sorted(one.source_id for one in rejects) == [salesforce_key("006", n) for n in (2, 3)]
        assert any("3. Proposal" in one.document for one in rejects)


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
