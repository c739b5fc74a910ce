"""A program of its own: the flow on a real Prefect server that lives as long; prints what the server knows of it."""

import json
import os
import subprocess
import sys
from typing import Any
from unittest.mock import patch

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import get_current_settings
from prefect.testing.utilities import prefect_test_harness
from tenacity import retry, retry_if_not_result, stop_after_delay, wait_fixed

from flows import with_prefect
from gametape.errors import MissingSource, WarehouseUnavailable
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.entities import ENTITIES
from gametape.sync.entity import Entity
from gametape.sync.scan import scan

attempts: list[str] = []


def stumbles(run: SyncRun, entity: Entity) -> EntityResult:
    attempts.append(entity.name)
    if attempts.count(entity.name) == 1:
        raise WarehouseUnavailable("The warehouse is away.")
    return scan(run, entity)


def shrinks(_run: SyncRun, entity: Entity) -> EntityResult:
    raise MissingSource(f"There is nothing to make {entity.name} from.")


def have_ended(tasks: list[dict[str, Any]]) -> bool:
    return len(tasks) == len(ENTITIES) and all(task["state_type"] in ("COMPLETED", "FAILED") for task in tasks)


@retry(retry=retry_if_not_result(have_ended), stop=stop_after_delay(240), wait=wait_fixed(0.2))
def tasks_of(client: SyncPrefectClient, flow_run_id: str) -> list[dict[str, Any]]:
    """The flow run's tasks; the server hears of their states through its own queue, some time after the flow ended."""
    tasks: list[dict[str, Any]] = client._client.post(
        "/task_runs/filter", json={"flow_runs": {"id": {"any_": [flow_run_id]}}, "sort": "EXPECTED_START_TIME_ASC"}
    ).json()
    return tasks


def run_flow(client: SyncPrefectClient) -> object:
    """The flow's name, the state it ended in, and each of its tasks with its state and number of attempts."""
    details = with_prefect.daily_gong_sync(return_state=True).state_details
    assert details.flow_run_id
    flow_run = client.read_flow_run(details.flow_run_id)
    assert flow_run.state
    tasks = tasks_of(client, str(flow_run.id))
    return {
        "flow": client.read_flow(flow_run.flow_id).name,
        "state": flow_run.state.type,
        "message": flow_run.state.message,
        "tasks": [[task["name"].rpartition("-")[0], task["state_type"], task["run_count"]] for task in tasks],
    }


def schedules(client: SyncPrefectClient) -> object:
    """Those of the deployment that `--serve` makes."""
    command = [sys.executable, "-m", "flows.daily_gong_sync", "--serve"]
    environment = {**os.environ, "PREFECT_API_URL": str(get_current_settings().api.url)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as serving:
        assert serving.stdout
        if not any("is being served" in line for line in serving.stdout):
            sys.exit("It is not served.")
        deployment = client.read_deployment_by_name("daily-gong-sync/daily")
        serving.terminate()
        serving.stdout.read()
    return [schedule.schedule.model_dump(mode="json") for schedule in deployment.schedules]


if __name__ == "__main__":
    with prefect_test_harness(server_startup_timeout=300), get_client(sync_client=True) as client:
        told = []
        for scanning in (stumbles, shrinks):
            with patch.object(with_prefect, "scan", scanning):
                told.append(run_flow(client))
        print(json.dumps({"runs": told, "schedules": schedules(client)}))  # noqa: T201
