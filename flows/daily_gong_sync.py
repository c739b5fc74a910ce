"""Launcher of the daily sync from a checkout: `python -m flows.daily_gong_sync`. Where installed: `gametape sync`.

With `--serve` the process keeps running and syncs every day at 06:00 UTC, as a Prefect flow (flows/with_prefect.py).
"""

import argparse
import os
import sys
from collections.abc import Sequence

import structlog

from gametape.errors import BadSettings, GametapeError
from gametape.log import set_up_log
from gametape.pipeline import run_pipeline
from gametape.settings import settings

log = structlog.get_logger(__name__)


def command(arguments: Sequence[str] | None = None) -> int:
    """Sync once and print the summary as one line of JSON; with `--serve`, keep running and sync every day.

    Returns:
        The exit code of the summary, or of the error that ended the run (gametape/errors.py).
    """
    parser = argparse.ArgumentParser("python -m flows.daily_gong_sync", description="Update the store from the source.")
    parser.add_argument("--serve", action="store_true", help="keep running, and sync daily at 06:00 UTC with Prefect")
    options = parser.parse_args(arguments)
    try:
        chosen = settings()
        set_up_log(chosen.log_level)
        if options.serve:
            _serve()
            return 0
        summary = run_pipeline(chosen, trigger="flow")
    except GametapeError as error:
        log.error(error.code, reason=str(error), hint=error.hint)
        return error.exit_code
    sys.stdout.write(f"{summary.model_dump_json()}\n")
    return summary.exit_code


def _serve() -> None:
    os.environ.setdefault("DO_NOT_TRACK", "1")  # otherwise Prefect sends usage data to its maker
    try:
        from flows.with_prefect import serve  # noqa: PLC0415 - the extra `prefect`
    except ModuleNotFoundError as error:
        if error.name != "prefect":
            raise
        raise BadSettings("Prefect is not installed.", hint="Install gametape[prefect].") from None
    serve()


if __name__ == "__main__":
    sys.exit(command())
