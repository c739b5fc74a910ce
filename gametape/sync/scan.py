"""Scan of one entity: reads its source page by page; each page is committed together with its cursor."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from gametape.errors import Retry
from gametape.source import Source, Window
from gametape.sync import lease, ledger
from gametape.sync.budget import read_ahead
from gametape.sync.commit import commit
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.counts import Counts
from gametape.sync.entity import Entity
from gametape.sync.page import PreparedPage
from gametape.sync.prepare import prepare
from gametape.sync.replay import replay
from gametape.sync.schema_drift import dropped_columns, explain_dropped
from gametape.sync.sources import Absent, source_to_read
from gametape.sync.unreadable import log_left_out

log = structlog.get_logger(__name__)


def scan(run: SyncRun, entity: Entity) -> EntityResult:
    """Read the rows that are new or changed at the source since the last scan, and commit them.

    A temporary error is retried with growing pauses; the scan then goes on after the last committed page. An optional
    entity that has no source in the warehouse, and never had, gets the status `absent`.

    Raises:
        BudgetSpent: the run's time is over; the cursor is kept.
        LeaseLost: another run has taken over.
        MissingSource: the warehouse has no table that feeds this entity, or lost the table that fed it until now.
        Retry: the temporary error did not pass.
    """
    with run.engine.begin() as connection:
        source = source_to_read(connection, run.sources, entity, full=run.full)
        if isinstance(source, Absent):
            ledger.mark_absent(connection, entity.name)
            return EntityResult(status="absent", message=source.message)
    dropped = dropped_columns(run, entity.name, source)
    counts, unreadable_columns = retrying(run, entity)(_scan_once, run, entity, source)
    result = EntityResult(status="success", source=source.name, counts=counts.as_dict())
    if unreadable_columns:
        result.status, result.message = "failed", unreadable_columns
        log.error("columns cannot be read", entity=entity.name, reason=result.message)
    elif dropped:
        result.message = explain_dropped(dropped)
        log.warning("source lost something", entity=entity.name, reason=result.message)
        with run.engine.begin() as connection:
            ledger.set_message(connection, entity.name, result.message)
    return result


def retrying(run: SyncRun, entity: Entity) -> Retrying:
    """Return a caller that retries a function after temporary errors (`Retry`), with growing pauses, and logs each.

    Example: `retrying(run, entity)(function, argument)`.
    """
    return Retrying(
        retry=retry_if_exception_type(Retry),
        stop=stop_after_attempt(run.settings.retries + 1),
        wait=wait_exponential(multiplier=run.settings.retry_wait.total_seconds(), exp_base=3),
        before_sleep=_log_retry(entity),
        reraise=True,
    )


def _scan_once(run: SyncRun, entity: Entity, source: Source) -> tuple[Counts, str | None]:
    budget = run.budget.for_scan()
    with run.engine.begin() as connection:
        state = ledger.begin(
            connection,
            entity.name,
            source.origin,
            full=run.full,
            full_every=run.settings.full_every,
            reread=run.settings.reread if entity.unreliable_stamps or source.unreliable_stamps else None,
            reading=entity.hash_version(run.settings),
        )
    pages = read_ahead(
        _pages(run, entity, source, state.window),
        budget=budget,
        every=run.settings.lease / 3,
        meanwhile=run.renew_lease,
    )
    with closing(pages):
        for page in pages:
            with run.engine.begin() as connection:
                counts = commit(connection, entity, page, run)
                state = state.after_page(page.last, counts, page.columns)
                ledger.save(connection, entity.name, state, counts)
                # Last, because it locks the row of the lease, which all entities share; still before the commit.
                lease.renew(connection, run.id, run.settings.lease)
            run.progress(entity.name, state.counts)
            budget.page_done()
    state = _retry_rejects(run, entity, state)
    log_left_out(entity.name, state.columns)
    with run.engine.begin() as connection:
        unreadable_columns = ledger.finish(connection, entity.name, state, overlap=run.settings.overlap)
    return state.counts, unreadable_columns


def _retry_rejects(run: SyncRun, entity: Entity, state: ledger.Scan) -> ledger.Scan:
    """Replay waiting rows, whose parent may have arrived in this run; with `run.replay`, all rejects of the entity."""
    if not (run.replay or entity.parent):
        return state
    tried = replay(run, entity, kind=None if run.replay else "waiting")
    # Only rows that are stored now are counted: the others were counted when they were read.
    stored = replace(tried, read=tried.read - tried.waiting - tried.rejected, waiting=0, rejected=0)
    with run.engine.begin() as connection:
        ledger.save(connection, entity.name, state.with_counts(stored), stored)
    return state.with_counts(stored)


def _pages(run: SyncRun, entity: Entity, source: Source, window: Window) -> Generator[PreparedPage]:
    reading = run.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    size = min(run.settings.page_size, entity.most_rows)
    with reading, closing(run.sources.rows(source, window, size)) as pages:
        for rows in pages:
            yield prepare(reading, entity, rows, run.settings)


def _log_retry(entity: Entity) -> Callable[[RetryCallState], None]:
    def log_retry(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        log.warning("trying again", entity=entity.name, attempt=state.attempt_number, reason=str(error))

    return log_retry
