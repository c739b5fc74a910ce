"""Run of the sync: takes the lease, syncs every entity, writes the summary, and sends alerts."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
import structlog

from gametape.errors import (
    BudgetSpent,
    GametapeError,
    InternalError,
    LeaseHeld,
    LeaseLost,
    MissingScope,
    StoreUnavailable,
)
from gametape.records.call import CallRecord
from gametape.settings import Settings
from gametape.source import SourceSystem
from gametape.store.statistics import take_statistics
from gametape.store.tables import gong_calls
from gametape.sync import alerts, lease, ledger, webhook_queue
from gametape.sync.budget import Budget
from gametape.sync.context import EntityResult, Note, Progress, RunSummary, SyncRun, Trigger, no_note
from gametape.sync.entities import WAVES
from gametape.sync.entity import Entity
from gametape.sync.gong_landing import NAME as LANDING
from gametape.sync.gong_landing import land_calls
from gametape.sync.gong_source import LEFT_OUT_WITHOUT_SCOPE
from gametape.sync.links import link_late_arrivals
from gametape.sync.open_sources import gong_of
from gametape.sync.parts import parts_to_sync, report_copies
from gametape.sync.scan import scan
from gametape.sync.sources import was_read
from gametape.sync.word_filter_backfill import fill_word_filters
from gametape.text.plurals import count

Scanning = Callable[[SyncRun, Entity], EntityResult]

log = structlog.get_logger(__name__)

_AT_ONCE = 3  # entities synced in parallel: more would only wait for the same processor and the same database


def run(  # noqa: PLR0913 - one verb with many options, all by name
    engine: sa.Engine,
    sources: SourceSystem,
    settings: Settings,
    *,
    trigger: Trigger,
    budget: timedelta | None = None,
    full: bool = False,
    replay: bool = False,
    progress: Progress = lambda _entity, _counts: None,
    note: Note = no_note,
    scanning: Scanning = scan,
) -> RunSummary:
    """Sync every entity, each from where its last run stopped.

    Args:
        engine: of the store.
        sources: to read from.
        settings: of the deployment.
        trigger: how the run was started.
        budget: time after which the run must have stopped; None for no limit.
        full: read all rows again and compare them.
        replay: try all rejected rows again.
        progress: called with the entity's name and its counts after each page.
        note: called with a sentence on the run under way.
        scanning: syncs one entity, with the errors of `scan`; a scheduler passes a function that runs `scan` as a task.

    Raises:
        LeaseHeld: another run is under way.
        LeaseLost: this run took longer than its lease, and another run has taken over.
        StoreUnavailable: Postgres cannot be reached.
    """
    current = SyncRun(engine, sources, settings, Budget(budget), progress, full, replay, note)
    started = datetime.now(UTC)
    with _held(engine, settings, current.id, trigger):
        results = _sync_all(current, scanning)
        summary = RunSummary(
            run_id=current.id,
            status=_overall([result.status for result in results.values()]),
            started_at=started,
            seconds=round((datetime.now(UTC) - started).total_seconds(), 3),
            entities=results,
        )
        with engine.begin() as connection:
            ledger.end_run(connection, current.id, summary.status, summary.model_dump(mode="json")["entities"])
        alerts.send_alerts(engine, settings)
    log.info("sync ended", run=str(current.id), status=summary.status, seconds=summary.seconds)
    return summary


def record_failed_start(engine: sa.Engine, settings: Settings, *, trigger: Trigger, error: GametapeError) -> None:
    """Record a run that failed before it read a page, so that it counts towards an alert.

    While another run is under way, nothing is recorded.

    Raises:
        StoreUnavailable: Postgres cannot be reached.
    """
    run_id = uuid.uuid4()
    with suppress(LeaseHeld), _held(engine, settings, run_id, trigger):
        with engine.begin() as connection:
            ledger.end_run(connection, run_id, "failed", {}, f"{error} {error.hint}".strip())
        alerts.send_alerts(engine, settings)


@contextmanager
def _held(engine: sa.Engine, settings: Settings, run_id: uuid.UUID, trigger: Trigger) -> Iterator[None]:
    lease.wait_for_quick_work(engine)
    with engine.begin() as connection:
        lease.acquire(connection, run_id, settings.lease)
        ledger.start_run(connection, run_id, trigger, lease.holder())
    alerts.send_alerts(engine, settings)  # also here: a run that is killed each time never reaches its own alerts
    try:
        yield
    finally:
        # An error here must not hide the error of the run; a lease that cannot be released expires.
        try:
            with engine.begin() as connection:
                lease.release(connection, run_id)
        except StoreUnavailable as error:
            log.warning("lease not given back", reason=str(error))


def _sync_all(current: SyncRun, scanning: Scanning) -> dict[str, EntityResult]:
    """Sync the entities wave by wave, those of a wave in parallel; then link rows that arrived late."""
    results = _land(current)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="sync") as pool:
        try:
            for wave in WAVES:
                # A copied context, in which a scheduler's tasks find their run.
                futures = [pool.submit(copy_context().run, _sync_parts, current, e, scanning) for e in wave]
                for future in futures:
                    results |= future.result()
        except BaseException:  # Ctrl-C: running scans stop at their next page, waiting scans do not begin
            current.budget.end()
            pool.shutdown(cancel_futures=True)
            raise
    with current.engine.begin() as connection:
        waiting = link_late_arrivals(connection, people_changed=results["people"].has_changes)
        webhook_queue.close_stored(connection)
    report_copies(current, results)
    fill_word_filters(current.engine, current.budget)
    take_statistics(current.engine, left=current.budget.left())
    if waiting and results["call_links"].status == "success":  # otherwise its message is the error
        results["call_links"].message = f"{count(waiting, 'link')} waiting for a call or deal."
    return results


def _land(current: SyncRun) -> dict[str, EntityResult]:
    """Read Gong's calls from the API first, if they come from there; the entities are read from what has arrived."""
    gong = gong_of(current.sources)
    if gong is None:
        return {}
    landing = Entity(LANDING, CallRecord, gong_calls, key="call_id")
    return {LANDING: _sync(current, landing, lambda run, _entity: land_calls(run, gong.api, gong.place))}


