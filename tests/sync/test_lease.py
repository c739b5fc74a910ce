import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from gametape.errors import LeaseHeld, LeaseLost, StoreUnavailable
from gametape.store.limits import RUN
from gametape.store.tables import sync_lease
from gametape.sync import lease

LONG, OVER = timedelta(minutes=5), timedelta(seconds=-1)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our lease looks like one of another machine, whose processes we cannot see."""
    monkeypatch.setattr(lease, "holder", lambda: "otherhost/boot-1/4711")
    monkeypatch.setattr(lease, "_alive", lambda _pid: True)


def take(engine: sa.Engine, length: timedelta = LONG) -> uuid.UUID:
    run_id = uuid.uuid4()
    with engine.begin() as connection:
        lease.acquire(connection, run_id, length)
    return run_id


def test_the_second_caller_is_told_who_runs(engine: sa.Engine) -> None:
    first = take(engine)
    with pytest.raises(LeaseHeld, match=str(first)) as refused:
        take(engine)
    assert lease.holder() in str(refused.value)
    assert "its lock expires at" in refused.value.hint


def test_a_lease_that_was_given_back_can_be_taken(engine: sa.Engine) -> None:
    first = take(engine)
    with engine.begin() as connection:
        lease.release(connection, first)
    take(engine)


def test_a_lease_that_expired_can_be_taken_and_is_lost_to_the_first(engine: sa.Engine, elsewhere: None) -> None:
    first = take(engine, OVER)
    take(engine)
    with engine.begin() as connection, pytest.raises(LeaseLost):
        lease.renew(connection, first, LONG)


def test_a_clock_that_was_set_back_a_day_keeps_nobody_out(engine: sa.Engine, elsewhere: None) -> None:
    first = take(engine)
    set_back = sync_lease.c
    with engine.begin() as connection:
        tomorrow = {name: set_back[name] + timedelta(days=1) for name in ("acquired_at", "expires_at")}
        connection.execute(sa.update(sync_lease).values(tomorrow))
        lease.renew(connection, first, LONG)
    with pytest.raises(LeaseHeld):  # its run is alive, and has renewed it by the new clock
        take(engine)
    with engine.begin() as connection:
        connection.execute(sa.update(sync_lease).values(expires_at=set_back.expires_at + timedelta(days=1)))
    take(engine)
    with pytest.raises(LeaseLost), engine.begin() as connection:
        lease.renew(connection, first, LONG)


def test_renewing_moves_the_end(engine: sa.Engine, elsewhere: None) -> None:
    first = take(engine, OVER)
    with engine.begin() as connection:
        lease.renew(connection, first, LONG)
    with pytest.raises(LeaseHeld):
        take(engine)


def test_releasing_what_another_run_holds_changes_nothing(engine: sa.Engine, elsewhere: None) -> None:
    first = take(engine, OVER)
    take(engine)
    with engine.begin() as connection:
        lease.release(connection, first)
    with pytest.raises(LeaseHeld):
        take(engine)


def test_a_process_of_this_machine_that_died_does_not_block_the_next(engine: sa.Engine) -> None:
    script = "import sys; from gametape.sync import lease; sys.stdout.write(lease.holder())"
    dead = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    take(engine)
    with engine.begin() as connection:
        connection.execute(sa.update(sync_lease).values(holder=dead))
    take(engine)


def test_a_process_of_another_machine_is_never_taken_for_dead(engine: sa.Engine) -> None:
    take(engine)
    with engine.begin() as connection:
        connection.execute(sa.update(sync_lease).values(holder="otherhost/boot-1/999999"))
    with pytest.raises(LeaseHeld):
        take(engine)


def test_a_successor_ends_the_connections_of_the_run_before_and_no_others(engine: sa.Engine, elsewhere: None) -> None:
    first, other = take(engine, OVER), uuid.uuid4()
    with (
        engine.connect().execution_options(**{RUN: first}) as left_behind,
        engine.connect().execution_options(**{RUN: other}) as foreign,
        engine.connect() as reader,
    ):
        for connection in (left_behind, foreign, reader):
            connection.execute(sa.text("SELECT 1"))
        take(engine)
        for connection in (foreign, reader):
            assert connection.scalar(sa.text("SELECT 1")) == 1
        with pytest.raises(StoreUnavailable, match="lost"):
            left_behind.execute(sa.text("SELECT 1"))
