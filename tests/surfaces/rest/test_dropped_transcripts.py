"""A transcript that was dropped to save room is there again when somebody opens it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.settings import Settings
from gametape.store.tables import transcripts
from gametape.surfaces.application import create_app
from gametape.sync.retention import retain
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import Company, account, opportunity, user
from tests.conftest import SettingsFor


@pytest.fixture
def chosen(tmp_path: Path, settings_for: SettingsFor) -> Settings:
    return settings_for(warehouse=f"duckdb:///{tmp_path / 'warehouse.duckdb'}")


@pytest.fixture
def dropped(tmp_path: Path, chosen: Settings, engine: sa.Engine) -> str:
    """Where the transcript is asked for that was dropped."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity(is_closed=True))
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    whole_deal(company)
    with connect(chosen) as warehouse:
        assert run(engine, warehouse, chosen, trigger="cli").status == "success"
    assert retain(engine, chosen, 1, apply=True).transcripts == 1
    with engine.connect() as connection:
        return f"/api/calls/{connection.scalar(sa.select(transcripts.c.call_id))}/transcript"


@pytest.fixture
def client(chosen: Settings, engine: sa.Engine) -> Iterator[TestClient]:
    with TestClient(create_app(chosen, engine, site=None), "http://localhost") as client:
        yield client


def test_it_is_read_from_the_source_and_kept(client: TestClient, dropped: str, engine: sa.Engine) -> None:
    for _ in range(2):
        answer = client.get(dropped).json()
        assert (answer["dropped"], answer["turn_count"]) == (False, 3)
        assert answer["turns"][0]["sentences"] == [{"at_ms": 0, "text": "Our budget is ninety thousand."}]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(transcripts.c.dropped_at)) is None


def test_where_the_source_is_not_to_be_had_the_answer_says_that_it_was_dropped(
    client: TestClient, dropped: str, tmp_path: Path
) -> None:
    (tmp_path / "warehouse.duckdb").unlink()
    answer = client.get(dropped)
    assert answer.status_code == 200
    assert (answer.json()["dropped"], answer.json()["turn_count"], answer.json()["turns"]) == (True, 3, [])


def test_numbers_that_were_dropped_are_computed_again_for_the_call_that_is_opened(
    client: TestClient, dropped: str, chosen: Settings, engine: sa.Engine
) -> None:
    call = dropped.removesuffix("/transcript")
    assert "its numbers were removed to save space" in client.get(f"{call}/metrics").text
    assert "removed to save space" in client.get(f"{call}/coaching").json()["why_none"]
    assert client.get(dropped).status_code == 200  # its text is there again
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(dropped_analysis_bytes=1))
    assert client.get(f"{call}/metrics").json()["sides"]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(transcripts.c.dropped_analysis_bytes)) is None
