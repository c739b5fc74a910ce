"""A company in a DuckDB file, and the sync over it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BudgetSpent
from gametape.settings import Settings
from gametape.store.tables import opportunities
from gametape.sync.budget import Budget
from gametape.sync.commit import commit as committed
from gametape.sync.context import RunSummary
from gametape.sync.entity import Entity
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_rows import MINUTE, NOON, Company, Sync, account, opportunity, user
from tests.conftest import SettingsFor

Stored = Callable[[], dict[str, Any]]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """One deal with its account and its owner."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity())
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return company


@pytest.fixture
def chosen(company: Company, settings_for: SettingsFor) -> Settings:
    """Small pages and short pauses."""
    return settings_for(
        warehouse=f"duckdb:///{company.path}", page_size=2, retries=3, retry_wait=timedelta(milliseconds=1)
    )


@pytest.fixture
def sync(engine: sa.Engine, chosen: Settings) -> Sync:
    """Sync the company as it is now."""

    def sync(**options: Any) -> RunSummary:
        with connect(chosen) as warehouse:
            return run(engine, warehouse, chosen, trigger="cli", **options)

    return sync


@pytest.fixture
def stored(engine: sa.Engine) -> Stored:
    """All stored deals by name."""

    def find() -> dict[str, Any]:
        with engine.connect() as connection:
            return {row.name: row for row in connection.execute(sa.select(opportunities))}

    return find


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Let the commit of some pages of deals fail, after their rows were written and before the transaction ends."""

    def fail(error: Exception, *pages: int) -> list[int]:
        tried: list[int] = []

        def committing(connection: sa.Connection, entity: Entity, *others: Any) -> Any:
            counted = committed(connection, entity, *others)
            if entity.name != "opportunities":
                return counted
            tried.append(len(tried) + 1)
            if tried[-1] in pages:
                raise error
            return counted

        monkeypatch.setattr("gametape.sync.scan.commit", committing)
        return tried

    return fail


@pytest.fixture
def time_for_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run's budget is spent with its first page."""

    def spent(_budget: Budget) -> None:
        raise BudgetSpent("The time budget is spent.")

    monkeypatch.setattr(Budget, "page_done", spent)


@pytest.fixture
def many(company: Company) -> Company:
    """Seven deals, a minute apart: four pages."""
    company.put("salesforce.opportunity", *(opportunity(n, last_modified_date=NOON + n * MINUTE) for n in range(1, 8)))
    return company
