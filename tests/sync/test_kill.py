"""Fault 23: a process killed anywhere, again and again, leaves what an undisturbed one would have."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from gametape.analysis.refresh import refresh
from gametape.sample import generate
from gametape.sample.gong_company import GongCompany
from gametape.settings import Settings
from gametape.store import tables
from gametape.store.tables import opportunities, sync_status
from gametape.sync.entities import ENTITIES
from gametape.sync.open_sources import open_sources
from gametape.sync.run import run
from tests.builders.warehouse_rows import HOUR, MINUTE, NOON, Company, opportunity, salesforce_key
from tests.conftest import SettingsFor
from tests.databases import Databases
from tests.fakes.gong_api import KEY, SECRET, FaultyGong, serving

KILLS = {"busy": 10, "whole": 10, "gong": 3}
DEALS = 300
ALL = (*(entity.table for entity in ENTITIES), tables.call_participants, tables.call_opportunities, tables.sync_rejects)
MADE_OF_IT = (tables.call_metrics, tables.insights)
_PASSING = {"id", "created_at", "updated_at", "first_seen_at", "last_seen_at", "run_id", "measured_at", "scored_at"}

_FAST = """
from gametape.gong import gong_client
gong_client.GongClient.__init__.__kwdefaults__["per_second"] = 10_000
"""
# Says when it begins, so that the killer does not only hit imports.
_CHILD = f"""
import sys
{_FAST}
from gametape.pipeline import run_pipeline
from gametape.settings import settings
print("begun", flush=True)
sys.exit(run_pipeline(settings(), trigger="flow").status != "success")
"""


@pytest.fixture
def busy(company: Company, chosen: Settings) -> Settings:
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
    return chosen


@pytest.fixture
def whole(tmp_path: Path, settings_for: SettingsFor) -> Settings:
    """Whole deals, as a real warehouse has them: every entity has rows."""
    made = generate(tmp_path / "sample.duckdb", seed=23, deals=8, today=date(2026, 11, 2))
    return settings_for(warehouse=made.url)


Contents = dict[str, list[dict[str, Any]]]


def contents(engine: sa.Engine) -> Contents:
    """All that both ways must agree on: not when a row was written, nor by which run."""
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (_lasting(row._mapping) for row in connection.execute(sa.select(table))),
                key=lambda row: repr(sorted(row.items())),
            )
            for table in (*ALL, *MADE_OF_IT)
        }


def _lasting(row: Any) -> dict[str, Any]:
    lasting = {name: value for name, value in row.items() if name not in _PASSING}
    if row.get("kind") == "learning":  # its hash is made of times of writing, its body tells the time of making
        lasting = {name: value for name, value in lasting.items() if name != "input_hash"}
        lasting["body"] = _without_times(row["body"])
    if row.get("kind") == "suggestion_rates":  # made of how long something has waited until now
        lasting = {name: value for name, value in lasting.items() if name not in ("input_hash", "body")}
    return lasting


def _without_times(body: dict[str, Any]) -> dict[str, Any]:
    coverage = {name: value for name, value in body.get("coverage", {}).items() if name != "since"}
    return {name: value for name, value in body.items() if name != "as_of"} | {"coverage": coverage}


class Undisturbed(NamedTuple):
    seconds: float
    contents: Contents


@pytest.fixture
def gong(tmp_path: Path, settings_for: SettingsFor) -> Iterator[Settings]:
    """The same over Gong's API, in small pages."""
    made = generate(tmp_path / "sample.duckdb", seed=23, deals=4, today=date(2026, 11, 2))
    with serving(FaultyGong(GongCompany(made.warehouse), page_size=5)) as url:
        yield settings_for(gong_access_key=KEY, gong_access_key_secret=SECRET, gong_base_url=url)


def undisturbed(databases: Databases, chosen: Settings) -> Undisturbed:
    """What a run gives that nobody kills, and how long it takes."""
    with databases.engine() as engine, open_sources(engine, chosen) as sources:
        began = time.perf_counter()
        assert run(engine, sources, chosen.model_copy(update={"page_size": 20}), trigger="cli").status == "success"
        assert refresh(engine, chosen).is_complete
        return Undisturbed(time.perf_counter() - began, contents(engine))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("company_of", KILLS)
def test_23_kill_9_at_any_moment(
    company_of: str, request: pytest.FixtureRequest, databases: Databases, engine: sa.Engine
) -> None:
    chosen: Settings = request.getfixturevalue(company_of)
    exec(_FAST)
    expected = undisturbed(databases, chosen)
    if company_of != "busy":
        empty = {entity.name for entity in ENTITIES if not expected.contents[entity.table.name]}
        assert empty == ({"emails"} if company_of == "gong" else set())
    environment = {
        **os.environ,
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        **_source_of(chosen),
        "GAMETAPE_PAGE_SIZE": "20",
        "GAMETAPE_LOG_LEVEL": "CRITICAL",
    }
    moments = random.Random(23)
    killed = 0
    while killed < KILLS[company_of]:
        if _dies(environment, moments.uniform(0, expected.seconds)):
            killed += 1
        else:
            _forget_some(engine, moments)
    assert subprocess.run([sys.executable, "-c", _CHILD], env=environment, cwd=_ROOT, check=False).returncode == 0
    found = contents(engine)
    for name, rows in expected.contents.items():
        assert _unstamped(found[name], company_of) == _unstamped(rows, company_of), name
    with engine.connect() as connection:
        states = connection.execute(sa.select(sync_status.c.status, sync_status.c.cursor))
        assert set(states) - {("absent", None)} == {("success", None)}


def _unstamped(rows: list[dict[str, Any]], company_of: str) -> list[dict[str, Any]]:
    """Rows without their stamp, where that is the time of their landing."""
    if company_of != "gong":
        return rows
    return [{name: value for name, value in row.items() if name != "source_modified_at"} for row in rows]


def _source_of(chosen: Settings) -> dict[str, str]:
    if chosen.warehouse:
        return {"GAMETAPE_WAREHOUSE": chosen.warehouse}
    return {"GONG_ACCESS_KEY": KEY, "GONG_ACCESS_KEY_SECRET": SECRET, "GONG_BASE_URL": chosen.gong_base_url}


_ROOT = Path(__file__).parents[2]


def _dies(environment: dict[str, str], after: float) -> bool:
    """Start a sync and kill it after so many seconds; False if it came through before that."""
    command = [sys.executable, "-c", _CHILD]
    with subprocess.Popen(command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.readline() == b"begun\n"
        try:
            child.wait(timeout=after)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            return True
        assert child.returncode == 0
        return False


def _forget_some(engine: sa.Engine, moments: random.Random) -> None:
    """It came through before it was killed: take away rows and the memory of them, so that there is work again."""
    with engine.begin() as connection:
        connection.execute(sa.delete(sync_status))
        for table in (opportunities, tables.calls, tables.emails, tables.people):
            connection.execute(sa.delete(table).where(sa.func.random() < moments.random()))
