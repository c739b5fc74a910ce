"""Calls of Gong's API land whole, once, from any interruption on; only a complete pass takes calls away."""

import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import RequestsSpent
from gametape.settings import Settings
from gametape.store.tables import gong_calls, gong_requests, sync_status
from gametape.sync.budget import Budget
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.gong_api import RequestCount
from gametape.sync.gong_landing import NAME, land_calls
from gametape.sync.gong_source import GongSource
from gametape.sync.lease import held
from tests.builders.gong_calls import GongInMemory, gong_call
from tests.conftest import SettingsFor


@pytest.fixture
def chosen(settings_for: SettingsFor) -> Settings:
    return settings_for()


@pytest.fixture
def api() -> GongInMemory:
    return GongInMemory(*(gong_call(number) for number in range(30)))


def land(engine: sa.Engine, chosen: Settings, api: GongInMemory, *, full: bool = False) -> EntityResult:
    sources = GongSource(engine, api, "gong.example")
    run = SyncRun(engine, sources, chosen, Budget(None), lambda *_: None, full=full, replay=False)
    with held(engine, run.id, chosen.lease):
        return land_calls(run, api, sources.place)


def landed(engine: sa.Engine) -> dict[str, Any]:
    there = gong_calls.c
    with engine.connect() as connection:
        rows = connection.execute(sa.select(there.call_id, there.content_hash, there.changed_at, there.deleted_at))
        return {row.call_id: row for row in rows}


def test_all_calls_land_without_media_and_a_second_pass_changes_nothing(
    engine: sa.Engine, chosen: Settings, api: GongInMemory
) -> None:
    assert land(engine, chosen, api).counts["inserted"] == 30
    first = landed(engine)
    again = land(engine, chosen, api, full=True)
    assert (again.counts["read"], again.counts["unchanged"]) == (30, 30)
    assert landed(engine) == first
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(gong_calls.c.document.has_key("media"))) == 0


def test_a_changed_call_gets_a_new_stamp(engine: sa.Engine, chosen: Settings, api: GongInMemory) -> None:
    land(engine, chosen, api)
    first = landed(engine)
    api.put(gong_call(3, title="Renamed"))
    assert land(engine, chosen, api, full=True).counts["updated"] == 1
    changed = {key for key, row in landed(engine).items() if row.changed_at != first[key].changed_at}
    assert changed == {gong_call(3)["metaData"]["id"]}


@pytest.mark.parametrize("seed", range(3))
def test_a_pass_that_is_interrupted_anywhere_goes_on(
    engine: sa.Engine, chosen: Settings, api: GongInMemory, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gametape.sync.gong_landing.MOST_PAGES", 2)  # many windows
    moments = random.Random(seed)
    api.error = RequestsSpent("spent")
    interrupted = 0
    for attempt in range(10):
        api.dies_after = api.pages + moments.randrange(1, 15) if attempt < 4 else None
        try:
            land(engine, chosen, api)
            break
        except RequestsSpent:
            interrupted += 1
    assert interrupted
    assert landed(engine).keys() == api.there.keys()
    assert {row.deleted_at for row in landed(engine).values()} == {None}
    with engine.connect() as connection:
        state = connection.execute(sa.select(sync_status).where(sync_status.c.entity_type == NAME)).one()
    assert (state.status, state.cursor, state.source) == ("success", None, "gong.example")


def test_only_a_complete_pass_takes_calls_away(engine: sa.Engine, chosen: Settings, api: GongInMemory) -> None:
    land(engine, chosen, api)
    gone = gong_call(4)["metaData"]["id"]
    del api.there[gone]
    land(engine, chosen, api)  # reads the last days only
    api.error, api.dies_after = RequestsSpent("spent"), api.pages + 2
    with pytest.raises(RequestsSpent):
        land(engine, chosen, api, full=True)
    assert landed(engine)[gone].deleted_at is None
    api.error = None
    land(engine, chosen, api)
    assert [key for key, row in landed(engine).items() if row.deleted_at] == [gone]
    api.put(gong_call(4))
    land(engine, chosen, api, full=True)
    assert landed(engine)[gone].deleted_at is None


def test_calls_that_no_window_could_find_again_are_counted_and_left_out(engine: sa.Engine, chosen: Settings) -> None:
    odd = gong_call(1, id="", started=gong_call(1)["metaData"]["started"])
    result = land(engine, chosen, GongInMemory(odd, gong_call(2, title="a\0b\ud800")))
    assert (result.counts["read"], result.counts["rejected"], result.counts["inserted"]) == (2, 1, 1)


def test_requests_are_counted_over_all_processes_and_stop_at_the_limit(engine: sa.Engine) -> None:
    one, other = RequestCount(engine, 3), RequestCount(engine, 3)
    for count in (one, other, one):
        count.take()
    with pytest.raises(RequestsSpent, match="All 3 requests"):
        other.take()
    assert one.left() == 0
    with engine.begin() as connection:
        connection.execute(sa.update(gong_requests).values(day=gong_requests.c.day - timedelta(days=1)))
    other.take()
    assert one.left() == 2
