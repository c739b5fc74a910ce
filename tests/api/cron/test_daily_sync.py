"""The door is a file with a dash in its name, so it is loaded by its path, as the platform does."""

import importlib.util
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from starlette.testclient import TestClient

from gametape.settings import settings
from gametape.store.tables import opportunities, sync_runs
from gametape.sync import lease
from tests.builders.warehouse_rows import Company, account, opportunity, user

DOOR = Path(__file__).parents[3] / "api" / "cron" / "daily-sync.py"
PATH = "/api/cron/daily-sync"
SECRET = "correct horse battery stäple"
SHOWN = {b"Authorization": f"Bearer {SECRET}".encode()}


@pytest.fixture
def company(tmp_path: Path) -> Company:
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity(1), opportunity(2))
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


@pytest.fixture
def environment(company: Company, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The deployment's variables; change them before the first request."""
    monkeypatch.setenv("GAMETAPE_ENV_FILE", "")
    monkeypatch.setenv("CRON_SECRET", SECRET)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("GAMETAPE_WAREHOUSE", f"duckdb:///{company.path}")
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()
    structlog.reset_defaults()


@pytest.fixture
def door() -> ModuleType:
    spec = importlib.util.spec_from_file_location("daily_sync", DOOR)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client(door: ModuleType, environment: pytest.MonkeyPatch) -> TestClient:
    return TestClient(door.app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Bearer {SECRET}!", SECRET, f"Basic {SECRET}"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_secret_nothing_starts(
    client: TestClient, engine: sa.Engine, method: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {b"Authorization": authorization.encode()}
    refused = client.request(method, PATH, headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_allowed")
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(sync_runs)) == 0


@pytest.mark.parametrize("secret", [None, ""])
@pytest.mark.parametrize("shown", ["Bearer ", "Bearer None", f"Bearer {SECRET}"])
def test_a_secret_that_is_not_set_cannot_be_shown(
    client: TestClient, environment: pytest.MonkeyPatch, secret: str | None, shown: str
) -> None:
    if secret is None:
        environment.delenv("CRON_SECRET")
    else:
        environment.setenv("CRON_SECRET", secret)
    assert client.get(PATH, headers={b"Authorization": shown.encode()}).status_code == 401


def test_a_secret_that_is_too_short_opens_nothing_and_the_caller_hears_no_setting(
    client: TestClient, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("CRON_SECRET", "short")
    refused = client.get(PATH, headers={"Authorization": "Bearer short"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "not_allowed")
    assert "characters" not in refused.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_with_the_secret_the_sync_runs_and_the_answer_is_its_summary(
    client: TestClient, engine: sa.Engine, method: str
) -> None:
    done = client.request(method, PATH, headers=SHOWN | {b"User-Agent": b"vercel-cron/1.0"})
    assert (done.status_code, done.json()["status"]) == (200, "success")
    assert done.json()["entities"]["opportunities"]["counts"]["inserted"] == 2
    assert done.headers["cache-control"] == "no-store"
    with engine.connect() as connection:
        assert connection.execute(sa.select(sync_runs.c.trigger, sync_runs.c.status)).one() == ("cron", "success")


def test_while_another_sync_runs_the_answer_says_which(client: TestClient, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        lease.acquire(connection, run_id := uuid.uuid4(), timedelta(minutes=5))
    refused = client.get(PATH, headers=SHOWN)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "lease_held")
    assert str(run_id) in refused.json()["error"]["message"]


def test_fired_twice_at_once_it_runs_once(
    client: TestClient, door: ModuleType, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, leave = threading.Event(), threading.Event()
    real = door.run_pipeline

    def slow(*given: Any, **options: Any) -> Any:
        def waits(_entity: str, _counts: object) -> None:
            entered.set()
            assert leave.wait(60)

        return real(*given, **options, progress=waits)

    monkeypatch.setattr(door, "run_pipeline", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, PATH, headers=SHOWN)
        assert entered.wait(60)
        second = client.get(PATH, headers=SHOWN)
        leave.set()
    assert (first.result().status_code, second.status_code) == (200, 409)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 2
        assert connection.scalar(sa.select(sa.func.count()).select_from(sync_runs)) == 1


def test_a_spent_budget_is_no_failure_and_the_next_call_goes_on(
    client: TestClient, environment: pytest.MonkeyPatch, engine: sa.Engine
) -> None:
    environment.setenv("GAMETAPE_CRON_BUDGET", "0.000001")
    environment.setenv("GAMETAPE_PAGE_SIZE", "1")
    cut = client.get(PATH, headers=SHOWN)
    assert (cut.status_code, cut.json()["status"]) == (200, "partial")
    environment.delenv("GAMETAPE_CRON_BUDGET")
    settings.cache_clear()
    assert client.get(PATH, headers=SHOWN).json()["status"] == "success"
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 2


def test_a_part_that_failed_is_told_in_the_summary(client: TestClient, company: Company) -> None:
    company.drop("salesforce.opportunity")
    done = client.get(PATH, headers=SHOWN).json()
    assert (done["status"], done["entities"]["opportunities"]["status"]) == ("partial", "failed")


def test_a_sync_that_failed_is_a_500_with_the_reason(client: TestClient, company: Company) -> None:
    for table in list(company.tables):
        company.drop(table)
    failed = client.get(PATH, headers=SHOWN)
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "sync_failed")
    assert "salesforce.opportunity" in failed.json()["error"]["message"]


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("GAMETAPE_WAREHOUSE", "oracle://somewhere", "bad_settings"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere", "store_unavailable"),
    ],
)
def test_a_sync_that_cannot_begin_is_a_500_with_the_reason(
    client: TestClient, environment: pytest.MonkeyPatch, variable: str, value: str, code: str
) -> None:
    environment.setenv(variable, value)
    failed = client.get(PATH, headers=SHOWN)
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, code)


def test_a_fault_of_our_own_shows_nothing_of_itself(
    client: TestClient, door: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_options: Any) -> None:
        raise RuntimeError("a detail")

    monkeypatch.setattr(door, "run_pipeline", broken)
    failed = client.get(PATH, headers=SHOWN)
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "internal_error")
    assert "a detail" not in failed.text


def test_other_paths_and_methods_are_errors_in_the_same_shape(client: TestClient) -> None:
    assert client.get("/api/cron/other", headers=SHOWN).json()["error"]["code"] == "not_found"
    assert client.put(PATH, headers=SHOWN).json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_announced_calls_are_read_at_a_door_of_their_own(
    client: TestClient, environment: pytest.MonkeyPatch, engine: sa.Engine, method: str
) -> None:
    path = "/api/cron/gong-calls"
    assert client.request(method, path).status_code == 401
    done = client.request(method, path, headers=SHOWN)
    assert (done.status_code, done.json()) == (200, {"stored": 0}), "calls come from the warehouse: nothing to do"
    environment.setenv("GAMETAPE_CALLS_FROM", "gong")
    settings.cache_clear()
    failed = client.request(method, path, headers=SHOWN)
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "bad_settings")
    assert "GONG_ACCESS_KEY" in failed.json()["error"]["message"]
