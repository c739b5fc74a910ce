"""The sample company, synced and measured as `gametape demo` does it, and an assistant that asks about it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gametape.analysis.refresh import refresh
from gametape.sample import generate
from gametape.settings import Settings
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.assistant import Assistant
from tests.databases import Databases, OnlyGiven


@dataclass(frozen=True, slots=True)
class Sample:
    """The company, what is true of it, and how to reach its store."""

    assistant: Assistant
    truth: dict[str, Any]
    settings: Settings
    url: str

    @property
    def deals(self) -> dict[str, Any]:
        """What is true of the deals that were not deleted, by Salesforce id."""
        return {id_: deal for id_, deal in self.truth["deals"].items() if not deal["deleted"]}


@pytest.fixture(scope="session")
def sample(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    home: Path = tmp_path_factory.mktemp("sample")
    made = generate(home / "warehouse.duckdb")
    with databases.fresh() as name:
        url = databases.url(name)
        settings = OnlyGiven(
            data_dir=home / "data", database_url=url, warehouse=made.url, health_column="deal_health_c"
        )
        engine = databases.open(name)
        with connect(settings) as warehouse:
            assert run(engine, warehouse, settings, trigger="demo").status == "success"
        refresh(engine, settings)
        truth = json.loads((home / "warehouse.duckdb.truth.json").read_text("utf-8"))
        yield Sample(Assistant(engine, settings), truth, settings, url)
        engine.dispose()
