"""Everything the store does, through a transaction pooler: no two transactions need share a server connection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from gametape.store.database import migrate, open_store
from gametape.store.merge import MergeCounts
from gametape.store.tables import opportunities, sync_lease
from tests.builders.merge_rows import deal, merge
from tests.conftest import SettingsFor
from tests.databases import Databases


@pytest.fixture
def pooled(databases: Databases, pooler: Path, settings_for: SettingsFor) -> Iterator[sa.Engine]:
    with databases.fresh(template="template1") as name:
        url = f"postgresql://postgres@/{name}?host={pooler}&port=6432"
        engine = open_store(settings_for(database_url=url))
        with engine.begin() as connection:
            connection.execute(sa.text(f"ALTER DATABASE {name} SET timezone TO 'Asia/Tokyo'"))
        yield engine
        engine.dispose()


def test_migrates_and_writes_pages(pooled: sa.Engine) -> None:
    migrate(pooled)
    migrate(pooled)
    for expected in (MergeCounts(inserted=3), MergeCounts(unchanged=3)):
        with pooled.begin() as connection:
            page = [deal(number) for number in range(3)]
            assert merge(connection, opportunities, page, key="gong_opportunity_id") == expected


def test_sessions_that_take_turns_on_a_server_connection_do_not_disturb_each_other(pooled: sa.Engine) -> None:
    """Four writers on two server connections: a prepared statement or a session's lock would fail or hang."""
    migrate(pooled)
    together = Barrier(4, timeout=30)

    def write(writer: int) -> None:
        together.wait()
        for page in range(10):
            with pooled.begin() as connection:
                rows = [deal(writer * 1000 + page * 10 + number) for number in range(10)]
                merge(connection, opportunities, rows, key="gong_opportunity_id")
                assert connection.scalar(sa.text("SHOW TimeZone")) == "UTC"

    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(write, range(4)))) == 4
    with pooled.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(opportunities)) == 400


def test_of_two_that_take_a_lease_one_gets_it(pooled: sa.Engine) -> None:
    migrate(pooled)
    take = sa.text(
        "INSERT INTO sync_lease (name, holder, run_id, expires_at) "
        "VALUES ('sync', :holder, gen_random_uuid(), now() + interval '1 minute') "
        "ON CONFLICT DO NOTHING RETURNING holder"
    )
    with pooled.begin() as first:
        assert first.scalar(take, {"holder": "first"}) == "first"
    with pooled.begin() as second:
        assert second.scalar(take, {"holder": "second"}) is None
    with pooled.connect() as connection:
        assert connection.scalar(sa.select(sync_lease.c.holder)) == "first"


def test_migrating_at_once_is_done_by_one(pooled: sa.Engine) -> None:
    together = Barrier(2, timeout=30)

    def run(_number: int) -> None:
        together.wait()
        migrate(pooled)

    with ThreadPoolExecutor(2) as pool:
        assert len(list(pool.map(run, range(2)))) == 2
    assert sa.inspect(pooled).has_table("opportunities")
