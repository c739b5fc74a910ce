"""The two engines that every scenario of the specification runs on."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.store.tables import opportunities
from gametape.sync.context import RunSummary
from gametape.sync.run import run
from gametape.warehouse.connect import Warehouse, connect
from tests.builders.warehouse_rows import Company, Sync, account, opportunity, salesforce_key, user
from tests.conftest import SettingsFor
from tests.fakes.bigquery import Emulator, running


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with running() as emulator:
        yield emulator


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One deal with its account and its owner."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity())
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


@pytest.fixture(params=["duckdb", "bigquery"])
def sync(
    request: pytest.FixtureRequest,
    engine: sa.Engine,
    company: Company,
    settings_for: SettingsFor,
    monkeypatch: pytest.MonkeyPatch,
) -> Sync:
    """Sync the company as it is now, through one of the two engines."""
    emulator: Emulator | None = request.getfixturevalue("emulator") if request.param == "bigquery" else None
    if emulator:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", emulator.url)
        # The emulator loads each state of the company into a new project, which would be another source.
        monkeypatch.setattr(Warehouse, "_place", lambda *_: "bigquery://test")

    def sync(*, settings: dict[str, Any] | None = None, **options: Any) -> RunSummary:
        url = f"bigquery://{emulator.load(company.path)}" if emulator else f"duckdb:///{company.path}"
        chosen = settings_for(warehouse=url, retry_wait=timedelta(milliseconds=1), **settings or {})
        with connect(chosen) as warehouse:
            return run(engine, warehouse, chosen, trigger="cli", **options)

    return sync


@pytest.fixture
def deal(engine: sa.Engine) -> Callable[..., Any]:
    """The stored deal of a number."""

    def find(number: int = 1) -> Any:
        key = salesforce_key("006", number)
        with engine.connect() as connection:
            return connection.execute(
                sa.select(opportunities).where(opportunities.c.gong_opportunity_id == key)
            ).one_or_none()

    return find
