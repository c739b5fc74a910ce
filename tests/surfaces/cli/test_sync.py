import json
import subprocess
import sys
import uuid
from datetime import timedelta

import sqlalchemy as sa

from gametape.sync import lease
from tests.builders.warehouse_rows import Company, gong_call, opportunity
from tests.surfaces.cli.conftest import ROOT, Gametape


def test_syncs_and_says_what_it_did(gametape: Gametape) -> None:
    done = gametape("sync")
    assert done.returncode == 0
    assert "Sync success" in done.stdout
    assert "opportunities" in done.stdout


def test_json_is_one_object_and_the_log_goes_elsewhere(gametape: Gametape, company: Company) -> None:
    company.put("salesforce.opportunity", opportunity(1), opportunity(2, name=None))
    done = gametape("sync", "--json")
    summary = json.loads(done.stdout)
    assert summary["status"] == "success"
    assert summary["entities"]["opportunities"]["counts"]["rejected"] == 1
    (rejected,) = [event for line in done.stderr.splitlines() if (event := json.loads(line))["level"] == "error"]
    assert rejected["reason"] == "name is missing"


def test_a_failure_ends_with_1_and_says_what_to_do(gametape: Gametape) -> None:
    done = gametape("sync", GAMETAPE_WAREHOUSE="postgres://nothing")
    assert done.returncode == 1
    assert "GAMETAPE_WAREHOUSE is not valid" in done.stderr
    assert "bigquery://" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_entity_that_fails_is_enough_to_end_with_1(gametape: Gametape, company: Company) -> None:
    company.put("salesforce.opportunity", {"id": opportunity(1)["id"], "stage_name": "Won"})  # without the name
    company.put("gongio_ft.call", gong_call())
    done = gametape("sync", "--json")
    summary = json.loads(done.stdout)
    assert (summary["status"], summary["entities"]["calls"]["status"]) == ("partial", "success")
    assert done.returncode == 1


def test_a_second_sync_ends_with_3_and_is_told_who_runs(gametape: Gametape, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        lease.acquire(connection, uuid.uuid4(), timedelta(minutes=5))
    done = gametape("sync")
    assert done.returncode == 3
    assert "Another sync is running" in done.stderr


def test_a_bad_budget_is_refused_with_an_example(gametape: Gametape) -> None:
    done = gametape("sync", "--budget", "soon")
    assert done.returncode == 2
    assert "240s" in done.stderr


def test_rejects_are_tried_again_on_demand(gametape: Gametape, company: Company, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE opportunities ADD CONSTRAINT no_deal_1 CHECK (name <> 'Deal 1')"))
    assert json.loads(gametape("sync", "--json").stdout)["entities"]["opportunities"]["counts"]["rejected"] == 1
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE opportunities DROP CONSTRAINT no_deal_1"))
    counts = json.loads(gametape("sync", "--replay", "--json").stdout)["entities"]["opportunities"]["counts"]
    assert counts["inserted"] == 1


def test_the_flow_runs_as_a_module(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "flows.daily_gong_sync"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True)
    assert json.loads(done.stdout)["status"] == "success"
