"""A small sample company, as a warehouse and over Gong's API."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gametape.gong.gong_client import GongClient
from gametape.sample import generate
from gametape.sample.gong_company import GongCompany
from tests.fakes.gong_api import FaultyGong, client_of


@pytest.fixture(scope="session")
def gong_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("gong") / "sample.duckdb", deals=8, today=date(2026, 3, 2)).warehouse


@pytest.fixture(scope="session")
def company(gong_warehouse: Path) -> GongCompany:
    return GongCompany(gong_warehouse)


@pytest.fixture
def api(company: GongCompany) -> FaultyGong:
    return FaultyGong(company, page_size=7)


@pytest.fixture
def client(api: FaultyGong) -> Iterator[GongClient]:
    with client_of(api) as client:
        yield client
