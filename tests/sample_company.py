"""The sample company, synced, measured and scored once as `gametape demo` does it; tests take copies of its store."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.refresh import refresh
from gametape.sample import generate
from gametape.settings import Settings
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.databases import Databases, OnlyGiven


@dataclass(frozen=True, slots=True)
class SampleCompany:
    """`truth` is what is true of it; `settings` are those that it was synced with, without a store."""

    databases: Databases
    database: str
    truth: dict[str, Any]
    settings: Settings

    @contextmanager
    def copied(self) -> Iterator[tuple[sa.Engine, Settings]]:
        """A store of its own, that a test may change."""
        with self.databases.fresh(template=self.database) as name:
            engine = self.databases.open(name)
            yield engine, self.settings.model_copy(update={"database_url": self.databases.url(name)})
            engine.dispose()


@pytest.fixture(scope="session")
def sample_company(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleCompany]:
    """Made once: whoever asks for it runs in one process (tests/conftest.py)."""
    home = tmp_path_factory.mktemp("sample")
    made = generate(home / "warehouse.duckdb")
    settings = OnlyGiven(data_dir=home / "data", warehouse=made.url, health_column="deal_health_c", product_column=None)
    with databases.fresh() as name:
        engine = databases.open(name)
        with connect(settings) as warehouse:
            assert run(engine, warehouse, settings, trigger="demo").status == "success"
        refresh(engine, settings)
        engine.dispose()  # a database that somebody is connected to cannot be copied
        yield SampleCompany(databases, name, json.loads(made.truth.read_text("utf-8")), settings)
