"""Fault 23: a process killed anywhere, again and again, leaves what an undisturbed one would have."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import opportunities, opportunity_changes, sync_rejects, sync_status
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.company import HOUR, MINUTE, NOON, Company, opportunity, salesforce_key
from tests.databases import Databases

KILLS = 12
DEALS = 300
_TABLES = (opportunities, opportunity_changes, sync_rejects)
_PASSING = {"id", "created_at", "updated_at", "first_seen_at", "last_seen_at", "run_id"}

# Says when it begins, so that the killer does not only hit imports.
_CHILD = """
import sys, flows.daily_gong_sync as daily
print("begun", flush=True)
sys.exit(daily.main().status != "success")
"""


@pytest.fixture
def busy(company: Company) -> Company:
    """Deals that move, some of them bad, with history that tells of more deals than there are."""
    company.put(
        "salesforce.opportunity",
        *(
            opportunity(n, name=None if n % 50 == 0 else f"Deal {n}", last_modified_date=NOON + n // 5 * MINUTE)
            for n in range(1, DEALS + 1)
        ),
    )
    company.put(
        "salesforce.opportunity_history",
        *(
            {
                "id": f"008{n:05}{step}",
                "opportunity_id": salesforce_key("006", n),
                "stage_name": f"{step}. Stage",
                "amount": n * 10.5,
                "close_date": NOON.date(),
                "created_date": NOON - (3 - step) * HOUR,
            }
            for n in range(1, DEALS + 20)
            for step in (1, 2)
        ),
    )
    return company


def contents(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """All that both ways must agree on: not when a row was written, nor by which run."""
    with engine.connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row._mapping.items() if name not in _PASSING}
                for row in connection.execute(sa.select(table).order_by(*_order(table)))
            ]
            for table in _TABLES
        }


def _order(table: sa.Table) -> list[sa.Column[Any]]:
    names = ("entity_type", "source_id", "gong_opportunity_id")
    return [table.c[name] for name in names if name in table.c]


@pytest.mark.slow
def test_23_kill_9_at_any_moment(busy: Company, chosen: Settings, databases: Databases, engine: sa.Engine) -> None:
    undisturbed = _seconds_undisturbed(databases, chosen)
    environment = {
        **os.environ,
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "GAMETAPE_WAREHOUSE": str(chosen.warehouse),
        "GAMETAPE_PAGE_SIZE": "20",
        "GAMETAPE_LOG_LEVEL": "CRITICAL",
    }
    moments = random.Random(23)
    killed = 0
    while killed < KILLS:
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD], env=environment, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout
            assert child.stdout.readline() == b"begun\n"
            try:
                child.wait(timeout=moments.uniform(0, undisturbed.seconds))
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                killed += 1
            else:
                assert child.returncode == 0
                _forget_some(engine, moments)
    final = subprocess.run([sys.executable, "-c", _CHILD], env=environment, cwd=Path(__file__).parents[2], check=False)
    assert final.returncode == 0
    assert contents(engine) == undisturbed.contents
    with engine.connect() as connection:
        assert set(connection.execute(sa.select(sync_status.c.status, sync_status.c.cursor))) == {("success", None)}


class _Undisturbed:
    def __init__(self, seconds: float, found: dict[str, list[dict[str, Any]]]) -> None:
        self.seconds = seconds
        self.contents = found


def _seconds_undisturbed(databases: Databases, chosen: Settings) -> _Undisturbed:
    with databases.engine() as engine, connect(chosen) as warehouse:
        began = time.perf_counter()
        assert run(engine, warehouse, chosen.model_copy(update={"page_size": 20}), trigger="cli").status == "success"
        return _Undisturbed(time.perf_counter() - began, contents(engine))


def _forget_some(engine: sa.Engine, moments: random.Random) -> None:
    """It came through before it was killed: take away rows and the memory of them, so that there is work again."""
    with engine.begin() as connection:
        connection.execute(sa.delete(sync_status))
        connection.execute(sa.delete(opportunities).where(sa.func.random() < moments.random()))
