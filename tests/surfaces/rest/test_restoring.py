"""What retention removed of a call: reading says so and writes nothing; restoring the call brings it back."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.settings import Settings
from gametape.store.tables import call_metrics, coaching_sessions, transcripts
from gametape.surfaces.application import create_app
from gametape.surfaces.auth import Scope, create_token
from gametape.sync.retention import retain
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import Company, account, opportunity, user
from tests.conftest import SettingsFor
from tests.store_state import nothing_written


@pytest.fixture
def chosen(tmp_path: Path, settings_for: SettingsFor) -> Settings:
    return settings_for(warehouse=f"duckdb:///{tmp_path / 'warehouse.duckdb'}")


@pytest.fixture
def dropped(tmp_path: Path, chosen: Settings, engine: sa.Engine) -> str:
    """The path of a call whose transcript was dropped; it had been neither measured nor scored."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity(is_closed=True))
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    whole_deal(company)
    with connect(chosen) as warehouse:
        assert run(engine, warehouse, chosen, trigger="cli").status == "success"
    assert retain(engine, chosen, 1, apply=True).transcripts == 1
    with engine.connect() as connection:
        return f"/api/calls/{connection.scalar(sa.select(transcripts.c.call_id))}"


@pytest.fixture
def client(chosen: Settings, engine: sa.Engine) -> Iterator[TestClient]:
    with TestClient(create_app(chosen, engine, site=None), "http://localhost") as client:
        yield client


def drop_analysis(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.delete(call_metrics))
        connection.execute(sa.delete(coaching_sessions))
        connection.execute(sa.update(transcripts).values(word_filter=None, dropped_analysis_bytes=1))


@pytest.mark.parametrize("analysis_too", [False, True])
def test_reading_tells_that_the_text_was_removed_and_leaves_it_so(
    client: TestClient, dropped: str, engine: sa.Engine, *, analysis_too: bool
) -> None:
    if analysis_too:
        drop_analysis(engine)
    with nothing_written(engine):
        text = client.get(f"{dropped}/transcript").json()
        metrics = client.get(f"{dropped}/metrics")
        coaching = client.get(f"{dropped}/coaching").json()
    assert (text["dropped"], text["turn_count"], text["turns"]) == (True, 3, [])
    assert f"`POST {dropped}/restore`" in text["restore"]
    assert metrics.status_code == 404
    assert "removed to save space" in metrics.json()["error"]["message"]
    assert metrics.json()["error"]["hint"] == coaching["restore"] == text["restore"]
    assert "removed to save space" in coaching["why_none"]


def test_restoring_reads_the_text_from_the_source_and_measures_it(
    client: TestClient, dropped: str, engine: sa.Engine
) -> None:
    call = dropped.rpartition("/")[2]
    first, second = (client.post(f"{dropped}/restore", json={}) for _ in range(2))
    assert first.json() == {"call_id": call, "text": True, "analysis": True}
    assert second.json() == {"call_id": call, "text": False, "analysis": False}, "nothing is missing any more"
    text = client.get(f"{dropped}/transcript").json()
    assert (text["dropped"], text["restore"], text["turn_count"]) == (False, None, 3)
    assert text["turns"][0]["sentences"] == [{"at_ms": 0, "text": "Our budget is ninety thousand."}]
    assert client.get(f"{dropped}/metrics").json()["sides"]
    assert client.get(f"{dropped}/coaching").json()["restore"] is None
    with engine.connect() as connection:
        assert connection.scalar(sa.select(transcripts.c.dropped_at)) is None


def test_restoring_computes_metrics_that_were_removed_alone(
    client: TestClient, dropped: str, engine: sa.Engine
) -> None:
    client.post(f"{dropped}/restore", json={})
    drop_analysis(engine)
    with nothing_written(engine):
        assert "its metrics were removed to save space" in client.get(f"{dropped}/metrics").text
        assert "The scores were removed to save space." in client.get(f"{dropped}/coaching").json()["why_none"]
        assert client.get(f"{dropped}/transcript").json()["turns"]
    restored = client.post(f"{dropped}/restore", json={}).json()
    assert (restored["text"], restored["analysis"]) == (False, True)
    assert client.get(f"{dropped}/metrics").json()["sides"]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(transcripts.c.dropped_analysis_bytes)) is None


def test_where_the_source_cannot_give_the_text_restoring_says_why_and_changes_nothing(
    client: TestClient, dropped: str, tmp_path: Path, engine: sa.Engine
) -> None:
    with duckdb.connect(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.execute("DELETE FROM gongio_ft.transcript")
    with nothing_written(engine):
        lost = client.post(f"{dropped}/restore", json={})
        (tmp_path / "warehouse.duckdb").unlink()
        unreachable = client.post(f"{dropped}/restore", json={})
    assert (lost.status_code, lost.json()["error"]["code"]) == (404, "not_found")
    assert "source no longer has this transcript" in lost.json()["error"]["message"]
    assert unreachable.status_code == 500
    assert unreachable.json()["error"]["code"] == "bad_settings"
    assert client.get(f"{dropped}/transcript").json()["dropped"] is True


def test_restoring_an_unknown_call_is_not_found(client: TestClient) -> None:
    answer = client.post("/api/calls/00000000-0000-0000-0000-000000000000/restore", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_restoring_keeps_the_rules_of_writing(
    client: TestClient, dropped: str, chosen: Settings, engine: sa.Engine
) -> None:
    with engine.begin() as connection:
        reads = {"Authorization": f"Bearer {create_token(connection, 'reads', [Scope.READ])}"}
        does = {"Authorization": f"Bearer {create_token(connection, 'does', [Scope.REFRESH])}"}
    assert client.post(f"{dropped}/restore").status_code == 400, "no JSON"
    foreign = {"Origin": "https://evil.example"}
    assert client.post(f"{dropped}/restore", json={}, headers=foreign).status_code == 403
    app = create_app(chosen, engine, hosts=("*",), site=None)
    with TestClient(app, "https://deals.example") as beyond:
        assert beyond.post(f"{dropped}/restore", json={}).status_code == 401
        assert beyond.post(f"{dropped}/restore", json={}, headers=reads).status_code == 403
        assert beyond.get(f"{dropped}/transcript", headers=reads).json()["dropped"] is True
        assert beyond.post(f"{dropped}/restore", json={}, headers=does).status_code == 200
