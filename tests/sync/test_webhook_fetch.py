"""A call that Gong announces is on its deal's page minutes later, exactly as a sync would have stored it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.errors import RequestsSpent
from gametape.pipeline import ReadAnnouncedCalls
from gametape.sample import generate
from gametape.sample.gong_api import refusal
from gametape.sample.gong_company import GongCompany
from gametape.settings import Settings
from gametape.store.tables import calls, gong_webhook_calls, transcripts
from gametape.surfaces.application import create_app
from gametape.sync import lease, webhook_queue
from gametape.sync.company_api import CompanyApi
from gametape.sync.context import RunSummary
from gametape.sync.gong_api import RequestCount
from gametape.sync.gong_source import GongSource
from gametape.sync.run import run
from gametape.sync.webhook_fetch import AnnouncedCalls
from tests.builders.gong_messages import SHOWN, URL, body_of, signature
from tests.conftest import SettingsFor
from tests.fakes.gong_api import FaultyGong, client_of, on

PLACE = "sample.api.gong.example"
Call = dict[str, Any]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = generate(tmp_path_factory.mktemp("sample") / "sample.duckdb", seed=5, deals=4, today=date(2026, 11, 2))
    return made.warehouse


@pytest.fixture
def api(company: Path) -> FaultyGong:
    return FaultyGong(GongCompany(company))


@pytest.fixture
def chosen(settings_for: SettingsFor) -> Settings:
    return settings_for(
        gong_access_key="k",
        gong_access_key_secret="s",
        gong_webhook_public_key=SHOWN,
        gong_webhook_url=URL,
    )


@pytest.fixture
def new_call(engine: sa.Engine, chosen: Settings, api: FaultyGong) -> Call:
    """The latest call of a deal with a transcript: it ended after everything else was synced."""
    linked = [
        place
        for place, call in enumerate(api.company.calls)
        if any(item["objectType"] == "Opportunity" for system in call["context"] for item in system["objects"])
        and call["metaData"]["id"] in api.company.transcripts
    ]
    call = api.company.calls.pop(linked[-1])
    assert sync(engine, chosen, api).status == "success"
    api.company.calls.append(call)
    api.asked.clear()
    return call


def source(engine: sa.Engine, api: FaultyGong, count: RequestCount | None = None) -> GongSource:
    return GongSource(engine, CompanyApi(client_of(api, budget=count), count), PLACE)


def sync(engine: sa.Engine, chosen: Settings, api: FaultyGong) -> RunSummary:
    with source(engine, api) as gong:
        return run(engine, gong, chosen, trigger="cli")


def announced(engine: sa.Engine, chosen: Settings, api: FaultyGong) -> AnnouncedCalls:
    return AnnouncedCalls(engine, chosen, opening=lambda _engine, _settings: source(engine, api))


def announce(engine: sa.Engine, *ids: str) -> None:
    with engine.begin() as connection:
        for id_ in ids:
            webhook_queue.add_call(connection, id_)


def let_pass(engine: sa.Engine, time: timedelta) -> None:
    """The clock of the queue goes on."""
    there = gong_webhook_calls.c
    with engine.begin() as connection:
        connection.execute(
            sa.update(gong_webhook_calls).values(due_at=there.due_at - time, received_at=there.received_at - time)
        )


def queue_of(engine: sa.Engine) -> sa.Row[Any]:
    with engine.connect() as connection:
        return connection.execute(sa.select(gong_webhook_calls)).one()


def test_a_call_that_ends_is_on_its_deals_page_minutes_later_measured_and_scored(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    body = body_of(new_call["metaData"]["id"])
    read = ReadAnnouncedCalls(engine, chosen, announced(engine, chosen, api))
    with TestClient(create_app(chosen, engine, site=None), "http://localhost") as web:
        posted = web.post("/api/gong/webhook", content=body, headers={"Authorization": signature(body)})
        assert posted.status_code == 202
        assert (read(), api.asked) == (0, []), "Gong is not ready yet"
        let_pass(engine, timedelta(minutes=2))
        assert read() == 1
        (found,) = [item for item in _timelines(web) if item.get("title") == new_call["metaData"]["title"]]
        assert web.get(f"/api/calls/{found['id']}/transcript").json()["turns"]
        assert web.get(f"/api/calls/{found['id']}/metrics").status_code == 200
    assert queue_of(engine).done_at is not None


def _timelines(web: TestClient) -> Iterator[dict[str, Any]]:
    for deal in web.get("/api/opportunities").json()["items"]:
        yield from web.get(f"/api/opportunities/{deal['id']}/timeline").json()["items"]


def test_what_an_announced_call_left_is_what_a_sync_leaves(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    announce(engine, new_call["metaData"]["id"])
    let_pass(engine, timedelta(minutes=2))
    assert len(announced(engine, chosen, api).fetch()) == 1
    assert [request.path for request in api.asked] == [
        "/v2/calls/extensive",
        "/v2/calls/transcript",
        "/v2/calls/manual-crm-associations",
        "/v2/users",
    ]
    again = sync(engine, chosen, api)
    changed = {name: result.counts for name, result in again.entities.items() if result.has_changes}
    assert changed == {}


def test_a_call_is_asked_for_with_growing_pauses_until_its_transcript_is_there_for_two_hours_at_most(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    id_ = new_call["metaData"]["id"]
    text = api.company.transcripts.pop(id_)
    reading = announced(engine, chosen, api)
    announce(engine, id_)
    minutes, asked = 0, []
    while queue_of(engine).done_at is None:
        let_pass(engine, timedelta(minutes=1))
        minutes += 1
        api.asked.clear()
        reading.fetch()
        asked += [minutes] if api.asked else []
    assert asked == [2, 6, 14, 30, 62, 126]
    assert queue_of(engine).message == "Gong has no transcript yet."
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(calls.c.gong_call_id == id_)) == 1
    api.company.transcripts[id_] = text
    assert sync(engine, chosen, api).entities["transcripts"].counts["inserted"] == 1


def test_a_call_that_gong_does_not_have_is_left_to_the_sync(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    announce(engine, "999")
    for _ in range(6):
        let_pass(engine, timedelta(hours=1, minutes=30))
        assert announced(engine, chosen, api).fetch() == []
    assert queue_of(engine).message == "Gong's API does not have the call yet."


def test_nothing_is_asked_while_a_sync_runs_or_before_the_first_load_has_ended(
    engine: sa.Engine, chosen: Settings, api: FaultyGong
) -> None:
    announce(engine, api.company.calls[-1]["metaData"]["id"])
    let_pass(engine, timedelta(minutes=2))
    assert announced(engine, chosen, api).fetch() == []
    assert (api.asked, queue_of(engine).attempts) == ([], 0)
    sync(engine, chosen, api)
    assert queue_of(engine).done_at is not None, "the sync has brought it"
    with engine.begin() as connection:
        connection.execute(sa.update(gong_webhook_calls).values(done_at=None))
        connection.execute(sa.delete(transcripts))
    api.asked.clear()
    with lease.held(engine, uuid4(), timedelta(minutes=5)):
        assert announced(engine, chosen, api).fetch() == []
    assert (api.asked, queue_of(engine).attempts) == ([], 0)
    assert len(announced(engine, chosen, api).fetch()) == 1


def test_one_process_asks_for_a_call_and_after_an_error_it_is_due_again(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    announce(engine, new_call["metaData"]["id"])
    let_pass(engine, timedelta(minutes=2))
    api.faults = [on("/v2/calls/extensive", lambda _: refusal(429, "Too many", **{"retry-after": "9999"}))]
    with pytest.raises(RequestsSpent):
        announced(engine, chosen, api).fetch()
    api.faults = []
    assert announced(engine, chosen, api).fetch() == [], "not due"
    let_pass(engine, timedelta(minutes=4))
    assert len(announced(engine, chosen, api).fetch()) == 1


def test_the_list_of_users_is_read_once_an_hour(
    engine: sa.Engine, chosen: Settings, api: FaultyGong, new_call: Call
) -> None:
    now = [0.0]
    reading = AnnouncedCalls(engine, chosen, opening=lambda _e, _s: source(engine, api), clock=lambda: now[0])
    there = api.company.transcripts.pop(new_call["metaData"]["id"])
    announce(engine, new_call["metaData"]["id"])
    for minutes, expected in ((2, 1), (4, 1), (61, 2)):
        let_pass(engine, timedelta(minutes=minutes))
        now[0] += minutes * 60
        assert reading.fetch()
        assert sum(request.path == "/v2/users" for request in api.asked) == expected
    assert there


def test_a_sync_waits_for_the_moment_in_which_announced_calls_are_stored(engine: sa.Engine) -> None:
    ours = uuid4()
    with engine.begin() as connection:
        lease.acquire(connection, ours, lease.QUICK)
    pauses = 0

    def ends(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        with engine.begin() as connection:
            lease.release(connection, ours)

    lease.wait_for_quick_work(engine, ends)
    assert pauses == 1
    with lease.held(engine, ours, timedelta(minutes=5)):
        lease.wait_for_quick_work(engine, ends)
    assert pauses == 1, "a sync is no work of a moment: the second is told at once"
