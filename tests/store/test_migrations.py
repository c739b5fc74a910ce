"""The migrations and the tables say the same, and a store is brought up to date by whoever comes first."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from gametape.errors import BadSettings
from gametape.store.database import migrate, newest_revision
from gametape.store.tables import metadata
from tests.databases import Databases

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty(databases: Databases) -> Iterator[sa.Engine]:
    with databases.fresh(template="template1") as name:
        engine = databases.open(name)
        yield engine
        engine.dispose()


def test_migrations_make_exactly_the_tables(database_url: str) -> None:
    """If this fails, a table was changed without a migration; CONTRIBUTING.md says how to make one."""
    checked = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        check=False, cwd=ROOT, env={"DATABASE_URL": database_url}, capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_empty_database_is_brought_up_to_date(empty: sa.Engine) -> None:
    migrate(empty)
    assert set(sa.inspect(empty).get_table_names()) == {*metadata.tables, "alembic_version"}
    with empty.connect() as connection:
        assert connection.scalar(sa.text("SELECT similarity('acme', 'acme')")) == 1


def test_a_store_that_is_up_to_date_is_left_alone(engine: sa.Engine) -> None:
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    migrate(engine)
    queries = [
        statement for statement in statements if not statement.startswith("SET LOCAL")
    ]  # each transaction's limits
    assert len(queries) == 2, statements
    assert all(query.startswith("SELECT") for query in queries)


def test_a_migration_that_fails_leaves_nothing_behind(empty: sa.Engine) -> None:
    with empty.begin() as connection:
        connection.execute(sa.text("CREATE VIEW sync_status AS SELECT 1 AS in_the_way"))
    with pytest.raises(sa.exc.ProgrammingError):
        migrate(empty)
    assert sa.inspect(empty).get_table_names() == []


def test_a_store_from_before_owners_had_ids_reads_its_deals_again(databases: Databases) -> None:
    """Moves of an owner that were only a new mail domain go; what else had been told twice goes with the next sync."""
    with databases.fresh(template="template1") as name:
        environment = {"DATABASE_URL": databases.url(name)}
        upgrade = [sys.executable, "-m", "alembic", "upgrade", "0013"]
        subprocess.run(upgrade, check=True, cwd=ROOT, env=environment, capture_output=True)
        engine = databases.open(name)
        with engine.begin() as connection:
            connection.execute(sa.text(_BEFORE_0014))
        migrate(engine)
        with engine.connect() as connection:
            left = connection.execute(sa.text("SELECT source_id, place FROM opportunity_changes ORDER BY 1")).all()
            due = connection.scalars(sa.text("SELECT last_full_at IS NULL FROM sync_status ORDER BY entity_type"))
            assert [tuple(row) for row in left] == [("h1:stage", 0), ("observed:2", 999_999)]
            assert due.all() == [False, True, True]
            assert connection.scalar(sa.text("SELECT count(*) FROM sync_rejects")) == 0
        engine.dispose()


_BEFORE_0014 = """
    INSERT INTO opportunities (gong_opportunity_id, name, content_hash) VALUES ('006', 'Acme', '');
    INSERT INTO opportunity_changes (source_id, opportunity_id, field, old_value, new_value, origin, content_hash)
    SELECT move.*, '' FROM opportunities AS deal CROSS JOIN LATERAL (VALUES
        ('observed:1', deal.id, 'owner', 'ann@old.test', 'ann@new.test', 'observed'),
        ('observed:2', deal.id, 'owner', 'ann@new.test', 'bob@new.test', 'observed'),
        ('h1:stage', deal.id, 'stage', 'A', 'B', 'opportunity_history')
    ) AS move;
    INSERT INTO sync_status (entity_type, status, last_full_at, cursor)
    SELECT entity, 'success', now(), '{}' FROM unnest(ARRAY['calls', 'opportunities', 'opportunity_changes']) AS entity;
    INSERT INTO sync_rejects (entity_type, kind, reason, document, content_hash)
    VALUES ('opportunity_changes', 'waiting', 'opportunity_id has not arrived', '{}', '');
"""


def test_a_store_of_a_newer_gametape_is_refused(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSettings, match="newer gametape"):
        migrate(engine)


def test_file_names_carry_the_revisions() -> None:
    """`migrate` looks at file names alone, so that a process whose store is up to date need not load Alembic."""
    scripts = ScriptDirectory(str(ROOT / "gametape/store/migrations"))
    for script in scripts.walk_revisions():
        assert script.path.rpartition("/")[2].startswith(f"{script.revision}_")
    assert scripts.get_heads() == [newest_revision()]
