"""The routes of a deal's story, of calls and of mails, as a client meets them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.store.tables import transcripts
from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_change, add_deal, add_email, add_transcript, deal_id, person

DEAL = deal_id("Platform rollout")
HOSTILE = "</script><script>alert(1)</script> ' OR 1=1 --"


@pytest.fixture(autouse=True)
def call(engine: sa.Engine) -> UUID:
    """A call, and a deal with it, a mail and a change."""
    with engine.begin() as connection:
        deal = add_deal(connection, "Platform rollout", stage="2", opened_at=MOMENT - timedelta(days=90))
        people = [person(HOSTILE, "theirs", "ruiz@northwind.example", speaker_id="s1")]
        call = add_call(connection, "Intro", MOMENT - timedelta(days=30), on=[deal], people=people)
        add_transcript(connection, call, [Turn("s1", 0, 1_000, (HOSTILE,)), Turn("s2", 1_000, 2_000, ("Hm.",))])
        add_email(connection, HOSTILE, MOMENT, on=deal, body_snippet=HOSTILE)
        add_change(connection, deal, "stage", "1", "2", MOMENT - timedelta(days=10))
    return call


def test_a_story_is_read_page_by_page(client: TestClient) -> None:
    first = client.get(f"/api/opportunities/{DEAL}/timeline", params={"limit": 2}).json()
    second = client.get(f"/api/opportunities/{DEAL}/timeline", params={"limit": 2, "cursor": first["next"]}).json()
    items = [*first["items"], *second["items"]]
    assert [item["type"] for item in items] == ["email", "silence", "change", "call"]
    assert (items[0]["subject"], items[0]["snippet"]) == (HOSTILE, HOSTILE)
    assert items[1]["days"] == 30
    assert items[3]["participants"][0]["name"] == HOSTILE
    assert (first["previous"], second["next"]) == (None, None)


def test_a_story_is_filtered(client: TestClient) -> None:
    query = {"type": ["call", "change"], "person": "ruiz@northwind.example"}
    answer = client.get(f"/api/opportunities/{DEAL}/timeline", params=query).json()
    assert [item["type"] for item in answer["items"]] == ["call"]


def test_the_other_views_of_a_deal_answer(client: TestClient) -> None:
    strip = client.get(f"/api/opportunities/{DEAL}/activity").json()
    assert [band["stage"] for band in strip["stages"]] == ["1", "2"]
    assert (len(strip["calls"]), len(strip["emails"]), strip["capped"]) == (1, 1, False)
    people = client.get(f"/api/opportunities/{DEAL}/people").json()
    assert {one["email"] for one in people["people"]} == {"ruiz@northwind.example", "dana@lumen.example"}
    changes = client.get(f"/api/opportunities/{DEAL}/changes", params={"since": "2026-10-20"}).json()
    assert (changes["fields"][0]["new"], changes["calls"], changes["emails"]) == ("2", 0, 1)
    then = client.get(f"/api/opportunities/{DEAL}", params={"as_of": "2026-10-20"}).json()
    assert (then["stage"], then["as_of"], then["email_count"]) == ("1", "2026-10-20", 0)


def test_a_call_and_its_text_are_read(client: TestClient, call: UUID) -> None:
    assert client.get(f"/api/calls/{call}").json()["opportunities"] == [{"id": str(DEAL), "name": "Platform rollout"}]
    part = client.get(f"/api/calls/{call}/transcript", params={"from_ms": 1_000}).json()
    assert [(turn["speaker"], turn["sentences"][0]["text"]) for turn in part["turns"]] == [("Speaker 2", "Hm.")]


def test_a_text_is_not_sent_again_until_it_changes(client: TestClient, engine: sa.Engine, call: UUID) -> None:
    first = client.get(f"/api/calls/{call}/transcript")
    holding = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert client.get(f"/api/calls/{call}/transcript", headers=holding).status_code == 304
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).values(turns=None, dropped_at=MOMENT))
    again = client.get(f"/api/calls/{call}/transcript", headers=holding)
    assert (again.status_code, again.json()["dropped"]) == (200, True)


def test_a_call_without_text_says_why(client: TestClient, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        private = add_call(connection, "Private", is_private=True)
    answer = client.get(f"/api/calls/{private}/transcript")
    assert answer.status_code == 404
    assert "private" in answer.json()["error"]["message"]


def test_a_mail_is_read_from_the_story(client: TestClient) -> None:
    (item,) = client.get(f"/api/opportunities/{DEAL}/timeline", params={"type": "email"}).json()["items"]
    mail = client.get(f"/api/emails/{item['id']}").json()
    assert (mail["subject"], mail["opportunity"]["id"]) == (HOSTILE, str(DEAL))


def test_the_palette_finds(client: TestClient) -> None:
    hits = client.get("/api/search", params={"q": "ro"}).json()
    assert [hit["name"] for hit in hits["opportunities"]] == ["Platform rollout"]
    assert client.get("/api/search", params={"q": "intro"}).json()["calls"][0]["title"] == "Intro"


@pytest.mark.parametrize(
    "path",
    [
        "opportunities/{id}",
        "opportunities/{id}/timeline",
        "opportunities/{id}/activity",
        "opportunities/{id}/people",
        "opportunities/{id}/changes?since=2026-01-01",
        "calls/{id}",
        "calls/{id}/transcript",
        "emails/{id}",
    ],
)
def test_a_malformed_id_is_400_and_an_unknown_one_404(client: TestClient, path: str) -> None:
    assert client.get(f"/api/{path.format(id='006A')}").status_code == 400
    unknown = client.get(f"/api/{path.format(id=uuid4())}")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")
    assert unknown.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        f"opportunities/{DEAL}?as_of=yesterday",
        f"opportunities/{DEAL}?as-of=2026-01-01",
        f"opportunities/{DEAL}/timeline?type=meeting",
        f"opportunities/{DEAL}/timeline?limit=0",
        f"opportunities/{DEAL}/timeline?limit=101",
        f"opportunities/{DEAL}/timeline?person=%00",
        f"opportunities/{DEAL}/timeline?cursor=nonsense",
        f"opportunities/{DEAL}/activity?limit=3",
        f"opportunities/{DEAL}/changes",
        f"opportunities/{DEAL}/changes?since=",
        f"opportunities/{DEAL}/changes?since=2026-10-20T12:00:00Z",
        f"calls/{DEAL}/transcript?from_ms=-1",
        f"calls/{DEAL}/transcript?to_ms=86400001",
        "search",
        "search?q=",
        "search?q=%00",
        f"search?q={'x' * 201}",
        "opportunities?quiet_days=-1",
    ],
)
def test_a_malformed_question_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/{path}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
