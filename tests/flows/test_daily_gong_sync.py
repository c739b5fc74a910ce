import json
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from gametape.store.tables import call_metrics, opportunities, sync_runs
from gametape.sync import lease
from tests.builders.measured_calls import add_talk

WITHOUT_PREFECT = """
import sys
sys.modules["prefect"] = None  # importing it raises ModuleNotFoundError
from flows.daily_gong_sync import command
sys.exit(command(sys.argv[1:]))
"""


def sync(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(arguments or ("-m", "flows.daily_gong_sync"))]
    return subprocess.run(
        command, check=False, cwd=environment["HOME"], env=environment, capture_output=True, text=True
    )


def test_syncs_and_prints_the_summary_as_one_line(environment: dict[str, str], engine: sa.Engine) -> None:
    first, second = (sync(environment) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    counts = [json.loads(done.stdout)["entities"]["opportunities"]["counts"] for done in (first, second)]
    assert [(one["inserted"], one["unchanged"]) for one in counts] == [(2, 0), (0, 2)]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 2
        assert set(connection.scalars(sa.select(sync_runs.c.trigger))) == {"flow"}


def test_needs_no_prefect_but_to_serve(environment: dict[str, str]) -> None:
    once = sync(environment, "-c", WITHOUT_PREFECT)
    assert once.returncode == 0, once.stderr
    stay = sync(environment, "-c", WITHOUT_PREFECT, "--serve")
    assert stay.returncode == 1
    assert json.loads(stay.stderr.splitlines()[-1])["hint"] == "Install gametape[prefect]."


def test_the_second_of_two_syncs_ends_with_3_and_says_who_runs(environment: dict[str, str], engine: sa.Engine) -> None:
    with engine.begin() as connection:
        lease.acquire(connection, uuid.uuid4(), timedelta(minutes=5))
    done = sync(environment)
    assert done.returncode == 3
    told = json.loads(done.stderr.splitlines()[-1])
    assert (told["event"], lease.holder() in told["reason"]) == ("lease_held", True)


def test_a_warehouse_that_cannot_be_opened_is_a_failed_run_on_record(
    environment: dict[str, str], engine: sa.Engine
) -> None:
    done = sync({**environment, "GAMETAPE_WAREHOUSE": "oracle://somewhere"})
    assert done.returncode == 1
    with engine.connect() as connection:
        (run,) = connection.execute(sa.select(sync_runs)).all()
    assert (run.status, "oracle://somewhere" in run.message) == ("failed", True)


def test_a_failed_sync_ends_with_1(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").unlink()
    done = sync(environment)
    assert done.returncode == 1, done.stdout


def measured(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count(call_metrics.c.call_id.distinct()))) or 0


def test_measures_what_is_new_after_the_sync(environment: dict[str, str], engine: sa.Engine) -> None:
    add_talk(engine)
    first, second = (json.loads(sync(environment).stdout) for _ in range(2))
    assert (first["analysis"]["status"], first["analysis"]["counts"]["measured"]) == ("success", 1)
    assert second["analysis"]["counts"]["measured"] == 0
    assert measured(engine) == 1


def test_a_wrong_file_of_trackers_is_refused_before_anything_is_read(
    environment: dict[str, str], engine: sa.Engine, tmp_path: Path
) -> None:
    done = sync({**environment, "GAMETAPE_TRACKERS_DIR": str(tmp_path / "nowhere")})
    assert (done.returncode, done.stdout) == (1, "")
    assert "GAMETAPE_TRACKERS_DIR" in done.stderr
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 0
