"""Gong's API gives what Gong's tables in a warehouse give; an entity that changes its source is read anew, once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.analysis.scoring.rescoring import score_changed
from gametape.sample import generate
from gametape.sample.gong_company import GongCompany
from gametape.settings import Settings
from gametape.source import SourceSystem
from gametape.store import tables
from gametape.sync.company_api import CompanyApi
from gametape.sync.context import RunSummary
from gametape.sync.gong_source import GongSource
from gametape.sync.open_sources import MixedSources
from gametape.sync.reconcile import reconcile
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.conftest import SettingsFor
from tests.databases import Databases
from tests.fakes.gong_api import FaultyGong, client_of

Open = Callable[[sa.Engine], SourceSystem]
Contents = dict[str, list[dict[str, Any]]]

_SAME = (
    tables.calls,
    tables.call_participants,
    tables.transcripts,
    tables.call_links,
    tables.call_opportunities,
    tables.people,
    tables.coaching_sessions,
    tables.emails,
    tables.opportunities,
    tables.opportunity_changes,
)
_JUDGED = (tables.coaching_sessions, tables.call_metrics)
_PASSING = {
    "created_at",
    "updated_at",
    "content_hash",
    "source_modified_at",
    "first_seen_at",
    "raw_bytes",
    "measured_at",
    "scored_at",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.duckdb"
    generate(path, seed=5, deals=12, today=date(2026, 11, 2))
    return path


@pytest.fixture
def chosen(made: Path, settings_for: SettingsFor) -> Settings:
    return settings_for(warehouse=f"duckdb:///{made}", calls_from="warehouse")


@pytest.fixture
def api(made: Path) -> FaultyGong:
    return FaultyGong(GongCompany(made), page_size=7)


@pytest.fixture
def mixed(chosen: Settings, api: FaultyGong) -> Open:
    def open_mixed(engine: sa.Engine) -> SourceSystem:
        return MixedSources(connect(chosen), gong_of_sample(engine, api))

    return open_mixed


def gong_of_sample(engine: sa.Engine, api: FaultyGong) -> GongSource:
    return GongSource(engine, CompanyApi(client_of(api)), "sample.api.gong.example")


@pytest.fixture
def other(databases: Databases) -> Iterator[sa.Engine]:
    with databases.engine() as engine:
        yield engine


def sync(engine: sa.Engine, sources: SourceSystem, chosen: Settings, **options: Any) -> RunSummary:
    with sources:
        return run(engine, sources, chosen, trigger="cli", **options)


def contents(engine: sa.Engine, wanted: Sequence[sa.Table] = _SAME) -> Contents:
    with engine.connect() as connection:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row._mapping.items() if name not in _PASSING}
                    for row in connection.execute(sa.select(table))
                ),
                key=repr,
            )
            for table in wanted
        }


def test_the_same_company_by_warehouse_and_by_api_is_the_same_store(
    engine: sa.Engine, other: sa.Engine, chosen: Settings, mixed: Open
) -> None:
    assert sync(engine, connect(chosen), chosen).status == "success"
    summary = sync(other, mixed(other), chosen)
    assert {name: result.message for name, result in summary.entities.items() if result.status != "success"} == {}
    expected, found = contents(engine), contents(other)
    assert {name: len(rows) for name, rows in found.items()} == {name: len(rows) for name, rows in expected.items()}
    for name, rows in expected.items():
        assert rows, name
        assert found[name] == rows, name
    for store in (engine, other):
        measure(store, chosen)
        score_changed(store, chosen)
    assert contents(other, _JUDGED) == contents(engine, _JUDGED)
    assert {row["origin"] for row in contents(other, _JUDGED)["coaching_sessions"]} == {"gong", "local"}


def test_a_second_run_over_the_api_changes_nothing(
    engine: sa.Engine, chosen: Settings, mixed: Open, api: FaultyGong
) -> None:
    sync(engine, mixed(engine), chosen)
    first = contents(engine)
    api.asked.clear()
    again = sync(engine, mixed(engine), chosen)
    assert {request.path for request in api.asked} >= {"/v2/calls/extensive", "/v2/calls/transcript"}
    assert {name for name, result in again.entities.items() if result.has_changes} == set()
    assert contents(engine) == first


def test_changing_the_source_doubles_nothing(engine: sa.Engine, chosen: Settings, mixed: Open) -> None:
    sync(engine, connect(chosen), chosen)
    before = contents(engine)
    changed = sync(engine, mixed(engine), chosen)
    assert changed.entities["calls"].source == "gong_api_calls"
    assert changed.entities["calls"].counts["read"] == len(before["calls"])
    assert contents(engine) == before
    back = sync(engine, connect(chosen), chosen)
    assert back.status == "success"
    assert contents(engine) == before


def test_reconcile_agrees_with_the_api_and_takes_a_vanished_call_away(
    engine: sa.Engine, chosen: Settings, mixed: Open, api: FaultyGong
) -> None:
    sync(engine, mixed(engine), chosen)
    with mixed(engine) as sources:
        assert reconcile(engine, sources, chosen).is_equal
    gone = api.company.calls.pop()["metaData"]["id"]
    sync(engine, mixed(engine), chosen, full=True)
    call = tables.calls.c
    with engine.connect() as connection:
        assert connection.scalars(sa.select(call.gong_call_id).where(call.deleted_at.is_not(None))).all() == [gone]


def test_gong_alone_has_deals_calls_and_their_links(
    engine: sa.Engine, other: sa.Engine, chosen: Settings, api: FaultyGong
) -> None:
    sync(engine, connect(chosen), chosen)
    summary = sync(other, gong_of_sample(other, api), chosen)
    assert {name: r.message for name, r in summary.entities.items() if r.status != "success" and name != "emails"} == {}
    assert summary.entities["emails"].status == "absent"
    expected, found = contents(engine), contents(other)
    for name in ("calls", "call_participants", "transcripts", "call_links", "coaching_sessions"):
        assert found[name] == expected[name], name
    assert {row["name"] for row in found["opportunities"]} <= {row["name"] for row in expected["opportunities"]}
    assert found["opportunities"]
    assert found["opportunity_changes"]
