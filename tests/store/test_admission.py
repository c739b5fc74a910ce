"""What a database must allow before gametape makes its tables there."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from gametape.errors import BadSettings
from gametape.store.admission import check_server
from gametape.store.database import migrate
from tests.databases import Databases


@pytest.fixture
def empty(databases: Databases) -> Iterator[sa.Engine]:
    """A database in which nothing was made yet."""
    with databases.fresh("template0") as name:
        engine = databases.open(name)
        yield engine
        engine.dispose()


def execute(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


def refused(engine: sa.Engine) -> BadSettings:
    with pytest.raises(BadSettings) as error:
        migrate(engine)
    assert error.value.hint
    return error.value


@pytest.mark.parametrize("theirs", ["users", "alembic_version", "opportunities"])
def test_a_database_with_tables_of_another_project_is_left_as_it_is(empty: sa.Engine, theirs: str) -> None:
    execute(empty, f"CREATE TABLE {theirs} (version_num text)", "CREATE TABLE orders (id int)")
    assert "another project" in str(refused(empty))
    assert set(sa.inspect(empty).get_table_names()) == {theirs, "orders"}


def test_a_schema_of_its_own_beside_another_project_is_taken(empty: sa.Engine) -> None:
    execute(
        empty,
        "CREATE TABLE alembic_version (version_num text)",
        "INSERT INTO alembic_version VALUES ('f00d')",
        "CREATE SCHEMA gametape",
    )
    database = empty.url.database
    execute(empty, f"ALTER DATABASE {database} SET search_path = gametape, public")
    empty.dispose()
    migrate(empty)
    migrate(empty)
    inspector = sa.inspect(empty)
    assert inspector.get_table_names(schema="public") == ["alembic_version"]
    assert "opportunities" in inspector.get_table_names(schema="gametape")


def test_a_user_without_create_on_the_schema_is_told_what_to_grant(empty: sa.Engine) -> None:
    """Usual since Postgres 15, where `public` is no longer everybody's."""
    execute(empty, "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    try:
        plain = sa.create_engine(empty.url.set(username="plain"))
        error = refused(plain)
        plain.dispose()
    finally:
        execute(empty, "DROP ROLE plain")
    assert "not allowed to create tables in the schema public" in str(error)
    assert "GRANT CREATE ON SCHEMA public" in error.hint


def test_a_read_only_database_is_told(empty: sa.Engine) -> None:
    execute(empty, f"ALTER DATABASE {empty.url.database} SET default_transaction_read_only = on")
    empty.dispose()
    assert "read-only" in str(refused(empty))


def test_an_old_postgres_is_told_in_one_sentence(connection: sa.Connection) -> None:
    with pytest.raises(BadSettings, match=r"needs Postgres 99 or newer; this is Postgres \d+\."):
        check_server(connection, oldest=99)