def _sync_parts(current: SyncRun, entity: Entity, scanning: Scanning) -> dict[str, EntityResult]:
    """Sync the sources of one entity one after the other, because they write to the same rows."""
    return {part.name: _sync(current, part, scanning) for part in parts_to_sync(current, entity)}


def _sync(current: SyncRun, entity: Entity, scanning: Scanning) -> EntityResult:
    """Sync one entity; an error is written to the ledger and the result, and the other entities go on."""
    try:
        return scanning(current, entity)
    except LeaseLost:
        raise
    except MissingScope as error:
        return _without_scope(current, entity, error)
    except GametapeError as error:
        return _stopped(current, entity, error)
    except Exception as error:
        log.exception("entity stopped by a fault of gametape's own", entity=entity.name)
        return _stopped(current, entity, InternalError.of(error))


def _without_scope(current: SyncRun, entity: Entity, error: MissingScope) -> EntityResult:
    """Leave out an entity that the key for Gong's API never could read; a scope that is gone is a failure."""
    with current.engine.begin() as connection:
        is_left_out = entity.name in LEFT_OUT_WITHOUT_SCOPE and not was_read(connection, entity.name)
        if is_left_out:
            ledger.mark_absent(connection, entity.name)
    if not is_left_out:
        return _stopped(current, entity, error)
    return EntityResult(status="absent", message=f"{error} {error.hint}".strip())


def _stopped(current: SyncRun, entity: Entity, error: GametapeError) -> EntityResult:
    status: Literal["partial", "failed"] = "partial" if isinstance(error, BudgetSpent) else "failed"
    message = f"{error} {error.hint}".strip()
    log.error("entity stopped", entity=entity.name, status=status, reason=message)
    if error.detail:
        log.debug("what the other side said", entity=entity.name, detail=error.detail)
    with current.engine.begin() as connection:
        counts = ledger.interrupt(connection, entity.name, status=status, message=message)
    return EntityResult(status=status, counts=counts, message=message)


def _overall(statuses: Sequence[str]) -> Literal["success", "partial", "failed"]:
    present = [status for status in statuses if status != "absent"]
    if all(status == "success" for status in present):
        return "success"
    return "failed" if all(status == "failed" for status in present) else "partial"
