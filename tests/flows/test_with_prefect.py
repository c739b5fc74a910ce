import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gametape.sync.entities import ENTITIES

SESSION = Path(__file__).with_name("prefect_session.py")
TASKS = [f"sync {entity.name}" for entity in ENTITIES]


@pytest.mark.slow
@pytest.mark.timeout(900)  # 50 s on a quiet machine; on a busy one its server needs minutes
def test_is_a_daily_flow_with_a_task_per_entity(environment: dict[str, str], tmp_path: Path) -> None:
    """All in one session: a Prefect server takes half a minute to come up."""
    apart = {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "0", "DO_NOT_TRACK": "1"}
    done = subprocess.run(
        [sys.executable, str(SESSION)],
        check=False, cwd=tmp_path, env=environment | apart, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    stumbled, shrunk = told["runs"]

    # What passes is retried by Prefect, each entity by itself.
    assert (stumbled["flow"], stumbled["state"]) == ("daily-gong-sync", "COMPLETED")
    assert sorted(stumbled["tasks"]) == sorted([task, "COMPLETED", 2] for task in TASKS)

    # What does not pass is not, and a run that brought nothing over has failed, with the reasons.
    assert shrunk["state"] == "FAILED"
    assert sorted(shrunk["tasks"]) == sorted([task, "FAILED", 1] for task in TASKS)
    assert "opportunities: There is nothing to make opportunities from." in shrunk["message"]

    assert [(one["cron"], one["timezone"]) for one in told["schedules"]] == [("0 6 * * *", "UTC")]
