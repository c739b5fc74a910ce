"""One small sample company for all tests that only read it."""

import json
from collections.abc import Iterator

import duckdb
import pytest

from gametape.sample import generate
from tests.sample.reading import DEALS, SEED, TODAY, Company


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    out = tmp_path_factory.mktemp("sample") / "company.duckdb"
    sample = generate(out, seed=SEED, deals=DEALS, today=TODAY)
    with duckdb.connect(str(out), read_only=True) as db:
        yield Company(sample, json.loads(sample.truth.read_text("utf-8")), db)
