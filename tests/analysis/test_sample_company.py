"""Signals and insights on the sample company: what is true of it is told, and whoever is erased is in none of it."""

import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.signals import HEARD, score_signals
from gametape.analysis.deal_insights import read_insights, refresh_insights
from gametape.analysis.refresh import refresh
from gametape.queries.lookup import find_deals
from gametape.sample import generate
from gametape.settings import Settings
from gametape.store.tables import insights, opportunities
from gametape.sync.erase import erase
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import mentions
from tests.conftest import SettingsFor

DEALS = 24


@pytest.fixture
def truth(tmp_path: Path, settings_for: SettingsFor, database_url: str, engine: sa.Engine) -> dict[str, object]:
    made = generate(tmp_path / "sample.duckdb", seed=7, deals=DEALS, today=date.today())
    settings = settings_for(warehouse=made.url, database_url=database_url)
    with connect(settings) as warehouse:
        assert run(engine, warehouse, settings, trigger="cli", full=True).status == "success"
    refresh(engine, settings)
    told: dict[str, object] = json.loads(made.truth.read_text(encoding="utf-8"))
    return told


@pytest.mark.slow
def test_what_is_true_is_told_and_who_is_erased_is_in_none_of_it(
    engine: sa.Engine, settings: Settings, truth: dict[str, object]
) -> None:
    with engine.connect() as connection:
        scores = score_signals(connection, truth)
        (deal,) = find_deals(connection, "Northwind Platform rollout")
        found = read_insights(connection, deal.id, settings)
        days = connection.scalar(
            sa.text("SELECT extract(day FROM now() - last_activity_at)::int FROM opportunities WHERE id = :id"),
            {"id": deal.id},
        )
        ids = connection.scalars(sa.select(opportunities.c.id).where(opportunities.c.deleted_at.is_(None))).all()
    assert {name: one.row() for name, one in scores.items() if name not in HEARD and not one.ok} == {}
    quiet, *others = [one.sentence for one in found.signals if one.name not in HEARD]
    assert quiet == f"Quiet for {days} days"
    assert days in (18, 19, 20)  # the sample plans 19, from a moment of a day to the moment of this run
    assert others == ["Pricing not raised in 6 calls", "Close date pushed twice"]
    assert "get_a_reply" in [one.kind for one in found.actions]
    assert "Raise pricing with Anders Lindt: not raised in 6 calls" in [one.sentence for one in found.actions]
    for id_ in ids:
        refresh_insights(engine, id_, settings)
    email, name = "anders.lindt@", "Anders Lindt"
    with engine.connect() as connection:
        email = connection.scalar(sa.text("SELECT email FROM people WHERE name = 'Anders Lindt'")) or email
        quoted = connection.scalar(sa.select(sa.func.count()).where(sa.cast(insights.c.body, sa.Text).contains(name)))
    assert quoted
    erase(engine, settings, email)
    assert mentions(engine, email, name) == []
    with engine.connect() as connection:
        assert name not in read_insights(connection, deal.id, settings).model_dump_json()
