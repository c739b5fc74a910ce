"""Reconciliation of the store with the source: finds and repairs the rows that differ. `gametape reconcile`.

Every row of the source is read, hashed as the sync hashes it, and compared with the store's row. Rows that differ are
read again, prepared and committed as in a sync. Only here are rows marked as deleted because the source does not have
them any more, and only after a scan that reached its end.
"""

from collections.abc import Callable, Generator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
import structlog
from pydantic import BaseModel, Field
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import BadRequest, GametapeError, InternalError, LeaseLost
from gametape.records.identity import content_hash
from gametape.records.storable import clean_text
from gametape.settings import Settings
from gametape.source import Source, SourceRow, SourceSystem, Window
from gametape.store.tables import reconciliations, sync_status
from gametape.sync import compare, lease, ledger
from gametape.sync.budget import Budget, read_ahead
from gametape.sync.commit import commit
from gametape.sync.compare import Bucket, HashedRow
from gametape.sync.context import SyncRun
from gametape.sync.counts import Counts
from gametape.sync.entities import ENTITIES
from gametape.sync.entity import Entity
from gametape.sync.forget import forget
from gametape.sync.hooks import after_vanishing
from gametape.sync.links import link_late_arrivals
from gametape.sync.page import PreparedPage
from gametape.sync.parts import present_parts
from gametape.sync.prepare import prepare
from gametape.sync.scan import retrying
from gametape.sync.sources import Absent, source_to_read
from gametape.sync.unreadable import log_left_out

FEW = 10
"""Vanished rows that are always deleted; more only if at most half of the live rows vanished, or with `mass_delete`."""

log = structlog.get_logger(__name__)


class EntityCheck(BaseModel):
    """Result of comparing one entity.

    `equal`: no row differed. `repaired`: rows differed and were repaired. `differs`: rows still differ. `skipped`:
    there is nothing to compare.
    """

    status: Literal["equal", "repaired", "differs", "failed", "skipped"]
    source: str | None = None
    buckets: int = Field(0, ge=0, description="Months compared.")
    differing: list[Bucket] = Field([], description="Months that differed, before the repair.")
    explained: int = Field(0, ge=0, description="Source rows excluded for a reason: rejected or erased.")
    repaired: int = Field(0, ge=0, description="Rows written, deleted or moved to another month.")
    forgotten: int = Field(0, ge=0, description="Deleted rows whose text was removed.")
    message: str | None = None


class Reconciliation(BaseModel):
    """Result of a reconciliation, by entity; `seconds` is wall time."""

    dry_run: bool
    started_at: datetime
    seconds: float
    entities: dict[str, EntityCheck]

    @property
    def is_equal(self) -> bool:
        """Tell whether the store and the source agree now."""
        return all(check.status in ("equal", "repaired", "skipped") for check in self.entities.values())


def reconcile(
    engine: sa.Engine,
    sources: SourceSystem,
    settings: Settings,
    *,
    entities: Sequence[str] = (),
    dry_run: bool = False,
    mass_delete: bool = False,
    progress: Callable[[str, int], None] = lambda _entity, _rows: None,
) -> Reconciliation:
    """Compare all entities, or those named, with the source, and repair what differs unless it is a `dry_run`.

    With `mass_delete`, rows are deleted even if most of the store's rows have vanished from the source. `progress` is
    called with the entity's name and the number of rows read so far.

    Raises:
        BadRequest: there is no such entity.
        LeaseHeld: a sync is running.
        LeaseLost: this took longer than its lease, and somebody took over.
        StoreUnavailable: Postgres cannot be reached.
    """
    chosen = _chosen(entities)
    run = SyncRun(engine, sources, settings, Budget(None), _silent, full=True, replay=False)
    started = datetime.now(UTC)
    with lease.held(engine, run.id, settings.lease):
        options = _Options(dry_run, mass_delete, progress)
        parts = [part for entity in chosen for part in present_parts(run, entity)]
        checks = {part.name: _check(run, part, options) for part in parts}
        if not dry_run:
            with engine.begin() as connection:
                people = checks.get("people")
                link_late_arrivals(connection, people_changed=people is not None and people.repaired > 0)
    seconds = round((datetime.now(UTC) - started).total_seconds(), 3)
    return Reconciliation(dry_run=dry_run, started_at=started, seconds=seconds, entities=checks)


