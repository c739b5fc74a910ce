"""Daily sync as a Prefect flow: a task per entity, retried by Prefect, every day at 06:00 UTC.

Needs the extra `prefect`. The steps are those of `run_pipeline`: one lease for the whole run, cursors in the store. So
a flow run that Prefect starts again goes on where the last run stopped.
"""

import contextvars
from dataclasses import replace
from datetime import timedelta
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.schedules import Cron
from prefect.states import Failed
from prefect.tasks import Task
from prefect.types.entrypoint import EntrypointType

from gametape.errors import Retry
from gametape.log import set_up_log
from gametape.pipeline import run_pipeline
from gametape.settings import settings
from gametape.sync.context import EntityResult, RunSummary, SyncRun
from gametape.sync.entity import Entity
from gametape.sync.scan import scan

AT_SIX = Cron("0 6 * * *", timezone="UTC")


@flow(name="daily-gong-sync", persist_result=False)
def daily_gong_sync(*, full: bool = False, replay: bool = False) -> RunSummary | State[Any]:
    """Bring the store up to date with the warehouse; the flow run fails if no entity could be synced.

    Raises:
        GametapeError: an error of `run_pipeline`.
    """
    chosen = settings()
    set_up_log(chosen.log_level)
    flow_context = contextvars.copy_context()  # tells Prefect the flow run of a task, whatever thread runs the task

    def as_task(run: SyncRun, entity: Entity) -> EntityResult:
        result: EntityResult = flow_context.copy().run(_task(run, entity))
        return result

    summary = run_pipeline(chosen, trigger="flow", full=full, replay=replay, scanning=as_task)
    if summary.status == "failed":
        reasons = [f"{name}: {result.message}" for name, result in summary.entities.items() if result.message]
        return Failed(message="; ".join(reasons))
    return summary


def serve() -> None:
    """Keep running, and start the flow every day at 06:00 UTC, one flow run at a time."""
    daily_gong_sync.serve(name="daily", schedule=AT_SIX, limit=1, entrypoint_type=EntrypointType.MODULE_PATH)


def _task(run: SyncRun, entity: Entity) -> Task[[], EntityResult]:
    """Return the entity's scan as a task, retried by Prefect in place of the scan, with the same number and pauses."""
    chosen = run.settings
    once = replace(run, settings=chosen.model_copy(update={"retries": 0}))

    @task(
        name=f"sync {entity.name}",
        retries=chosen.retries,
        retry_delay_seconds=_pauses(chosen.retries, chosen.retry_wait),
        retry_condition_fn=_may_pass,
        cache_policy=NO_CACHE,
        persist_result=False,
    )
    def sync_entity() -> EntityResult:
        return scan(once, entity)

    return sync_entity


def _pauses(retries: int, first: timedelta) -> list[float]:
    return [first.total_seconds() * 3**attempt for attempt in range(retries)]


def _may_pass(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, Retry)
