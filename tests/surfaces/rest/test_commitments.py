"""Commitments and competitors over HTTP."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.commitments.keep_commitments import keep_commitments
from gametape.analysis.competitors.keep_competitors import keep_competitors
from gametape.settings import Settings
from tests.builders.promised_deals import add_promised_deal


@pytest.fixture
def deal(engine: sa.Engine, settings: Settings) -> UUID:
    deal = add_promised_deal(engine, settings)
    keep_commitments(engine, settings)
    keep_competitors(engine, settings)
    return deal


def test_a_deal_tells_what_each_side_promised(client: TestClient, deal: UUID) -> None:
    found = client.get(f"/api/opportunities/{deal}/commitments").json()
    (ours,) = found["ours"]
    assert (ours["owner"], ours["due"], ours["state_today"]) == ("Dana", "2026-03-06", "not_seen_done")
    assert ours["evidence"][0]["quote"] == "I'll send you the proposal by Friday."
    assert ours["evidence"][0]["at_ms"] == 10_000
    assert found["theirs"] == []
    assert client.get(f"/api/opportunities/{uuid4()}/commitments").status_code == 404
    assert client.get("/api/opportunities/none/commitments").status_code == 400


def test_commitments_are_listed_over_deals_page_by_page(
    client: TestClient, engine: sa.Engine, settings: Settings, deal: UUID
) -> None:
    other = add_promised_deal(engine, settings, "Renewal", datetime(2026, 2, 2, 10, tzinfo=UTC))
    keep_commitments(engine, settings)
    first = client.get("/api/commitments", params={"limit": 1}).json()
    assert (first["total"], first["items"][0]["deal"]["id"], first["not_read"]) == (2, str(other), 0)
    rest = client.get("/api/commitments", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert (rest["items"][0]["deal"]["id"], rest["next_cursor"]) == (str(deal), None)
    assert client.get("/api/commitments", params={"side": "theirs"}).json()["items"] == []
    assert client.get("/api/commitments", params={"states": "done"}).json()["total"] == 0
    assert client.get("/api/commitments", params={"cursor": first["next_cursor"], "side": "theirs"}).status_code == 400


def test_competitors_are_told_on_a_deal_and_counted_over_deals(client: TestClient, deal: UUID) -> None:
    (named,) = client.get(f"/api/opportunities/{deal}/competitors").json()["competitors"]
    assert (named["name"], named["in_crm"], named["mention"]["calls"]) == ("Boxwell", False, 1)
    (record,) = client.get("/api/competitors").json()["competitors"]
    assert (record["name"], record["deals"], record["open"], record["win_rate"]) == ("Boxwell", 1, 1, None)
    assert client.get("/api/competitors", params={"outcome": "won"}).json()["competitors"] == []
