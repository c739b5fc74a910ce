"""The engine, and the errors it raises."""

from datetime import timedelta
from typing import cast

import psycopg
import pytest
import sqlalchemy as sa

from gametape.errors import BadSettings, StoreUnavailable
from gametape.store.database import driver_errors, open_store
from tests.conftest import SettingsFor
from tests.databases import Databases


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_takes_every_usual_spelling_of_a_url(scheme: str, database_url: str, settings_for: SettingsFor) -> None:
    url = database_url.replace("postgresql+psycopg", scheme)
    engine = open_store(settings_for(database_url=url))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM opportunities")) == 0
    engine.dispose()


def test_takes_a_url_with_what_hosts_tell_other_clients(database_url: str, settings_for: SettingsFor) -> None:
    joined = "&" if "?" in database_url else "?"
    engine = open_store(settings_for(database_url=f"{database_url}{joined}pgbouncer=true&connection_limit=1"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1
    engine.dispose()


def test_an_option_that_nobody_knows_is_named(settings_for: SettingsFor) -> None:
    with pytest.raises(BadSettings, match="unknown options: sslmod"):
        open_store(settings_for(database_url="postgresql://u:secret@host/db?sslmod=require"))


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root:secret@host/db",
        "host=somewhere password=secret",
        "postgresql://u:secret@h:x/",
        "postgresql://u:pass@secret@host/db",
        "postgresql://u:p@ss/secret@host/db",
        "postgresql://u:p@?secret@host/db",
        "secret://u:p@host/db",
    ],
)
def test_refuses_what_is_no_postgres_url_without_telling_its_password(url: str, settings_for: SettingsFor) -> None:
    with pytest.raises(BadSettings, match="DATABASE_URL") as refused:
        open_store(settings_for(database_url=url))
    assert "secret" not in str(refused.value) + refused.value.hint


def test_times_come_back_in_utc_whatever_the_server_prefers(databases: Databases, database: str) -> None:
    first = databases.open(database)
    with first.begin() as connection:
        connection.execute(sa.text(f"ALTER DATABASE {database} SET timezone TO 'Asia/Tokyo'"))
    first.dispose()
    second = databases.open(database)
    with second.connect() as connection:
        now = connection.scalars(sa.select(sa.func.now())).one()
        assert now.utcoffset() == timedelta(0)
        assert str(connection.scalar(sa.text("SELECT '2026-01-01 00:00Z'::timestamptz::date"))) == "2026-01-01"
    second.dispose()


def test_nothing_is_prepared(connection: sa.Connection) -> None:
    for _ in range(10):
        connection.execute(sa.text("SELECT 1"))
    assert connection.scalar(sa.text("SELECT count(*) FROM pg_prepared_statements")) == 0


def test_a_server_that_is_not_there_is_worth_a_retry(settings_for: SettingsFor) -> None:
    engine = open_store(settings_for(database_url="postgresql://postgres@/x?host=/nowhere"))
    with pytest.raises(StoreUnavailable) as away, engine.connect():
        pass
    assert "DATABASE_URL" in away.value.hint


def test_a_database_that_is_not_there_needs_somebody_to_act(databases: Databases) -> None:
    engine = databases.open("never_made")
    with pytest.raises(BadSettings, match="DATABASE_URL does not exist") as missing, engine.connect():
        pass
    assert "never_made" in missing.value.detail


def test_a_session_that_is_cut_is_worth_a_retry_and_the_next_one_works(engine: sa.Engine, databases: Databases) -> None:
    with engine.connect() as connection:
        cut(connection, databases)
        with pytest.raises(StoreUnavailable):
            connection.execute(sa.text("SELECT 1"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1


def test_a_session_that_went_stale_in_the_pool_is_replaced_unnoticed(engine: sa.Engine, databases: Databases) -> None:
    with engine.connect() as connection:
        cut(connection, databases)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1")) == 1


def test_work_past_sqlalchemy_raises_the_same(engine: sa.Engine, databases: Databases) -> None:
    with engine.connect() as connection:
        driver = cast("psycopg.Connection", connection.connection.driver_connection)
        cut(connection, databases)
        with pytest.raises(StoreUnavailable), driver_errors(), driver.cursor().copy("COPY opportunities FROM STDIN"):
            pass


def test_a_mistake_in_a_statement_is_no_reason_to_retry(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.ProgrammingError):
        connection.execute(sa.text("SELECT nonsense"))


def cut(connection: sa.Connection, databases: Databases) -> None:
    """End the connection's session from outside, as a restart or a fail-over does."""
    session = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    connection.rollback()
    other = databases.open("postgres")
    with other.connect() as administrator:
        administrator.execute(sa.text("SELECT pg_terminate_backend(:session, 10000)"), {"session": session})
    other.dispose()