@dataclass(frozen=True, slots=True)
class _Options:
    dry_run: bool
    mass_delete: bool
    progress: Callable[[str, int], None]


def _silent(_entity: str, _counts: Counts) -> None:
    pass


def _chosen(names: Sequence[str]) -> list[Entity]:
    known = {entity.name: entity for entity in ENTITIES}
    if unknown := [name for name in names if name not in known]:
        raise BadRequest(f"There is no entity {unknown[0]}.", hint=f"Entities: {', '.join(known)}.")
    return [entity for entity in ENTITIES if not names or entity.name in names]


def _check(run: SyncRun, entity: Entity, options: _Options) -> EntityCheck:
    """Compare and repair one entity; an error is put into its result, and the other entities go on."""
    try:
        with run.engine.connect() as connection:
            source = source_to_read(connection, run.sources, entity, full=False)
        if isinstance(source, Absent):
            check = EntityCheck(status="skipped", message=source.message)
        else:
            entity = entity.of_source(source.name)
            check = _skip_unsynced(run, entity, source) or retrying(run, entity)(_compare, run, entity, source, options)
    except LeaseLost:
        raise
    except GametapeError as error:
        log.error("reconcile stopped", entity=entity.name, reason=str(error))
        check = EntityCheck(status="failed", message=f"{error} {error.hint}".strip())
    except Exception as error:
        log.exception("reconcile stopped by a fault of gametape's own", entity=entity.name)
        check = EntityCheck(status="failed", message=str(InternalError.of(error)))
    _note(run.engine, entity, check)
    return check


def _skip_unsynced(run: SyncRun, entity: Entity, source: Source) -> EntityCheck | None:
    """Return `skipped` if the store was not filled from this source: no row may be deleted because of it."""
    query = sa.select(sync_status.c.source).where(sync_status.c.entity_type == entity.name)
    with run.engine.connect() as connection:
        known = connection.scalar(query)
    if ledger.is_from(known, source.origin):
        return None
    reason = f"So far it came from {known}" if known else "It has not been synced yet"
    return EntityCheck(status="skipped", source=source.name, message=f"{reason}: run `gametape sync` first.")


def _compare(run: SyncRun, entity: Entity, source: Source, options: _Options) -> EntityCheck:
    with run.engine.begin() as connection:
        compare.open_comparison(connection)
        read = 0
        for rows in _pages(run, entity, source, Window()):
            compare.add_rows(connection, _hashed(entity, rows, run.settings))
            run.renew_lease()
            read += len(rows)
            options.progress(entity.name, read)
        compare.set_verdicts(connection, entity)
        written, left = _repair(run, entity, source, connection, dry_run=options.dry_run)
        buckets, totals = compare.buckets(connection), compare.totals(connection)
        check = EntityCheck(
            status="equal",
            source=source.name,
            buckets=len(buckets),
            differing=[bucket for bucket in buckets if bucket.differs],
            explained=totals.get("explained", 0),
        )
        if options.dry_run:
            check.status = "differs" if check.differing else "equal"
            return check
        check.repaired = written + compare.correct_stamps(connection, entity)
        held_back = None if options.mass_delete else _too_many_vanished(totals)
        if not held_back:
            check.repaired += compare.delete_vanished(connection, entity)
            after_vanishing(connection, entity.table)
        check.forgotten = forget(connection, entity.table)
        # Last, because it locks the row of the lease, which all entities share; still before the commit.
        lease.renew(connection, run.id, run.settings.lease)
    check.message = held_back or (f"{left:,} rows changed at the source in the meantime." if left else None)
    check.status = "differs" if check.message else "repaired" if check.differing else "equal"
    return check


def _too_many_vanished(totals: Mapping[str, int]) -> str | None:
    """Return why the vanished rows are not deleted, as a sentence; None if they may be deleted."""
    vanished = totals.get("vanished", 0)
    live = sum(totals.get(verdict, 0) for verdict in ("equal", "moved", "different", "vanished"))
    if vanished <= FEW or vanished * 2 <= live:
        return None
    return (
        f"{vanished:,} of {live:,} rows are gone at the source. They were not deleted here: the source table may "
        "be reloading. If it is not, run with --mass-delete."
    )


