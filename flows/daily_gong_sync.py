"""The daily sync: `python -m flows.daily_gong_sync`, and what the command line and a hosted scheduler call.

With `--serve` it stays and syncs every day at 06:00 UTC, as a flow of Prefect's (flows/with_prefect.py).
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog

from gametape.analysis.own_files import check_own_files
from gametape.analysis.refresh import refresh
from gametape.errors import BadSettings, GametapeError, InternalError, LeaseHeld
from gametape.log import set_up_log
from gametape.settings import Settings, settings
from gametape.store.database import migrate, open_store
from gametape.sync.context import EntityResult, Progress, RunSummary, Trigger
from gametape.sync.run import Scanning, could_not_run, run
from gametape.sync.scan import scan
from gametape.warehouse.connect import connect

FAILED = 1
LEASE_HELD = 3

log = structlog.get_logger(__name__)


def main(
    *,
    trigger: Trigger = "flow",
    budget: timedelta | None = None,
    full: bool = False,
    replay: bool = False,
    progress: Progress = lambda _entity, _counts: None,
    scanning: Scanning = scan,
) -> RunSummary:
    """Bring the store up to date with the warehouse, as the environment names them, and what is made of it.

    The options are those of `gametape.sync.run.run`.

    Raises:
        BadSettings: the warehouse, the store or a file of one's own is not named rightly, or cannot be understood.
        LeaseHeld: another sync is running.
        Retry: the store or the warehouse could not be reached.
    """
    began = time.monotonic()
    chosen = settings()
    engine = open_store(chosen)
    try:
        migrate(engine)
        try:
            check_own_files(chosen)
            warehouse = connect(chosen)
        except GametapeError as error:
            could_not_run(engine, chosen, trigger=trigger, error=error)
            raise
        with warehouse:
            summary = run(
                engine,
                warehouse,
                chosen,
                trigger=trigger,
                budget=budget,
                full=full,
                replay=replay,
                progress=progress,
                scanning=scanning,
            )
        left = budget and budget - timedelta(seconds=time.monotonic() - began)
        return analysed(engine, chosen, summary, budget=left)
    finally:
        engine.dispose()


def analysed(
    engine: sa.Engine, settings: Settings, summary: RunSummary, *, budget: timedelta | None = None
) -> RunSummary:
    """The summary of a sync, after analysis has looked at what it brought; nothing is looked at when it failed.

    Whatever goes wrong here is told in the summary and in the log, and does not make the sync a failed one.
    """
    if summary.status == "failed":
        return summary
    try:
        done = refresh(engine, settings, budget=budget)
        waiting = None if done.is_complete else "The budget is spent; the next run goes on from here."
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


def command(arguments: Sequence[str] | None = None) -> int:
    """Sync once, and print the summary as one line of JSON; or, with `--serve`, stay and sync every day.

    Returns:
        The exit code: 0 when all went well or the budget ended, 1 when an entity or all of it failed, 3 when another
        sync is running.
    """
    parser = argparse.ArgumentParser("python -m flows.daily_gong_sync", description="Bring the store up to date.")
    parser.add_argument("--serve", action="store_true", help="stay, and sync daily at 06:00 UTC through Prefect")
    chosen = parser.parse_args(arguments)
    try:
        set_up_log(settings().log_level)
        if chosen.serve:
            _serve()
            return 0
        summary = main()
    except GametapeError as error:
        log.error(error.code, reason=str(error), hint=error.hint)
        return LEASE_HELD if isinstance(error, LeaseHeld) else FAILED
    sys.stdout.write(f"{summary.model_dump_json()}\n")
    return FAILED if summary.needs_somebody else 0


def _serve() -> None:
    os.environ.setdefault("DO_NOT_TRACK", "1")  # Prefect reports its use to its maker unless told not to
    try:
        from flows.with_prefect import serve  # noqa: PLC0415 - the extra `prefect`
    except ModuleNotFoundError as error:
        if error.name != "prefect":
            raise
        raise BadSettings("Prefect is not installed.", hint="Install gametape[prefect].") from None
    serve()


if __name__ == "__main__":
    sys.exit(command())
