"""Limits of a transaction: a frozen process gives its rows up, and whoever waits for them hears of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from gametape.errors import StoreUnavailable
from gametape.store.limits import ANSWERING, LIMITS, Limits

SOON, LATER = timedelta(milliseconds=200), timedelta(minutes=1)
SHOWN = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def test_all_is_over_before_the_lease_is() -> None:
    lease = timedelta(minutes=5)
    limits = Limits.under(lease)
    assert max(limits.statement, limits.idle) < lease
    assert limits.lock < limits.idle
    assert Limits.under(timedelta(0)).lock > timedelta(0), "0 would mean no limit to Postgres"


def test_every_transaction_has_limits_and_the_session_has_none(engine: sa.Engine) -> None:
    """A session's own would be stranded by a pooler in front of the server."""
    for given, expected in (({}, ["4min", "1min", "4min"]), ({LIMITS: ANSWERING}, ["30s", "5s", "1min"])):
        with engine.connect().execution_options(**given) as connection:
            for _ in range(2):
                assert [connection.scalar(sa.text(f"SHOW {name}")) for name in SHOWN] == expected
                connection.rollback()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        assert [connection.scalar(sa.text(f"SHOW {name}")) for name in SHOWN] == ["0", "0", "0"]


def test_a_frozen_transaction_gives_its_rows_up(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE seats (number int); INSERT INTO seats VALUES (1)"))
    lock = sa.text("SELECT number FROM seats FOR UPDATE")
    frozen = engine.connect().execution_options(**{LIMITS: Limits(statement=LATER, lock=LATER, idle=SOON)})
    frozen.execute(lock)  # and now it does nothing at all, like a process that was stopped
    with engine.connect() as successor:
        assert successor.scalar(lock) == 1
    with pytest.raises(StoreUnavailable):
        frozen.execute(lock)
    frozen.close()


def test_waiting_for_a_lock_ends_in_a_sentence(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE seats (number int); INSERT INTO seats VALUES (1)"))
    lock = sa.text("SELECT number FROM seats FOR UPDATE")
    soon = {LIMITS: Limits(statement=LATER, lock=SOON, idle=LATER)}
    with engine.connect() as holder, engine.connect().execution_options(**soon) as waiting:
        holder.execute(lock)
        with pytest.raises(StoreUnavailable, match="Another database session"):
            waiting.execute(lock)


def test_a_statement_that_takes_too_long_ends_in_a_sentence(engine: sa.Engine) -> None:
    connecting = engine.connect().execution_options(**{LIMITS: Limits(statement=SOON, lock=LATER, idle=LATER)})
    with connecting as connection, pytest.raises(StoreUnavailable, match="took too long"):
        connection.execute(sa.text("SELECT pg_sleep(30)"))
