"""State of the sync: times, rejected rows and storage, to judge whether the data can be trusted."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.queries.deals import ResultRow
from gametape.store.tables import reconciliations, sync_lease, sync_rejects, sync_runs, sync_status

RUNS = 20
REJECTS = 50
ALARM = 0.8
"""Share of the storage budget from which storage is short; there is time to act before writing fails."""


class Reconciled(ResultRow):
    """Result of an entity's last comparison with its source."""

    checked_at: datetime
    status: str = Field(description="equal, repaired, differs, failed, or skipped if nothing can be compared.")
    buckets: int = Field(ge=0, description="Months compared.")
    differing: int = Field(ge=0, description="Months that differed, before the repair.")
    repaired: int = Field(ge=0, description="Rows written, deleted or moved to another month.")
    message: str | None


class EntityStatus(ResultRow):
    """Sync status of an entity."""

    entity_type: str
    source: str | None = Field(description="Source of the entity, with its warehouse and datasets.")
    status: str = Field(description="running, success, partial or failed.")
    last_sync_timestamp: datetime | None = Field(description="The next run reads rows after this time.")
    last_success_at: datetime | None
    last_full_at: datetime | None = Field(description="Last time all rows were compared.")
    items_synced: int = Field(ge=0, description="Rows written since the first sync.")
    error_count: int = Field(ge=0, description="Rows rejected by the last scan.")
    counts: dict[str, int] = Field(description="Row counts of the last scan.")
    consecutive_failures: int = Field(ge=0)
    message: str | None
    rejects_open: int = Field(ge=0)
    waiting: int = Field(ge=0, description="Rows waiting for a parent row, such as a call for its deal.")
    reconciled: Reconciled | None = Field(description="Last source reconciliation; null if there was none.")


class RunEntity(ResultRow):
    """Result of a run for an entity."""

    status: str = Field(description="success, partial, failed, or absent if no source has the entity.")
    source: str | None = None
    counts: dict[str, int] = Field({}, description="Row counts of the run.")
    message: str | None = None


class Run(ResultRow):
    """Sync run over all entities."""

    id: UUID
    trigger: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    entities: dict[str, RunEntity]
    message: str | None


class Reject(ResultRow):
    """Row that could not be stored, with the reason; the row itself stays in the store."""

    entity_type: str
    source_id: str | None
    kind: str = Field(description="rejected, or waiting for its parent.")
    reason: str
    first_seen_at: datetime
    last_seen_at: datetime


class TableSize(ResultRow):
    """Size of a table on disk, with indexes and long values."""

    table: str
    bytes: int = Field(ge=0)
    rows: int | None = Field(ge=0, description="Estimated rows; null if unknown.")


class SyncReport(ResultRow):
    """Data of the trust panel."""

    now: datetime = Field(description="Current time of the database.")
    is_late: bool = Field(
        description="True if no run finished in `late_after_hours` and none is running; false before the first."
    )
    late_after_hours: int = Field(
        ge=1,
        description="Hours without a finished run after which data counts as late. Default: a daily run and two hours.",
    )
    running_since: datetime | None = Field(description="Start of the running sync; null if none is running.")
    entities: list[EntityStatus]
    runs: list[Run] = Field(description=f"Newest first, at most {RUNS}.")
    rejects: list[Reject] = Field(description=f"Open ones, newest first, at most {REJECTS}.")
    rejects_open: int = Field(ge=0, description="Rejected rows still open; waiting rows are not counted.")
    storage: list[TableSize] = Field(description="Largest first.")
    storage_bytes: int = Field(ge=0, description="The whole database.")
    storage_budget_bytes: int | None = Field(ge=1, description="Storage budget; null without a limit.")
    storage_is_short: bool = Field(description=f"True if more than {ALARM:.0%} of the budget is used.")


def sync_report(connection: sa.Connection, *, late_hours: int, storage_budget: int = 0) -> SyncReport:
    """Read status per entity, recent runs, open rejects, and storage per table.

    Args:
        connection: connection to the store.
        late_hours: after how many hours without a run the data is late; `thresholds(...).sync` says it.
        storage_budget: bytes that the database may take; 0 for no limit.
    """
    clock, running_since = connection.execute(
        sa.select(
            sa.func.now(),
            sa.select(sa.func.min(sync_lease.c.acquired_at))
            .where(sync_lease.c.expires_at > sa.func.now())
            .scalar_subquery(),
        )
    ).one()
    entities = _entities(connection)
    size = connection.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one()
    runs = [
        Run.model_validate(row)
        for row in connection.execute(sa.select(sync_runs).order_by(sync_runs.c.number.desc()).limit(RUNS))
    ]
    ended = next((run.finished_at for run in runs if run.finished_at), None)
    rejects = connection.execute(
        sa.select(sync_rejects)
        .where(sync_rejects.c.resolved_at.is_(None))
        .order_by(sync_rejects.c.last_seen_at.desc(), sync_rejects.c.id.desc())
        .limit(REJECTS)
    )
    return SyncReport(
        now=clock,
        is_late=running_since is None and ended is not None and clock - ended > timedelta(hours=late_hours),
        late_after_hours=late_hours,
        running_since=running_since,
        entities=entities,
        runs=runs,
        rejects=[Reject.model_validate(row) for row in rejects],
        rejects_open=sum(entity.rejects_open for entity in entities),
        storage=_storage(connection),
        storage_bytes=size,
        storage_budget_bytes=storage_budget or None,
        storage_is_short=bool(storage_budget) and size > storage_budget * ALARM,
    )


def _entities(connection: sa.Connection) -> list[EntityStatus]:
    reject = sync_rejects.c
    open_ = (
        sa.select(
            reject.entity_type,
            sa.func.count().filter(reject.kind == "rejected").label("rejects_open"),
            sa.func.count().filter(reject.kind == "waiting").label("waiting"),
        )
        .where(reject.resolved_at.is_(None))
        .group_by(reject.entity_type)
        .subquery("open")
    )
    rows = connection.execute(
        sa.select(
            sync_status,
            sa.func.coalesce(open_.c.rejects_open, 0).label("rejects_open"),
            sa.func.coalesce(open_.c.waiting, 0).label("waiting"),
        )
        .outerjoin(open_, open_.c.entity_type == sync_status.c.entity_type)
        .order_by(sync_status.c.entity_type)
    )
    checks = {check.entity_type: Reconciled.model_validate(check) for check in connection.execute(_CHECKS)}
    return [
        EntityStatus.model_validate(dict(row) | {"reconciled": checks.get(row["entity_type"])})
        for row in rows.mappings()
    ]


_CHECKS = sa.select(reconciliations)


def _storage(connection: sa.Connection) -> list[TableSize]:
    rows = connection.execute(
        sa.text("""
            SELECT relname AS table, pg_total_relation_size(oid) AS bytes,
                   CASE WHEN reltuples >= 0 THEN reltuples::bigint END AS rows
            FROM pg_class
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
            ORDER BY bytes DESC, relname
        """)
    )
    return [TableSize.model_validate(row) for row in rows]
