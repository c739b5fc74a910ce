"""One run of the sync: the lease, every entity in turn, and what is said of it afterwards."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
import structlog

from gametape.errors import BudgetSpent, GametapeError, InternalError, LeaseHeld, LeaseLost, StoreUnavailable
from gametape.settings import Settings
from gametape.store.statistics import take_statistics
from gametape.sync import alerts, lease, ledger
from gametape.sync.budget import Budget
from gametape.sync.context import EntityResult, Progress, RunSummary, SyncRun, Trigger
from gametape.sync.entities import WAVES
from gametape.sync.entity import Entity
from gametape.sync.links import link_late_arrivals
from gametape.sync.parts import parts_to_sync, report_copies
from gametape.sync.scan import scan
from gametape.sync.word_filter_backfill import fill_word_filters
from gametape.warehouse.connect import Warehouse

Scanning = Callable[[SyncRun, Entity], EntityResult]

log = structlog.get_logger(__name__)

_SIDE_BY_SIDE = 3  # entities at once: more would only wait for the same processor and the same database


def run(  # noqa: PLR0913 - one verb with many options, all by name
    engine: sa.Engine,
    warehouse: Warehouse,
    settings: Settings,
    *,
    trigger: Trigger,
    budget: timedelta | None = None,
    full: bool = False,
    replay: bool = False,
    progress: Progress = lambda _entity, _counts: None,
    scanning: Scanning = scan,
) -> RunSummary:
    """Sync every entity, each from where its last run stopped.

    `full` reads everything again and compares; `replay` tries the rejected rows once more. With `budget` the run
    stops cleanly before that time is over. `scanning` brings over one entity and raises what `scan` raises: a scheduler
    puts a task of its own around it.

    Raises:
        LeaseHeld: another run is under way.
        LeaseLost: this run took longer than its lease, and another one took over.
        StoreUnavailable: Postgres cannot be reached.
    """
    current = SyncRun(engine, warehouse, settings, Budget(budget), progress, full, replay)
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
    """Put on record a run that failed before it read a page, so that it counts towards an alert.

    Nothing is put on record while another run is under way.

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
    with engine.begin() as connection:
        lease.acquire(connection, run_id, settings.lease)
        ledger.start_run(connection, run_id, trigger, lease.holder())
    alerts.send_alerts(engine, settings)  # a run that is killed each time never comes to tell it itself
    try:
        yield
    finally:
        # Whatever happened has an error of its own; a lease that cannot be given back ends by itself.
        try:
            with engine.begin() as connection:
                lease.release(connection, run_id)
        except StoreUnavailable as error:
            log.warning("lease not given back", reason=str(error))


def _sync_all(current: SyncRun, scanning: Scanning) -> dict[str, EntityResult]:
    """Every entity: those that wait for nobody side by side, then those that need them."""
    results: dict[str, EntityResult] = {}
    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="sync") as pool:
        try:
            for wave in WAVES:
                # A scheduler's tasks find their run in the context.
                begun = [pool.submit(copy_context().run, _sync_parts, current, e, scanning) for e in wave]
                for future in begun:
                    results |= future.result()
        except BaseException:  # Ctrl-C: what runs stops at its next page, what waits does not begin
            current.budget.end()
            pool.shutdown(cancel_futures=True)
            raise
    with current.engine.begin() as connection:
        waiting = link_late_arrivals(connection, people_changed=results["people"].has_changes)
    report_copies(current, results)
    fill_word_filters(current.engine, current.budget)
    take_statistics(current.engine, left=current.budget.left())
    if waiting and results["call_links"].status == "success":  # else its message says what went wrong
        results["call_links"].message = f"{waiting} links are waiting for their call or deal."
    return results


def _sync_parts(current: SyncRun, entity: Entity, scanning: Scanning) -> dict[str, EntityResult]:
    """All sources of one entity, one after the other: they write to the same rows."""
    return {part.name: _sync(current, part, scanning) for part in parts_to_sync(current, entity)}


def _sync(current: SyncRun, entity: Entity, scanning: Scanning) -> EntityResult:
    """One entity; its failure is noted and told, and leaves the others alone."""
    try:
        return scanning(current, entity)
    except LeaseLost:
        raise
    except GametapeError as error:
        return _stopped(current, entity, error)
    except Exception as error:
        log.exception("entity stopped by a fault of gametape's own", entity=entity.name)
        return _stopped(current, entity, InternalError.of(error))


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
    told = [status for status in statuses if status != "absent"]
    if all(status == "success" for status in told):
        return "success"
    return "failed" if all(status == "failed" for status in told) else "partial"
