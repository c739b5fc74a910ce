"""A run whose process is frozen in the middle of a COPY: its successor ends what it holds, and goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import sync_lease
from tests.builders.warehouse_rows import HOUR, NOON, Company, Sync, salesforce_key
from tests.sync.conftest import Stored

_ROOT = Path(__file__).parents[2]

# Locks all deals, as a page does that is merged in parts, begins a COPY, and stops before its end.
_CHILD = """
import os, signal, sys
import sqlalchemy as sa
from gametape.pipeline import run_pipeline
from gametape.settings import settings
from gametape.store import merge
from gametape.sync import scan

committed, encoded = scan.commit, merge._encode

def commit(connection, entity, page, run):
    if entity.name == "opportunities":
        connection.execute(sa.text("SELECT FROM opportunities FOR UPDATE"))
        merge._encode = freeze
    return committed(connection, entity, page, run)

def freeze(*rows):
    yield from encoded(*rows)
    print("copying", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)

scan.commit = commit
sys.exit(run_pipeline(settings(), trigger="flow").status != "success")
"""


@pytest.fixture
def chosen(chosen: Settings) -> Settings:
    """A successor that waits five seconds for a lock, once."""
    return chosen.model_copy(update={"lease": timedelta(seconds=25), "retries": 0})


@pytest.fixture
def frozen(engine: sa.Engine, chosen: Settings, company: Company, sync: Sync) -> Iterator[subprocess.Popen[bytes]]:
    """The process of a run that stands still in a COPY, with the rows of all deals locked."""
    assert sync().status == "success"
    company.change("salesforce.opportunity", salesforce_key("006", 1), name="Renamed", last_modified_date=NOON + HOUR)
    environment = {
        **os.environ,
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "GAMETAPE_WAREHOUSE": str(chosen.warehouse),
        "GAMETAPE_LOG_LEVEL": "CRITICAL",
    }
    with subprocess.Popen([sys.executable, "-c", _CHILD], env=environment, cwd=_ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.readline() == b"copying\n"
        os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
        yield child
        child.send_signal(signal.SIGCONT)


@pytest.mark.timeout(300)
def test_a_successor_is_not_held_up_by_a_run_that_is_frozen_in_a_copy(
    frozen: subprocess.Popen[bytes], engine: sa.Engine, sync: Sync, stored: Stored
) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(sync_lease).values(expires_at=sa.func.now()))
    summary = sync()
    assert (summary.status, list(stored())) == ("success", ["Renamed"])
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(timeout=60) == 1, "it lost its lease"
    assert list(stored()) == ["Renamed"]
