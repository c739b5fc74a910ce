"""A deployment's own thresholds reach the API, the assistant and the terminal alike."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from gametape.analysis.signals.thresholds import SHIPPED
from gametape.queries.sync import sync_report
from gametape.settings import Settings
from gametape.store.tables import sync_runs
from gametape.surfaces.application import create_app
from gametape.surfaces.cli.status import headline
from tests.assistant import Assistant
from tests.builders.store_rows import add_call, add_deal, person

NOW = datetime.now(UTC)
OWN = {
    "days = 14\nhigh_at = 30": "days = 5\nhigh_at = 30",  # no_activity; the deal has been quiet for six days
    "active_days = 30": "active_days = 3",
    "late_hours = 26": "late_hours = 2",
}
ASIDE = {"shipped": (14, 30, 26), "own": (5, 3, 2)}


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    text = SHIPPED.read_text()
    for ours, theirs in OWN.items():
        assert text.count(ours) == 1
        text = text.replace(ours, theirs)
    file = tmp_path / "thresholds.toml"
    file.write_text(text)
    return file


@pytest.fixture
def deal(engine: sa.Engine) -> UUID:
    """A deal whose one contact was last on a call six days ago; the last run ended four hours ago."""
    at, ended = NOW - timedelta(days=6, hours=1), NOW - timedelta(hours=4)
    with engine.begin() as connection:
        deal = add_deal(connection, "Platform rollout", stage="2. Discover", last_activity_at=at)
        people = [person("Ana Ruiz", "theirs", "ana@northwind.example")]
        add_call(connection, "Discovery", at, on=[deal], people=people)
        connection.execute(
            sa.insert(sync_runs).values(
                id=uuid4(), holder="test", trigger="cli", status="success", started_at=ended, finished_at=ended
            )
        )
    return deal


@pytest.fixture
def client(engine: sa.Engine, chosen: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(chosen, engine, site=None), "http://localhost") as client:
        yield client


@pytest.fixture(params=["shipped", "own"])
def chosen(request: pytest.FixtureRequest, settings: Settings, own_file: Path) -> Settings:
    return settings if request.param == "shipped" else settings.model_copy(update={"signals_file": own_file})


def test_every_surface_judges_by_the_file_of_the_deployment(
    engine: sa.Engine, client: TestClient, chosen: Settings, deal: UUID
) -> None:
    is_own = chosen.signals_file is not None
    quiet_from, active_days, late_hours = ASIDE["own" if is_own else "shipped"]

    told = client.get("/api/thresholds").json()
    assert (told["quiet_from"], told["active_contact_days"], told["late_sync_hours"]) == (
        quiet_from,
        active_days,
        late_hours,
    )
    assert told["signals"]["no_activity"]["values"]["days"] == quiet_from
    listed = client.get("/api/opportunities").json()["items"][0]
    assert (listed["quiet_days"], listed["quiet_from"]) == (6, quiet_from)
    assert ("no_activity" in [signal["name"] for signal in listed["signals"]]) is is_own
    assert client.get(f"/api/opportunities/{deal}").json()["quiet_from"] == quiet_from
    assert client.get(f"/api/opportunities/{deal}/people").json()["active_contacts"] == (0 if is_own else 1)
    assert client.get("/api/sync").json()["is_late"] is is_own

    assistant = Assistant(engine, chosen)
    found = assistant.ask("find_deals")["deals"][0]
    assert (found["quiet_days"], found["quiet_from"]) == (6, quiet_from)
    assert assistant.ask("deal_people", deal=str(deal))["active_contacts"] == (0 if is_own else 1)
    late = [one for one in assistant.ask("sync_health")["limitations"] if "hours ago" in one]
    assert late == ([f"The last sync ended more than {late_hours} hours ago."] if is_own else [])
    in_need = assistant.ask("deals_needing_attention")["deals"]
    assert [one["deal"]["id"] for one in in_need] == ([str(deal)] if is_own else [])


def test_a_store_without_a_run_is_not_late(connection: sa.Connection) -> None:
    report = sync_report(connection, late_hours=1)
    assert not report.is_late
    assert "hours" not in headline(report)


def test_a_file_from_before_these_tables_takes_ours(own_file: Path, settings: Settings, engine: sa.Engine) -> None:
    own_file.write_text(own_file.read_text().partition("[contacts]")[0])
    chosen = settings.model_copy(update={"signals_file": own_file})
    with TestClient(create_app(chosen, engine, site=None), "http://localhost") as client:
        told = client.get("/api/thresholds").json()
    assert (told["quiet_from"], told["active_contact_days"], told["late_sync_hours"]) == (5, 30, 26)
