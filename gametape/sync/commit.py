"""Commit of one prepared page: merges, marks deletions and keeps rejects, within the caller's transaction."""

from collections.abc import Sequence

import psycopg
import sqlalchemy as sa
import structlog

from gametape.settings import Settings
from gametape.store.merge import MergeCounts, insert_rows, mark_deleted, merge_staged, staged_rows
from gametape.sync import rejects
from gametape.sync.context import SyncRun
from gametape.sync.counts import Counts
from gametape.sync.entity import Entity
from gametape.sync.page import PreparedPage, Ready, RejectedRow

log = structlog.get_logger(__name__)

# Errors of Postgres for a value that it cannot store, as raised by COPY (psycopg) and by SQLAlchemy.
_REFUSALS = (psycopg.DataError, psycopg.IntegrityError, sa.exc.DataError, sa.exc.IntegrityError)


def commit(connection: sa.Connection, entity: Entity, page: PreparedPage, run: SyncRun) -> Counts:
    """Merge the ready rows, mark the deleted ones, and keep the rejects; return counts that add up to the rows read."""
    orphans = _orphans(connection, entity, page)
    ready = [item for key, item in page.ready.items() if key not in orphans]
    inserted = _insert(connection, entity, ready)
    merged, refused = (inserted, []) if inserted else _merge(connection, entity, ready, run.settings)
    gone = 0
    if page.tombstones:
        gone = mark_deleted(connection, entity.table, list(page.tombstones.items()), key=entity.key)
    if gone:
        entity.after_deletion(connection, list(page.tombstones))
    waiting = [
        RejectedRow(item.source, item.hash, "waiting", f"{entity.parent} has not arrived") for item in orphans.values()
    ]
    rejects.keep(connection, entity.name, page.rejects + refused + waiting, run.id)
    kept_out = {reject.source.id for reject in refused}
    rejects.resolve(connection, entity.name, {item.source.id for item in ready} - kept_out)
    return Counts(
        read=page.read,
        inserted=merged.inserted,
        updated=merged.updated,
        deleted=merged.deleted + gone,
        unchanged=page.unchanged + merged.unchanged + len(page.tombstones) - gone,
        waiting=len(waiting),
        rejected=len(page.rejects) + len(refused),
        warnings=page.warnings,
    )


def _insert(connection: sa.Connection, entity: Entity, ready: Sequence[Ready]) -> MergeCounts | None:
    """Copy a page of new rows into the table; return None if it has other rows too, or if Postgres refuses the batch.

    Postgres refuses a row that another page stored since this page was read.
    """
    if not (ready and entity.inserts_directly and all(item.is_new for item in ready)):
        return None
    try:
        with connection.begin_nested():
            return insert_rows(connection, entity.table, [item.row for item in ready])
    except _REFUSALS:
        return None


def _merge(
    connection: sa.Connection, entity: Entity, ready: Sequence[Ready], settings: Settings
) -> tuple[MergeCounts, list[RejectedRow]]:
    """Merge the rows; if Postgres refuses the batch, halve it until each refused row is found.

    Returns:
        Counts of the merge, and the rows that Postgres refused.
    """
    if not ready:
        return MergeCounts(), []
    try:
        with (
            connection.begin_nested(),
            staged_rows(connection, entity.table, [item.row for item in ready]) as incoming,
        ):
            entity.before_merge(connection, settings)
            merged = merge_staged(connection, entity.table, incoming, key=entity.key)
            entity.after_merge(connection, settings)
            return merged, []
    except _REFUSALS as error:
        if len(ready) == 1:
            reason = f"Postgres: {error.orig if isinstance(error, sa.exc.DBAPIError) else error}"
            log.error("row rejected", entity=entity.name, id=ready[0].source.id, reason=reason)
            return MergeCounts(), [RejectedRow(ready[0].source, ready[0].hash, "rejected", reason)]
    middle = len(ready) // 2
    first, first_refused = _merge(connection, entity, ready[:middle], settings)
    second, second_refused = _merge(connection, entity, ready[middle:], settings)
    return first + second, first_refused + second_refused


def _orphans(connection: sa.Connection, entity: Entity, page: PreparedPage) -> dict[str, Ready]:
    """Return the ready rows whose parent is not in the store, by key."""
    if entity.parent is None or not page.ready:
        return {}
    wanted = {item.row[entity.parent] for item in page.ready.values()}
    (reference,) = entity.table.c[entity.parent].foreign_keys
    parents = set(connection.scalars(sa.select(reference.column).where(reference.column.in_(wanted))))
    return {key: item for key, item in page.ready.items() if item.row[entity.parent] not in parents}
