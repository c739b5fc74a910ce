"""The daily run from the store's opening to the end of the analysis, and what it costs when a part fails."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import BadSettings, GametapeError
from gametape.pipeline import analyze, run_pipeline
from gametape.settings import Settings
from gametape.store.tables import call_metrics, sync_runs
from gametape.sync.context import RunSummary
from tests.builders.measured_calls import add_talk
from tests.builders.warehouse_rows import Company, account, opportunity, user
from tests.conftest import SettingsFor


def summary_of_sync(status: str) -> RunSummary:
    values = {"run_id": uuid.uuid4(), "status": status, "started_at": "2026-11-02T06:00:00Z", "seconds": 1}
    return RunSummary.model_validate({**values, "entities": {}})


def measured(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count(call_metrics.c.call_id.distinct()))) or 0


@pytest.fixture
def chosen(tmp_path: Path, settings_for: SettingsFor, database_url: str) -> Settings:
    """A store, and a warehouse with one deal."""
    company = Company(tmp_path / "warehouse.duckdb")
    company.put("salesforce.opportunity", opportunity())
    company.put("salesforce.account", account())
    company.put("salesforce.user", user())
    return settings_for(database_url=database_url, warehouse=f"duckdb:///{company.path}")


@pytest.mark.parametrize(("status", "expected"), [("failed", 0), ("partial", 1), ("success", 1)])
def test_nothing_is_measured_after_a_failed_sync(
    engine: sa.Engine, settings: Settings, status: str, expected: int
) -> None:
    add_talk(engine)
    after = analyze(engine, settings, summary_of_sync(status))
    assert (after.status, measured(engine)) == (status, expected)


def test_a_fault_of_the_analysis_is_told_as_well(
    engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("gametape.pipeline.refresh", broken)
    analysis = analyze(engine, settings, summary_of_sync("success")).analysis
    assert analysis is not None
    assert analysis.status == "failed"
    assert "ZeroDivisionError" in str(analysis.message)
    assert "by nothing" not in str(analysis.message), "what a fault says may quote customers"


def test_the_analysis_gets_what_the_sync_left_of_the_budget(engine: sa.Engine, chosen: Settings) -> None:
    add_talk(engine)
    spent = run_pipeline(chosen, trigger="flow", budget=timedelta(microseconds=1)).analysis
    assert spent is not None
    assert (spent.status, spent.counts["unmeasured"]) == ("partial", 1)
    assert measured(engine) == 0
    rest = run_pipeline(chosen, trigger="flow", budget=timedelta(minutes=5)).analysis
    assert rest is not None
    assert (rest.status, measured(engine)) == ("success", 1)


def test_leaves_no_connection_behind(engine: sa.Engine, chosen: Settings) -> None:
    """A function that stays warm between calls would otherwise hold more of them each day."""
    run_pipeline(chosen, trigger="flow")
    with engine.connect() as connection:
        others = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert connection.scalar(others) == 0


@pytest.mark.parametrize("change", [{"warehouse": "oracle://somewhere"}, {"trackers_dir": Path("nowhere")}])
def test_a_run_that_cannot_begin_is_on_record_as_failed(
    engine: sa.Engine, chosen: Settings, change: dict[str, Any]
) -> None:
    with pytest.raises(BadSettings):
        run_pipeline(chosen.model_copy(update=change), trigger="cron")
    with engine.connect() as connection:
        (run,) = connection.execute(sa.select(sync_runs)).all()
    assert (run.status, run.trigger) == ("failed", "cron")


def test_only_a_held_lease_has_an_exit_code_of_its_own() -> None:
    """Schedulers tell by the code whether to look: 3 is a second call that came too early."""
    kinds, codes = [GametapeError], {}
    for kind in kinds:
        kinds += kind.__subclasses__()
        codes[kind.__name__] = kind.exit_code
    assert {name: code for name, code in codes.items() if code != 1} == {"LeaseHeld": 3}
    assert [summary_of_sync(status).exit_code for status in ("success", "partial", "failed")] == [0, 0, 1]
