"""One entity from its source into its table, page by page, each page and its place in one transaction."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace

import structlog
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from gametape.errors import Retry
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
from gametape.warehouse.compile import Source
from gametape.warehouse.rows import Window

log = structlog.get_logger(__name__)


def scan(run: SyncRun, entity: Entity) -> EntityResult:
    """Read what the source has since the last time, to its end.

    A passing fault is retried with a growing pause; the scan then goes on behind the last committed page. An entity
    that the warehouse has no table for, and never had, is `absent` where the story can do without it.

    Raises:
        BudgetSpent: the run's time is over; the place is kept.
        MissingSource: the warehouse has no table that feeds this entity, or not the one that fed it until now.
        Retry: the fault did not pass.
    """
    with run.engine.begin() as connection:
        source = source_to_read(connection, run.warehouse, entity, full=run.full)
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
    """What calls a function again, with a growing pause, while its fault is a passing one; each time is logged."""
    return Retrying(
        retry=retry_if_exception_type(Retry),
        stop=stop_after_attempt(run.settings.retries + 1),
        wait=wait_exponential(multiplier=run.settings.retry_wait.total_seconds(), exp_base=3),
        before_sleep=_tell(entity),
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
            reread=run.settings.reread if entity.unreliable_stamps else None,
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
                # Last, for it locks the one row that all entities share; still before anything is final.
                lease.renew(connection, run.id, run.settings.lease)
            run.progress(entity.name, state.counts)
            budget.page_done()
    state = _retry_rejects(run, entity, state)
    log_left_out(entity.name, state.columns)
    with run.engine.begin() as connection:
        unreadable_columns = ledger.finish(connection, entity.name, state, overlap=run.settings.overlap)
    return state.counts, unreadable_columns


def _retry_rejects(run: SyncRun, entity: Entity, state: ledger.Scan) -> ledger.Scan:
    """Children whose parent may have come with this run are tried again; on `replay`, every reject is."""
    if not (run.replay or entity.parent):
        return state
    tried = replay(run, entity, kind=None if run.replay else "waiting")
    # Counted are only those that made it: the others were counted when they were read.
    settled = replace(tried, read=tried.read - tried.waiting - tried.rejected, waiting=0, rejected=0)
    with run.engine.begin() as connection:
        ledger.save(connection, entity.name, state.with_counts(settled), settled)
    return state.with_counts(settled)


def _pages(run: SyncRun, entity: Entity, source: Source, window: Window) -> Generator[PreparedPage]:
    reading = run.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    size = min(run.settings.page_size, entity.most_rows)
    with reading, closing(run.warehouse.rows(source, window, size)) as pages:
        for rows in pages:
            yield prepare(reading, entity, rows, run.settings)


def _tell(entity: Entity) -> Callable[[RetryCallState], None]:
    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        log.warning("trying again", entity=entity.name, attempt=state.attempt_number, reason=str(error))

    return tell
