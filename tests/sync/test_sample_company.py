"""Erase and reconcile on the sample company: everything that a real warehouse has, in one."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.sample import generate
from gametape.settings import Settings
from gametape.store import tables
from gametape.sync.erase import erase
from gametape.sync.reconcile import reconcile
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import mentions
from tests.conftest import SettingsFor

DEALS = 14


@pytest.fixture
def sample(tmp_path: Path, settings_for: SettingsFor) -> Settings:
    made = generate(tmp_path / "sample.duckdb", seed=3, deals=DEALS, today=date(2026, 11, 2))
    return settings_for(warehouse=made.url)


def bring(engine: sa.Engine, settings: Settings) -> None:
    with connect(settings) as warehouse:
        assert run(engine, warehouse, settings, trigger="cli", full=True).status == "success"


def busiest(engine: sa.Engine, side: str) -> tuple[str, str]:
    """Address and full name of the one who is on the most calls."""
    person = tables.call_participants.c
    query = (
        sa.select(person.email, sa.func.max(person.name))
        .where(person.side == side, person.email.is_not(None), person.name.like("% %"))
        .group_by(person.email)
        .order_by(sa.func.count().desc(), person.email)
        .limit(1)
    )
    with engine.connect() as connection:
        email, name = connection.execute(query).one()
    return email, name


@pytest.mark.slow
@pytest.mark.parametrize("side", ["theirs", "ours"])
def test_26_an_erased_person_is_in_no_text_of_the_database(engine: sa.Engine, sample: Settings, side: str) -> None:
    bring(engine, sample)
    email, name = busiest(engine, side)
    assert len(mentions(engine, email, name)) > 5
    erase(engine, sample, email)
    assert mentions(engine, email, name) == []
    # Read anew as if the source had changed every row, so that nothing is recognised by its hash.
    anew = sample.model_copy(update={"metadata_max_bytes": 4000, "private_calls": "full"})
    for settings in (sample, anew):
        bring(engine, settings)
        assert mentions(engine, email, name) == []
    assert erase(engine, sample, email).removed == {}


@pytest.mark.slow
def test_a_store_of_whole_deals_equals_its_source(engine: sa.Engine, sample: Settings) -> None:
    bring(engine, sample)
    with connect(sample) as warehouse:
        for dry_run in (True, False):
            result = reconcile(engine, warehouse, sample, dry_run=dry_run)
            assert {name: check.status for name, check in result.entities.items()} == dict.fromkeys(
                result.entities, "equal"
            )
        with engine.begin() as connection:
            for table in (tables.emails, tables.calls, tables.coaching_sessions):
                connection.execute(sa.update(table).values(content_hash=b"tampered"))
            connection.execute(sa.delete(tables.transcripts))
            connection.execute(sa.delete(tables.people))
        repaired = reconcile(engine, warehouse, sample)
        assert repaired.is_equal
        assert {name for name, check in repaired.entities.items() if check.repaired} == {
            "calls", "coaching_sessions", "emails", "emails_tasks", "people", "transcripts",
        }  # fmt: skip
        assert all(check.status == "equal" for check in reconcile(engine, warehouse, sample).entities.values())
