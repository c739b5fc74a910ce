"""Too few requests for a day: the sync ends cleanly as partial, shows what it has, and continues the next day."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.sample import generate
from gametape.sample.gong_company import GongCompany
from gametape.settings import Settings
from gametape.store.tables import calls, gong_requests, opportunities, sync_status, transcripts
from gametape.sync.company_api import CompanyApi
from gametape.sync.context import RunSummary
from gametape.sync.gong_api import RequestCount
from gametape.sync.gong_source import GongSource
from gametape.sync.run import run
from tests.conftest import SettingsFor
from tests.databases import Databases
from tests.fakes.gong_api import FaultyGong, client_of

A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = generate(tmp_path_factory.mktemp("sample") / "sample.duckdb", seed=5, deals=4, today=date(2026, 11, 2))
    return made.warehouse


@pytest.fixture
def api(company: Path) -> FaultyGong:
    return FaultyGong(GongCompany(company), page_size=3)


def sync(engine: sa.Engine, chosen: Settings, api: FaultyGong, **options: Any) -> RunSummary:
    count = RequestCount(engine, chosen.gong_daily_requests)
    with GongSource(engine, CompanyApi(client_of(api, budget=count), count), "sample") as gong:
        return run(engine, gong, chosen, trigger="cli", **options)


def next_day(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(gong_requests).values(day=gong_requests.c.day - A_DAY))


def contents(engine: sa.Engine) -> list[set[Any]]:
    keys = (calls.c.gong_call_id, transcripts.c.gong_call_id, opportunities.c.gong_opportunity_id)
    with engine.connect() as connection:
        return [set(connection.execute(sa.select(key, key.table.c.content_hash))) for key in keys]


def test_a_day_that_is_too_short_ends_as_partial_with_transcripts_and_the_next_days_continue(
    engine: sa.Engine, databases: Databases, settings_for: SettingsFor, api: FaultyGong
) -> None:
    chosen = settings_for(gong_daily_requests=30)
    stored: list[int] = []
    for _day in range(11):
        before = len(api.asked)
        summary = sync(engine, chosen, api)
        assert len(api.asked) - before <= 30, "no request is sent beyond the day's"
        assert summary.exit_code == 0, summary
        stored.append(len(contents(engine)[1]))
        if summary.status == "success":
            break
        assert summary.status == "partial"
        with engine.connect() as connection:
            told = set(connection.scalars(sa.select(sync_status.c.message).where(sync_status.c.status == "partial")))
        assert any("requests to Gong's API" in message for message in told), told
        next_day(engine)
    assert summary.status == "success"
    assert len(stored) > 1
    assert stored[0] > 0, "the calls took all of the first day"
    with databases.engine() as other:
        assert sync(other, settings_for(), api).status == "success"
        assert contents(engine) == contents(other)


def test_a_run_within_a_spent_day_stops_at_once_and_breaks_nothing(
    engine: sa.Engine, settings_for: SettingsFor, api: FaultyGong
) -> None:
    assert sync(engine, settings_for(), api).status == "success"
    first, asked = contents(engine), len(api.asked)
    summary = sync(engine, settings_for(gong_daily_requests=1), api)
    assert (summary.status, summary.exit_code, len(api.asked)) == ("partial", 0, asked)
    assert contents(engine) == first


def test_requests_are_few_and_what_is_left_is_told(
    engine: sa.Engine, settings_for: SettingsFor, api: FaultyGong
) -> None:
    """Pages of calls and of transcripts, the list of users once, and little more."""
    notes: list[str] = []
    sync(engine, settings_for(), api, note=notes.append)
    paths = [request.path for request in api.asked]
    pages = -(-len(api.company.calls) // 3)
    assert paths.count("/v2/users") == -(-len(api.company.users) // 3)
    assert paths.count("/v2/calls/extensive") <= pages + 20  # windows without a call cost a request each
    assert paths.count("/v2/calls/transcript") <= pages + 2
    assert notes
    assert notes[-1].endswith("of 6,000 requests left today.")
    with engine.connect() as connection:
        spent = connection.scalar(sa.select(gong_requests.c.spent))
    assert spent == len(paths)
