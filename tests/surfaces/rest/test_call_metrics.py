"""`/api/calls/{id}/metrics`, from what was said to what a client reads."""

import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from tests.builders.measured_calls import add_talk


def test_a_call_is_read_once_it_was_measured(client: TestClient, engine: sa.Engine, settings: Settings) -> None:
    call = add_talk(engine)
    early = client.get(f"/api/calls/{call}/metrics")
    assert (early.status_code, early.json()["error"]["code"]) == (404, "not_found")
    measure(engine, settings)
    found = client.get(f"/api/calls/{call}/metrics").json()
    assert found["words_covered"] is True
    ours, theirs = found["sides"]
    assert (ours["side"], ours["numbers"]["questions"], ours["numbers"]["longest_turn_seconds"]) == ("ours", 1, 30.0)
    assert {"name": "objection_price", "turns": [1]} in theirs["trackers"]
