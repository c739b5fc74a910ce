"""One test warehouse, read through both engines."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pytest

from gametape.warehouse import SourceRow, Warehouse, Window, connect
from tests.conftest import SettingsFor
from tests.fakes.bigquery import Emulator, bigquery_emulator

__all__ = ["bigquery_emulator"]


class WarehouseOf(Protocol):
    """A warehouse of the tables that this SQL makes, read through the engine under test, with these settings."""

    def __call__(self, sql: str, **settings: Any) -> Warehouse: ...


def build(path: Path, sql: str) -> Path:
    """A DuckDB file with the two datasets and whatever `sql` puts into them."""
    with duckdb.connect(str(path)) as database:
        database.execute("SET TimeZone = 'UTC'; CREATE SCHEMA salesforce; CREATE SCHEMA gongio_ft")
        database.execute(sql)
    return path


@pytest.fixture(params=["duckdb", "bigquery"])
def warehouse_of(
    request: pytest.FixtureRequest, tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WarehouseOf]:
    with ExitStack() as stack:

        def make(sql: str, **settings: Any) -> Warehouse:
            path = build(tmp_path / "warehouse.duckdb", sql)
            url = f"duckdb:///{path}"
            if request.param == "bigquery":
                emulator: Emulator = request.getfixturevalue("bigquery_emulator")
                monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", emulator.url)
                url = f"bigquery://{emulator.load(path)}"
            return stack.enter_context(connect(settings_for(warehouse=url, **settings)))

        yield make


@pytest.fixture
def duckdb_of(tmp_path: Path, settings_for: SettingsFor) -> Iterator[WarehouseOf]:
    """For what does not depend on the engine."""
    with ExitStack() as stack:

        def make(sql: str, **settings: Any) -> Warehouse:
            path = build(tmp_path / "warehouse.duckdb", sql)
            return stack.enter_context(connect(settings_for(warehouse=f"duckdb:///{path}", **settings)))

        yield make


def read(warehouse: Warehouse, entity: str, window: Window | None = None) -> list[SourceRow]:
    """All rows of a window."""
    pages = warehouse.rows(warehouse.source(entity), window or Window(), 1000)
    return [row for page in pages for row in page]


def documents(rows: list[SourceRow]) -> dict[str, dict[str, Any]]:
    """Parsed documents by id."""
    return {str(row.id): json.loads(row.document) for row in rows}


def only(warehouse: Warehouse, entity: str) -> dict[str, Any]:
    """The document of the only row there is."""
    (document,) = documents(read(warehouse, entity)).values()
    return document
