"""Sync, analysis and weekly digest in turn: the daily run, calls that Gong announces in between, restored calls.

The command line, the cron endpoint, the flows and Prefect all call `run_pipeline`.
"""

import time
from collections import Counter
from datetime import timedelta
from math import inf
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
import structlog

from gametape.analysis.digest.send_digests import send_digests
from gametape.analysis.own_files import check_own_files
from gametape.analysis.refresh import analyze_call, compute_again, refresh
from gametape.errors import GametapeError, InternalError
from gametape.queries.call_detail import require_call
from gametape.queries.removed import RestoredCall, removed_parts
from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.sync.context import EntityResult, Note, Progress, RunSummary, Trigger, no_note
from gametape.sync.open_sources import open_sources
from gametape.sync.refetch import fetch_transcript
from gametape.sync.run import Scanning, record_failed_start, run
from gametape.sync.scan import scan
from gametape.sync.webhook_fetch import AnnouncedCalls

log = structlog.get_logger(__name__)


def run_pipeline(
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
    """Migrate the store, sync every entity, analyze the new rows, and send digests.

    The options are those of `sync.run.run`.
    The analysis gets the part of the budget that the sync left.

    Raises:
        BadSettings: a setting of the warehouse or the store, or a file of the deployment, is missing or unreadable.
        LeaseHeld: another sync is running.
        LeaseLost: the sync took longer than its lease, and another sync has taken over.
        Retry: the store or the warehouse could not be reached.
    """
    began = time.monotonic()
    engine = open_store(settings)
    try:
        migrate(engine)
        try:
            check_own_files(settings)
            sources = open_sources(engine, settings)
        except GametapeError as error:
            record_failed_start(engine, settings, trigger=trigger, error=error)
            raise
        with sources:
            summary = run(
                engine,
                sources,
                settings,
                trigger=trigger,
                budget=budget,
                full=full,
                replay=replay,
                progress=progress,
                note=note,
                scanning=scanning,
            )
        left = None if budget is None else budget - timedelta(seconds=time.monotonic() - began)
        summary = analyze(engine, settings, summary, budget=left)
        until = inf if budget is None else began + budget.total_seconds()
        is_invented = trigger == "demo"  # people of the sample company have no mailboxes
        return summary if is_invented else send_week_digests(engine, settings, summary, until=until)
    finally:
        engine.dispose()


def analyze(
    engine: sa.Engine, settings: Settings, summary: RunSummary, *, budget: timedelta | None = None
) -> RunSummary:
    """Return the summary of a sync with the result of the analysis added; after a failed sync nothing is analyzed.

    An error of the analysis is put into the summary and the log. It does not make the sync a failed run.
    """
    if summary.status == "failed":
        return summary
    try:
        done = refresh(engine, settings, budget=budget)
        waiting = None if done.is_complete else "Time budget used up; the next run continues from here."
        result = EntityResult(status="partial" if waiting else "success", counts=done.model_dump(), message=waiting)
        log.info("analysis ended", **result.counts)
    except GametapeError as error:
        log.error("analysis stopped", code=error.code, reason=str(error), hint=error.hint)
        result = EntityResult(status="failed", message=f"{error} {error.hint}".strip())
    except Exception as error:
        log.exception("analysis stopped by a fault of gametape's own")
        fault = InternalError.of(error)
        result = EntityResult(status="failed", message=f"{fault} {fault.hint}")
    return summary.model_copy(update={"analysis": result})


class ReadAnnouncedCalls:
    """Reads calls that Gong's webhook announced, when they are due, and measures and scores them.

    Insights on their deals, commitments and lessons follow with the next sync.
    """

    def __init__(self, engine: sa.Engine, settings: Settings, calls: AnnouncedCalls | None = None) -> None:
        self._engine = engine
        self._settings = settings
        self._calls = calls or AnnouncedCalls(engine, settings)

    def __call__(self) -> int:
        """Read the calls that are due; return how many are stored.

        Raises:
            GametapeError: see `AnnouncedCalls.fetch`; the calls are due again after a pause.
        """
        stored = self._calls.fetch()
        for call_id in stored:
            analyze_call(self._engine, self._settings, call_id)
        if stored:
            log.info("announced calls stored", calls=len(stored))
        return len(stored)


def send_week_digests(engine: sa.Engine, settings: Settings, summary: RunSummary, *, until: float = inf) -> RunSummary:
    """Send this week's digests over the channels of the settings, to those who did not get theirs.

    Nothing is sent after a sync that failed or that its budget cut off: the next run sends. An error of the sending is
    put into the summary and the log. It does not make the sync a failed run.
    """
    is_cut_off = any(result.status == "partial" for result in summary.entities.values())
    if not settings.digest_to or summary.status == "failed" or is_cut_off:
        return summary
    counts = Counter[str]()
    messages: list[str] = []
    for channel in settings.digest_to:
        try:
            done = send_digests(engine, settings, channel, until=until)
            counts.update(each.status.replace(" ", "_") for each in done.outcomes)
            counts["waiting"] += done.waiting
            messages += {each.message for each in done.outcomes if each.message}
        except GametapeError as error:
            log.error("digests not sent", channel=channel, code=error.code, reason=str(error), hint=error.hint)
            counts["failed"] += 1
            messages.append(f"{channel}: {error} {error.hint}".strip())
        except Exception as error:
            log.exception("digests not sent because of a bug in gametape")
            counts["failed"] += 1
            messages.append(str(InternalError.of(error)))
    status: Literal["success", "partial", "failed"] = "partial" if counts["waiting"] else "success"
    result = EntityResult(
        status="failed" if counts["failed"] else status, counts=dict(counts), message=" ".join(messages) or None
    )
    return summary.model_copy(update={"digests": result})


def restore_call(engine: sa.Engine, settings: Settings, call_id: UUID) -> RestoredCall:
    """Restore what retention removed of a call to save space, and keep it until the next `gametape retention`.

    A removed transcript is read from the source with one query, and the call is measured and scored. If only metrics
    and scores were removed, they are computed from the text that is kept.

    Raises:
        NotFound: there is no such call, or its text cannot be had any more: private, deleted, or gone at the source.
        BadSettings: the warehouse is not named, or it, the trackers or the rubrics cannot be understood.
        WarehouseUnavailable: the warehouse did not answer.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        require_call(connection, call_id)
        removed = removed_parts(connection, call_id)
    if removed.text:
        fetch_transcript(engine, settings, call_id)
        analyze_call(engine, settings, call_id)
        return RestoredCall(call_id=call_id, text=True, analysis=True)
    return RestoredCall(call_id=call_id, text=False, analysis=compute_again(engine, settings, call_id))
