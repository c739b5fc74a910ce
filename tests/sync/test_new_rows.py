"""Pages of new rows are copied straight into the table; what Postgres refuses takes the way through the merge."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.source import Window
from gametape.store import merge as store_merge
from gametape.store.tables import opportunities
from gametape.sync import commit as page_commit
from gametape.sync.budget import Budget
from gametape.sync.context import SyncRun
from gametape.sync.entities import ENTITIES
from gametape.sync.prepare import prepare
from gametape.warehouse.connect import connect
from tests.builders.warehouse_rows import Company, Sync, opportunity

Stored = Callable[[], dict[str, Any]]
DEALS = next(entity for entity in ENTITIES if entity.name == "opportunities")


@pytest.fixture
def merged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the tables that a page was merged into by way of a temporary table."""
    tables: list[str] = []

    def noting(connection: sa.Connection, table: sa.Table, *others: object, **named: object) -> object:
        tables.append(table.name)
        return store_merge.merge_staged(connection, table, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(page_commit, "merge_staged", noting)
    return tables


def test_a_first_load_of_deals_and_people_needs_no_temporary_table(sync: Sync, merged: list[str]) -> None:
    assert sync().entities["opportunities"].counts["inserted"] == 1
    assert {"opportunities", "people"}.isdisjoint(merged)


def test_a_changed_deal_is_merged(sync: Sync, company: Company, merged: list[str], stored: Stored) -> None:
    sync()
    company.put("salesforce.opportunity", opportunity(name="Renamed"))
    sync(full=True)
    assert "opportunities" in merged
    assert list(stored()) == ["Renamed"]


def test_rows_that_were_stored_after_the_page_was_read_are_merged(
    engine: sa.Engine, chosen: Settings, company: Company, merged: list[str]
) -> None:
    company.add("salesforce.opportunity", opportunity(2))
    with connect(chosen) as warehouse, engine.connect() as connection:
        current = SyncRun(engine, warehouse, chosen, Budget(None), lambda *_: None, full=True, replay=False)
        source = warehouse.source("opportunities")
        (rows,) = warehouse.rows(source, Window(), 10)
        page = prepare(connection, DEALS, rows, chosen)
        first = page_commit.commit(connection, DEALS, page, current)
        again = page_commit.commit(connection, DEALS, page, current)
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 2
    assert (first.inserted, again.inserted, again.unchanged) == (2, 0, 2)
    assert merged == ["opportunities"]
