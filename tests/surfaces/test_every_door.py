"""A whole sample company on the oldest and the newest Postgres: the sync, every route, every tool, every command."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from starlette.testclient import TestClient

from gametape.analysis.refresh import refresh
from gametape.sample import generate
from gametape.settings import Settings
from gametape.settings import settings as from_environment
from gametape.store.tables import call_metrics, coaching_sessions, insights, transcripts
from gametape.surfaces.application import create_app
from gametape.surfaces.cli import app as command_line
from gametape.sync.context import RunSummary
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.assistant import Assistant
from tests.databases import SUPPORTED_POSTGRES, Databases, OnlyGiven, databases_on, postgres_of_major
from tests.store_state import nothing_written
from tests.surfaces.sweep import Subjects, most_connections, route_answers, subjects_in, tool_answers

pytestmark = pytest.mark.store


@dataclass(frozen=True, slots=True)
class Synced:
    """A synced and analysed store, and how its sync went."""

    engine: sa.Engine
    settings: Settings
    databases: Databases
    database: str
    url: str
    summary: RunSummary
    about: Subjects


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small sample company."""
    return generate(tmp_path_factory.mktemp("sample") / "sample.duckdb", seed=3, deals=8, today=date(2026, 11, 2)).url


@pytest.fixture(scope="module", params=SUPPORTED_POSTGRES)
def synced(
    request: pytest.FixtureRequest, warehouse: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Synced]:
    with databases_on(postgres_of_major(request.param)) as databases, databases.fresh() as name:
        engine = databases.open(name)
        url = databases.url(name)
        settings = OnlyGiven(
            data_dir=tmp_path_factory.mktemp("data"), warehouse=warehouse, database_url=url, product_column=None
        )
        with connect(settings) as source:
            summary = run(engine, source, settings, trigger="cli")
        refresh(engine, settings)
        yield Synced(engine, settings, databases, name, url, summary, subjects_in(engine))
        engine.dispose()


def test_the_sync_stores_everything(synced: Synced) -> None:
    assert synced.summary.status == "success", synced.summary
    rejected = {name: result.counts.get("rejected", 0) for name, result in synced.summary.entities.items()}
    assert {name: count for name, count in rejected.items() if count} == {"opportunities": 1}, "the one without a name"
    with connect(synced.settings) as source:
        again = run(synced.engine, source, synced.settings, trigger="cli", full=True)
    assert again.status == "success", again


@pytest.fixture
def unread(synced: Synced) -> Synced:
    """The store as if nobody had judged anything yet, which is when answering takes most."""
    with synced.engine.begin() as connection:
        connection.execute(sa.delete(insights))
    return synced


def test_every_tool_answers_and_writes_nothing(unread: Synced) -> None:
    """All of them say that they only read."""
    with nothing_written(unread.engine), most_connections(unread.engine) as most:
        answers = list(tool_answers(Assistant(unread.engine, unread.settings), unread.about))
    assert most() == 1, "a tool that holds two connections can lock out all others"
    assert len(answers) >= 12
    assert [(tool, text) for tool, refused, text in answers if refused] == []


def test_every_reading_route_answers_and_writes_nothing(unread: Synced) -> None:
    with client_of(unread) as client, nothing_written(unread.engine), most_connections(unread.engine) as most:
        answers = list(route_answers(client, unread.about, "get"))
    assert most() == 1, "a request that holds two connections can lock out all others"
    assert len(answers) > 20
    assert [(route, text) for route, status, text in answers if status != 200] == []


@pytest.fixture
def removed(synced: Synced) -> Iterator[Synced]:
    """A copy of the store as if retention had removed all that can be computed again, and all text."""
    synced.engine.dispose()  # a database that somebody is connected to cannot be copied
    with synced.databases.fresh(template=synced.database) as name:
        engine, url = synced.databases.open(name), synced.databases.url(name)
        with engine.begin() as connection:
            for table in (insights, call_metrics, coaching_sessions):
                connection.execute(sa.delete(table))
            connection.execute(
                sa.update(transcripts).values(
                    turns=None, dropped_at=sa.func.now(), word_filter=None, dropped_analysis_bytes=1
                )
            )
        settings = synced.settings.model_copy(update={"database_url": url})
        yield replace(synced, engine=engine, settings=settings, database=name, url=url)
        engine.dispose()


