import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from gametape.analysis.signals.thresholds import SHIPPED
from gametape.store.tables import sync_runs
from tests.builders.warehouse_rows import Company, opportunity
from tests.surfaces.cli.conftest import Gametape


def test_before_the_first_sync_it_says_what_to_do(gametape: Gametape) -> None:
    done = gametape("status")
    assert done.returncode == 0
    assert "Not synced yet" in done.stdout


def test_tells_freshness_rejects_and_room(gametape: Gametape, company: Company) -> None:
    company.put("salesforce.opportunity", opportunity(1), opportunity(2, name=None))
    gametape("sync")
    done = gametape("status")
    assert "success, 1 row rejected" in done.stdout
    assert "name is missing" in done.stdout
    deals = next(line for line in done.stdout.splitlines() if line.startswith("opportunities "))
    assert deals.split()[:4] == ["opportunities", "success", "just", "now"]
    assert deals.split()[-3:] == ["2", "1", "1"]  # read, written, rejected
    narrow = gametape("status", COLUMNS="80").stdout.splitlines()
    assert all(len(line) <= 80 for line in narrow)
    assert next(line.split() for line in narrow if line.startswith("opportunities "))[-3:] == ["2", "1", "1"]
    assert "cli success" in " ".join(done.stdout.split())
    assert "Database " in done.stdout
    report = json.loads(gametape("status", "--json").stdout)
    assert {entity["entity_type"]: entity["items_synced"] for entity in report["entities"]}["opportunities"] == 1


def test_a_run_that_was_cut_off_runs_no_more(gametape: Gametape, engine: sa.Engine) -> None:
    gametape("sync")
    with engine.begin() as connection:
        connection.execute(sa.update(sync_runs).values(status="running", finished_at=None))
    assert "was interrupted. The next `gametape sync` continues from there." in " ".join(
        gametape("status").stdout.split()
    )


def test_data_is_late_by_the_thresholds_of_the_deployment(
    gametape: Gametape, engine: sa.Engine, tmp_path: Path
) -> None:
    ended = datetime.now(UTC) - timedelta(hours=4)
    with engine.begin() as connection:
        run = {
            "id": uuid4(),
            "holder": "test",
            "trigger": "cli",
            "status": "success",
            "started_at": ended,
            "finished_at": ended,
        }
        connection.execute(sa.insert(sync_runs).values(**run))
    assert "No run finished in the last" not in gametape("status").stdout
    own = tmp_path / "thresholds.toml"
    own.write_text(SHIPPED.read_text().replace("late_hours = 26", "late_hours = 2"))
    told = " ".join(gametape("status", GAMETAPE_SIGNALS_FILE=str(own)).stdout.split())
    assert "No run finished in the last 2 hours." in told