def _repair(run: SyncRun, entity: Entity, source: Source, judged: sa.Connection, *, dry_run: bool) -> tuple[int, int]:
    """Read the missing and the different rows again, prepare and commit them.

    Returns:
        The number of rows written, and of rows that changed at the source since they were compared.
    """
    left, least = compare.repair_extent(judged)
    if not left:
        return 0, 0
    # Rows without a stamp are in every window, so any start will do for them.
    after = least - timedelta(microseconds=1) if least else datetime.now(UTC)
    written = 0
    for rows in _pages(run, entity, source, Window(after=after)):
        hashed = _hashed(entity, rows, run.settings)
        wanted = compare.rows_to_repair(judged, {row.key for row in hashed})
        # By hash, too: this page may have an older row with the same key, and a later page the wanted row.
        chosen = [
            (known.key, row) for row, known in zip(rows, hashed, strict=True) if wanted.get(known.key) == known.hash
        ]
        if not chosen:
            run.renew_lease()
            continue
        left -= len(chosen)
        with run.engine.connect() as connection:
            page = prepare(connection, entity, [row for _, row in chosen], run.settings)
            log_left_out(entity.name, page.columns)
            compare.mark_explained(judged, _kept_out(connection, entity, page, {key for key, _ in chosen}))
        if not dry_run:
            with run.engine.begin() as connection:
                stamps = {key: item.source.stamp for key, item in page.ready.items()} | page.tombstones
                compare.accept_older(connection, entity, stamps)
                written += commit(connection, entity, page, run).written
                lease.renew(connection, run.id, run.settings.lease)
    return written, max(left, 0)


def _kept_out(connection: sa.Connection, entity: Entity, page: PreparedPage, chosen: Set[str]) -> set[str]:
    """Return the chosen keys whose rows a sync would not store either: deletions already made, and erased people."""
    there = entity.table.c[entity.key]
    query = sa.select(there).where(
        there == sa.func.any(sa.cast(list(page.tombstones), pg.ARRAY(sa.Text))), entity.table.c.deleted_at.is_(None)
    )
    rejected = {_key(entity, reject.source, reject.content_hash) for reject in page.rejects}
    return set(chosen - page.ready.keys()) - set(connection.scalars(query)) - rejected


def _pages(run: SyncRun, entity: Entity, source: Source, window: Window) -> Generator[list[SourceRow]]:
    size = min(run.settings.page_size, entity.most_rows)
    pages = run.sources.rows(source, window, size)
    with closing(read_ahead(pages, budget=run.budget, every=run.settings.lease / 3, meanwhile=run.renew_lease)) as read:
        yield from read


def _hashed(entity: Entity, rows: Sequence[SourceRow], settings: Settings) -> list[HashedRow]:
    version = entity.hash_version(settings)
    hashes = [content_hash(version, row.document) for row in rows]
    return [HashedRow(_key(entity, row, hash_), row.stamp, hash_) for row, hash_ in zip(rows, hashes, strict=True)]


def _key(entity: Entity, row: SourceRow, digest: bytes) -> str:
    """Return the row's key in the store; for a row without an id, a key that no stored row has."""
    return entity.record.key(clean_text(row.id)) if row.id else f"(no id) {digest.hex()}"


def _note(engine: sa.Engine, entity: Entity, check: EntityCheck) -> None:
    """Write the result to `reconciliations`, for `gametape status`."""
    names = ("missing", "different", "vanished", "moved")
    counts = {name: sum(getattr(bucket, name) for bucket in check.differing) for name in names}
    values = {
        "checked_at": sa.func.now(),
        "status": check.status,
        "buckets": check.buckets,
        "differing": len(check.differing),
        "repaired": check.repaired,
        "counts": counts | {"explained": check.explained, "forgotten": check.forgotten},
        "message": check.message,
    }
    insert = pg.insert(reconciliations).values(entity_type=entity.name, **values)
    with engine.begin() as connection:
        connection.execute(insert.on_conflict_do_update(index_elements=["entity_type"], set_=values))
