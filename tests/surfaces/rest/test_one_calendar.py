"""Days that are asked for are days of the deployment's calendar, on REST and for the assistant."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from anyio.from_thread import start_blocking_portal
from fastmcp import Client
from starlette.testclient import TestClient

from gametape.settings import Settings
from gametape.surfaces.application import create_app
from gametape.surfaces.mcp.server import make_server
from gametape.surfaces.store import Store
from tests.builders.store_rows import add_call, add_change, add_deal
from tests.conftest import SettingsFor

EVENING = datetime(2026, 11, 20, 1, tzinfo=UTC)
"""In New York it is 20:00 on 19 November."""


@pytest.fixture
def new_york(settings_for: SettingsFor) -> Settings:
    return settings_for(timezone="America/New_York")


@pytest.fixture
def client(engine: sa.Engine, new_york: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(new_york, engine=engine, site=None), "http://localhost") as client:
        yield client


@pytest.fixture
def deal(engine: sa.Engine) -> UUID:
    """A deal that moved and had a call in that evening."""
    with engine.begin() as connection:
        deal = add_deal(connection, "Rollout", stage="2", opened_at=datetime(2026, 9, 1, tzinfo=UTC))
        add_change(connection, deal, "stage", "1", "2", EVENING)
        add_call(connection, "Review", EVENING, on=[deal])
    return deal


def test_rest_goes_by_the_day_of_the_company(client: TestClient, deal: UUID) -> None:
    def stage(day: str) -> Any:
        return client.get(f"/api/opportunities/{deal}?as_of={day}").json()["stage"]

    def since(day: str) -> Any:
        found = client.get(f"/api/opportunities/{deal}/changes?since={day}").json()
        return found["since"], len(found["changes"]), found["calls"]

    def without_text(period: str) -> Any:
        return client.get(f"/api/said?q=price&{period}").json()["calls_without_text"]

    assert (stage("2026-11-18"), stage("2026-11-19")) == ("1", "2")
    assert since("2026-11-19") == ("2026-11-19T05:00:00Z", 1, 1)
    assert since("2026-11-20") == ("2026-11-20T05:00:00Z", 0, 0)
    periods = ("since=2026-11-20", "until=2026-11-20", "until=2026-11-19")
    assert [without_text(period) for period in periods] == [0, 1, 0]


@pytest.mark.parametrize("written", ["0", "0.0", "1763600000", "2026-11-20T00:00:00Z", "20.11.2026", "2026-11-31"])
def test_a_number_is_no_day(client: TestClient, deal: UUID, written: str) -> None:
    for question in ("said?q=price&since=", "said?q=price&until=", f"opportunities/{deal}?as_of="):
        assert client.get(f"/api/{question}{written}").status_code == 400, question
    assert client.get(f"/api/opportunities/{deal}/changes?since={written}").status_code == 400


def test_the_assistant_goes_by_the_same_day(engine: sa.Engine, new_york: Settings, deal: UUID) -> None:
    async def ask(day: str) -> Any:
        async with Client(make_server(Store(new_york, engine))) as client:
            answer = await client.call_tool("deal_changes", {"deal": str(deal), "since": day})
            return json.loads(answer.content[0].text)

    for day, moves in (("2026-11-19", 1), ("2026-11-20", 0)):
        with start_blocking_portal() as portal:  # in a thread of its own: a browser test leaves its loop in this thread
            found = portal.call(ask, day)
        assert (len(found.get("moves", ())), found["calls"]) == (moves, moves), day
