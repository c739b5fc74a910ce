"""Long transactions, temporary tables, cursors and VACUUM: all of it through a transaction pooler."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import emails
from gametape.sync.erase import erase
from gametape.sync.reconcile import reconcile
from gametape.sync.refetch import fetch_transcript
from gametape.sync.retention import retain
from gametape.warehouse.connect import connect
from tests.builders.warehouse_deals import mentions, whole_deal
from tests.builders.warehouse_rows import Company, Sync, salesforce_key
from tests.conftest import SettingsFor
from tests.databases import Databases
from tests.store.conftest import pooler

__all__ = ["pooler"]


@pytest.fixture
def engine(databases: Databases, pooler: Path, settings_for: SettingsFor) -> Iterator[sa.Engine]:
    """A migrated database behind PgBouncer."""
    with databases.fresh(template="template1") as name:
        engine = open_store(settings_for(database_url=f"postgresql://postgres@/{name}?host={pooler}&port=6432"))
        migrate(engine)
        yield engine
        engine.dispose()


def test_compares_repairs_erases_and_drops(engine: sa.Engine, sync: Sync, company: Company, chosen: Settings) -> None:
    whole_deal(company)
    company.change("salesforce.opportunity", salesforce_key("006", 1), is_closed=True)
    assert sync().status == "success"
    with engine.begin() as connection:
        connection.execute(sa.update(emails).values(content_hash=b"tampered"))
    with connect(chosen) as warehouse:
        assert reconcile(engine, warehouse, chosen).entities["emails"].repaired == 2
        assert reconcile(engine, warehouse, chosen).entities["emails"].status == "equal"
    assert erase(engine, chosen, "person1@customer.example").removed["people"] == 1
    assert mentions(engine, "person1@customer.example") == []
    assert retain(engine, chosen, 1, apply=True).transcripts == 1
    with engine.connect() as connection:
        call_id = connection.execute(sa.text("SELECT call_id FROM transcripts")).scalar_one()
    assert len(fetch_transcript(engine, chosen, call_id)) == 3
