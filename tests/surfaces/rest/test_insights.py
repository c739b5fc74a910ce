"""Insights over HTTP, and what stands out on deals in lists."""

from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from tests.builders.deal_stories import platform_rollout
from tests.builders.store_rows import add_deal


@pytest.fixture
def deal(engine: sa.Engine) -> UUID:
    with engine.begin() as connection:
        return platform_rollout(connection)


def test_a_list_tells_what_stands_out_the_worst_first(client: TestClient, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        add_deal(connection, "late", close_date=date(2020, 1, 1), stage="4. Evaluation")
        add_deal(connection, "won", is_won=True)
    items = {one["name"]: one for one in client.get("/api/opportunities").json()["items"]}
    (signal,) = items["late"]["signals"]
    assert set(signal) == {"name", "severity", "sentence"}
    assert (signal["name"], signal["severity"]) == ("overdue", "high")
    assert items["won"]["signals"] == []


def test_a_deal_tells_the_rule_the_numbers_and_what_it_rests_on(client: TestClient, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        deal = add_deal(connection, "late", close_date=date(2020, 1, 1))
    (signal,) = client.get(f"/api/opportunities/{deal}").json()["signals"]
    assert signal["formula"] == "days past the close date"
    assert signal["threshold"] == {"days": 1}
    assert signal["numbers"]["days"] > 2000
    assert client.get(f"/api/opportunities/{deal}", params={"as_of": "2026-11-25"}).json()["signals"] is None


def test_insights_are_read_planned_kept_and_read_again(client: TestClient, deal: UUID) -> None:
    address = f"/api/opportunities/{deal}/insights"
    found = client.get(address).json()
    assert (found["analyser"], found["is_stored"], found["objections"][0]["state"]) == ("local", False, "open")
    assert client.get(f"{address}/plan").json()["causes"] == ["never_made"]
    kept = client.post(address, json={}).json()
    assert (kept["is_stored"], kept["refresh"]["is_fresh"]) == (True, True)
    assert client.get(f"{address}/plan").json()["is_fresh"]
    assert client.get(address).json()["made_at"] == kept["made_at"]


def test_what_is_contested_is_marked(client: TestClient, deal: UUID) -> None:
    address = f"/api/opportunities/{deal}/insights"
    said = {"item": "objection:price", "verdict": "contest", "reason": "He was joking.", "author": "dana@x.example"}
    assert client.post(f"{address}/reviews", json=said).json()["objections"][0]["contested"] is True
    assert client.get(address).json()["reviews"][0]["reason"] == "He was joking."
    assert client.post(f"{address}/reviews", json=said | {"item": "objection:none"}).status_code == 404
    assert client.post(f"{address}/reviews", json=said | {"reason": " "}).status_code == 400


def test_only_json_of_this_site_changes_anything(client: TestClient, deal: UUID) -> None:
    address = f"/api/opportunities/{deal}/insights"
    assert client.post(address, content="x", headers={"Content-Type": "text/plain"}).status_code == 400
    assert client.post(address, json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get(address).json()["is_stored"] is False


def test_what_is_not_there_or_not_meant_is_refused(client: TestClient, deal: UUID) -> None:
    assert client.get(f"/api/opportunities/{uuid4()}/insights").status_code == 404
    assert client.get("/api/opportunities/x/insights").status_code == 400
    assert client.get(f"/api/opportunities/{deal}/insights", params={"analyser": "gpt"}).status_code == 400
    assert client.get(f"/api/opportunities/{deal}/insights", params={"analyser": "claude"}).status_code == 404