def test_what_was_removed_to_save_space_is_told_by_reading_and_brought_back_by_restoring_alone(
    removed: Synced,
) -> None:
    call = f"/api/calls/{removed.about.call}"
    with client_of(removed) as client, most_connections(removed.engine) as most:
        with nothing_written(removed.engine):
            answers = list(route_answers(client, removed.about, "get"))
            told = list(tool_answers(Assistant(removed.engine, removed.settings), removed.about))
        assert [(route, status) for route, status, _ in answers if status != 200] == [
            ("GET /api/calls/{id}/metrics", 404)
        ]
        assert [(tool, text) for tool, refused, text in told if refused] == []
        assert "gametape restore" in next(text for tool, _, text in told if tool == "get_call")
        assert client.post(f"{call}/restore", json={}).status_code == 200
        assert {client.get(f"{call}/{part}").status_code for part in ("transcript", "metrics", "coaching")} == {200}
        assert client.get(f"{call}/coaching").json()["reps"]
    assert most() == 1, "a request that holds two connections can lock out all others"


def test_every_writing_route_answers(synced: Synced) -> None:
    with client_of(synced) as client, most_connections(synced.engine) as most:
        answers = list(route_answers(client, synced.about, "post"))
    assert most() == 1, "a request that holds two connections can lock out all others"
    assert len(answers) >= 5
    assert [(route, text) for route, status, text in answers if status != 200] == []


def client_of(synced: Synced) -> TestClient:
    return TestClient(create_app(synced.settings, synced.engine, site=None), "http://localhost")


COMMANDS: dict[str, Callable[[Subjects], list[list[str]]]] = {
    "sync": lambda _: [[]],
    "status": lambda _: [[]],
    "doctor": lambda _: [[]],
    "reconcile": lambda _: [[]],
    "retention": lambda _: [[]],
    "restore": lambda about: [[about.call]],
    "insights": lambda about: [[about.opportunity]],
    "learn": lambda about: [[about.rep_email]],
    "brief": lambda about: [[about.rep_email], [about.rep_email, "--since", "7d"]],
    "changes": lambda about: [[], ["--since", "2026-01-01", "--owner", about.rep_email]],
    "forecast": lambda _: [[], ["--by", "stage", "--period", "next_quarter"]],
    "promised": lambda about: [[], [about.rep_email]],
    "competitors": lambda _: [[]],
    "digest": lambda _: [[], ["--to", "email", "--dry-run"]],
    "said": lambda about: [["price", "--deal", about.opportunity, "--rep", about.rep_email]],
    "score": lambda about: [[about.call], ["--all"]],
    "token": lambda _: [["create", "laptop"], ["list"], ["revoke", "laptop"]],
    "erase": lambda _: [["nobody@nowhere.example"]],
    "gong": lambda _: [["webhook"]],
}
WITHOUT_A_STORE_OF_ITS_OWN = {"demo", "serve", "mcp", "sample", "hear", "export-openapi"}  # each has tests beside these


def test_every_command_is_tried() -> None:
    known = {command.name or command.callback.__name__ for command in command_line.registered_commands}  # type: ignore[union-attr]
    groups = {group.name for group in command_line.registered_groups}
    assert known | groups == COMMANDS.keys() | WITHOUT_A_STORE_OF_ITS_OWN


def test_every_command_ends_well(
    synced: Synced, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", synced.url)
    monkeypatch.setenv("GAMETAPE_WAREHOUSE", synced.settings.warehouse or "")
    monkeypatch.setenv("GAMETAPE_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    from_environment.cache_clear()
    try:
        for name, calls in COMMANDS.items():
            for arguments in calls(synced.about):
                code = command_line([name, *arguments], standalone_mode=False)
                assert not code, (name, arguments, code, capsys.readouterr().err)
    finally:
        from_environment.cache_clear()
        structlog.reset_defaults()
