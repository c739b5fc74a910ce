"""The essentials of the store on the oldest and the newest Postgres it promises to run on."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from gametape.store.database import migrate
from gametape.store.merge import MergeCounts
from gametape.store.tables import opportunities
from tests.builders.merge_rows import deal, merge
from tests.databases import SUPPORTED_POSTGRES, Databases, databases_on, postgres_of_major

MANY = sa.text(
    "INSERT INTO opportunities"
    " (gong_opportunity_id, name, account_name, owner_email, stage, close_date, health_score, content_hash, updated_at)"
    " SELECT n::text, 'Deal ' || md5(n::text), 'Account ' || md5((n % 500)::text), 'rep' || n % 100 || '@example.com',"
    " 'stage ' || n % 8, date '2026-01-01' + n % 300, CASE WHEN n % 10 = 0 THEN n % 100 END, '',"
    " timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 20000) n"
)
READS = {
    "idx_opportunities_owner": (
        "SELECT * FROM opportunities WHERE owner_email = 'rep7@example.com' ORDER BY updated_at DESC LIMIT 50"
    ),
    "idx_opportunities_stage": "SELECT * FROM opportunities WHERE stage = 'stage 3' ORDER BY close_date LIMIT 50",
    "idx_opportunities_health": "SELECT * FROM opportunities WHERE health_score BETWEEN 10 AND 20",
    "idx_opportunities_search": "SELECT * FROM opportunities WHERE name ILIKE '%c4ca%' OR account_name ILIKE '%c4ca%'",
}


@pytest.fixture(scope="module", params=SUPPORTED_POSTGRES)
def server(request: pytest.FixtureRequest) -> Iterator[Databases]:
    with databases_on(postgres_of_major(request.param)) as databases:
        yield databases


@pytest.fixture
def store(server: Databases) -> Iterator[sa.Engine]:
    with server.engine() as engine:
        yield engine


def test_runs_on_the_version_it_says(store: sa.Engine, server: Databases) -> None:
    with store.connect() as connection:
        assert int(connection.scalar(sa.text("SHOW server_version_num")) or 0) // 10000 == server.server.binaries.major


def test_a_merge_counts_and_writes_only_what_changed(store: sa.Engine) -> None:
    migrate(store)
    page = [deal(number) for number in range(100)]
    changed = [deal(number, name="Renamed") for number in range(3)] + page[3:]
    for rows, expected in (
        (page, MergeCounts(inserted=100)),
        (page, MergeCounts(unchanged=100)),
        (changed, MergeCounts(updated=3, unchanged=97)),
    ):
        with store.begin() as connection:
            assert merge(connection, opportunities, rows, key="gong_opportunity_id") == expected


def test_the_planner_chooses_the_indexes(store: sa.Engine) -> None:
    with store.begin() as connection:
        connection.execute(MANY)
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE opportunities"))
    with store.connect() as connection:
        for index, read in READS.items():
            plan = "\n".join(connection.scalars(sa.text(f"EXPLAIN {read}".replace(":", r"\:"))))
            assert index in plan, plan
