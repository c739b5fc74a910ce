"""The daily sync: `python -m flows.daily_gong_sync`, and what the command line and a hosted scheduler call."""

import sys
from datetime import timedelta

from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.sync.context import Progress, RunSummary, Trigger
from gametape.sync.run import run
from gametape.warehouse.connect import connect


def main(
    *,
    trigger: Trigger = "flow",
    budget: timedelta | None = None,
    full: bool = False,
    replay: bool = False,
    progress: Progress = lambda _entity, _counts: None,
) -> RunSummary:
    """Bring the store up to date with the warehouse, as the environment names them.

    Raises:
        BadSettings: the warehouse or the store is not named, or cannot be understood.
        LeaseHeld: another sync is running.
        Retry: the store or the warehouse could not be reached.
    """
    chosen = settings()
    engine = open_store(chosen)
    migrate(engine)
    with connect(chosen) as warehouse:
        return run(
            engine,
            warehouse,
            chosen,
            trigger=trigger,
            budget=budget,
            full=full,
            replay=replay,
            progress=progress,
        )


if __name__ == "__main__":
    summary = main()
    print(summary.model_dump_json())  # noqa: T201 - the one line that a scheduler's log shows
    sys.exit(summary.status == "failed")
