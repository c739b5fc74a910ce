"""The sample company, synced, measured and scored, behind a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gametape.analysis.refresh import refresh
from gametape.sample import generate
from gametape.store.tables import people
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.databases import Databases, OnlyGiven
from tests.web.conftest import Served

DEALS = 120  # with fewer, peers have too few closed deals to be compared


@contextmanager
def sample_company(databases: Databases, site: Path, folder: Path) -> Iterator[Served]:
    """All of it, as `gametape demo` shows it."""
    made = generate(folder / "warehouse.duckdb", deals=DEALS)
    with databases.engine() as engine:
        settings = OnlyGiven(data_dir=folder, warehouse=made.url, health_column="deal_health_c", product_column=None)
        with connect(settings) as warehouse:
            assert run(engine, warehouse, settings, trigger="demo").status == "success"
        refresh(engine, settings)
        served = Served(engine, site)
        yield served
        served.stop()


def person_id(engine: sa.Engine, name: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(
            sa.select(people.c.id).where(people.c.name == name, people.c.is_internal)
        ).scalar_one()
