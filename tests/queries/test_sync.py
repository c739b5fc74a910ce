"""The trust panel."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from gametape.queries.sync import sync_report
from gametape.store.tables import reconciliations, sync_lease, sync_rejects, sync_runs, sync_status
from tests.builders.store_rows import MOMENT, add_deal


def reject(connection: sa.Connection, **values: Any) -> None:
    row = {"entity_type": "opportunities", "kind": "rejected", "reason": "no name", "document": "{}", **values}
    connection.execute(sa.insert(sync_rejects).values(content_hash=uuid4().bytes, **row))


def test_a_store_that_never_saw_a_sync_says_so(connection: sa.Connection) -> None:
    report = sync_report(connection, late_hours=26)
    assert (report.entities, report.runs, report.rejects, report.running_since) == ([], [], [], None)
    assert report.storage_bytes > 0


def test_open_rejects_are_told_with_their_reason_and_waiting_rows_apart(connection: sa.Connection) -> None:
    connection.execute(
        sa.insert(sync_status).values(entity_type="opportunities", status="success", counts={"read": 3, "inserted": 3})
    )
    reject(connection, source_id="006A", last_seen_at=MOMENT)
    reject(connection, kind="waiting", reason="no parent", last_seen_at=MOMENT + timedelta(days=1))
    reject(connection, reason="long mended", resolved_at=MOMENT)
    report = sync_report(connection, late_hours=26)
    assert [(found.kind, found.reason, found.source_id) for found in report.rejects] == [
        ("waiting", "no parent", None),
        ("rejected", "no name", "006A"),
    ]
    assert report.rejects_open == 1
    entity = report.entities[0]
    assert (entity.rejects_open, entity.waiting, entity.counts) == (1, 1, {"read": 3, "inserted": 3})


def test_runs_come_newest_first_with_what_they_did(connection: sa.Connection) -> None:
    for day in range(3):
        connection.execute(
            sa.insert(sync_runs).values(
                id=uuid4(),
                trigger="cron",
                holder="host:1",
                status="success" if day else "failed",
                started_at=MOMENT + timedelta(days=day),
                entities={"opportunities": {"status": "success", "counts": {"read": day}}},
            )
        )
    runs = sync_report(connection, late_hours=26).runs
    assert [run.entities["opportunities"].counts["read"] for run in runs] == [2, 1, 0]
    assert [run.status for run in runs] == ["success", "success", "failed"]


def test_a_run_is_under_way_while_its_lease_lasts(connection: sa.Connection) -> None:
    lease = {"name": "sync", "holder": "host:1", "run_id": uuid4(), "acquired_at": MOMENT}
    connection.execute(sa.insert(sync_lease).values(expires_at=sa.func.now() + timedelta(minutes=5), **lease))
    assert sync_report(connection, late_hours=26).running_since == MOMENT
    connection.execute(sa.update(sync_lease).values(expires_at=sa.func.now() - timedelta(seconds=1)))
    assert sync_report(connection, late_hours=26).running_since is None


def test_the_last_comparison_with_the_source_is_told_of_each_entity(connection: sa.Connection) -> None:
    connection.execute(
        sa.insert(sync_status), [{"entity_type": name, "status": "success"} for name in ("calls", "people")]
    )
    connection.execute(
        sa.insert(reconciliations).values(
            entity_type="calls", status="repaired", buckets=14, differing=2, repaired=31, checked_at=MOMENT
        )
    )
    calls, people = sync_report(connection, late_hours=26).entities
    assert people.reconciled is None
    assert calls.reconciled is not None
    assert calls.reconciled.model_dump() == {
        "checked_at": MOMENT, "status": "repaired", "buckets": 14, "differing": 2, "repaired": 31, "message": None,
    }  # fmt: skip


def test_room_is_short_from_four_fifths_of_the_budget_on(connection: sa.Connection) -> None:
    size = sync_report(connection, late_hours=26).storage_bytes
    for budget, is_short in (
        (0, False),
        (size * 2, False),
        (int(size * 1.26), False),
        (int(size * 1.24), True),
        (1, True),
    ):
        report = sync_report(connection, late_hours=26, storage_budget=budget)
        assert (report.storage_budget_bytes, report.storage_is_short) == (budget or None, is_short)


def test_storage_names_every_table_largest_first(connection: sa.Connection) -> None:
    add_deal(connection, "a", metadata={"fields": {"text": "x" * 4000}})
    storage = sync_report(connection, late_hours=26).storage
    assert {"opportunities", "opportunity_changes", "sync_runs"} <= {size.table for size in storage}
    sizes = [size.bytes for size in storage]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size.rows is None or size.rows >= 0 for size in storage)
