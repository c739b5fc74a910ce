"""What a rep can learn and what was agreed, over HTTP."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.learning.keep_answers import keep_all_learning
from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from gametape.store.tables import people
from tests.builders.deal_facts import DANA, add_company


@pytest.fixture
def dana(engine: sa.Engine, settings: Settings) -> str:
    with engine.begin() as connection:
        add_company(connection)
        found = connection.execute(sa.select(people.c.id).where(people.c.email == DANA)).scalar_one()
    measure(engine, settings)
    return f"/api/reps/{found}"


def test_learning_is_told_as_it_is_kept(client: TestClient, engine: sa.Engine, settings: Settings, dana: str) -> None:
    unkept = client.get(f"{dana}/learning")
    assert unkept.status_code == 200
    assert unkept.json()["work_on"]["basis"] == "finding"
    keep_all_learning(engine, settings)
    first = client.get(f"{dana}/learning")
    again = client.get(f"{dana}/learning")
    assert again.json() == first.json()  # as_of too: it was not made anew
    assert first.json()["dimensions"] == unkept.json()["dimensions"]
    tag = again.headers["ETag"]
    assert client.get(f"{dana}/learning", headers={"If-None-Match": tag}).status_code == 304


def test_a_focus_goes_by_its_names(client: TestClient, dana: str) -> None:
    found = client.get(f"{dana}/learning?focus=rapport").json()
    assert found["focus"] == "engagement"
    assert {one["focus"] for one in found["dimensions"]} == {"engagement"}
    assert client.get(f"{dana}/learning?focus=charm").status_code == 400


@pytest.mark.parametrize("path", ["learning", "agreements"])
def test_whoever_is_none_of_us_has_no_page(client: TestClient, dana: str, path: str) -> None:
    assert client.get(f"{dana}/{path}").status_code == 200
    assert client.get(f"/api/reps/{uuid4()}/{path}").status_code == 404
    assert client.get(f"/api/reps/dana/{path}").status_code == 400


def test_a_behaviour_is_agreed_and_ended(client: TestClient, dana: str) -> None:
    (made,) = client.post(f"{dana}/agreements", json={"dimension": "talk_ratio", "target": 0.45}).json()
    assert (made["dimension"], made["change"], made["ended_at"]) == ("talk_ratio", "too_early", None)
    (ended,) = client.post(f"{dana}/agreements/{made['id']}/end", json={}).json()
    assert ended["ended_at"] is not None
    assert client.get(f"{dana}/agreements").json() == [ended]
    assert client.post(f"{dana}/agreements/{uuid4()}/end", json={}).status_code == 404
    assert client.post(f"{dana}/agreements", json={"dimension": "charm", "target": 1}).status_code == 400


def test_a_form_of_another_site_agrees_on_nothing(client: TestClient, dana: str) -> None:
    body = '{"dimension": "talk_ratio", "target": 0.45}'
    sent = client.post(f"{dana}/agreements", content=body, headers={"Content-Type": "text/plain"})
    assert sent.status_code == 400
    assert client.get(f"{dana}/agreements").json() == []
