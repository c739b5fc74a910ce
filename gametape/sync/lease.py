"""Lease of the sync: a row that names the run and its expiry, so that only one sync runs at a time.

A row with an expiry works behind a transaction pooler, where an advisory lock of a session would stay locked. Every
page renews the lease in its own transaction, so that a run which lost its lease cannot commit another page.
"""

import os
import platform
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import LeaseHeld, LeaseLost, StoreUnavailable
from gametape.store.limits import name_of
from gametape.store.tables import sync_lease

_NAME = "sync"

QUICK = timedelta(seconds=10)
"""Length of a lease for the work of a moment, such as storing a few announced calls: a sync waits for its end."""

_PAUSE = 0.2  # seconds between two looks at a quick lease

log = structlog.get_logger(__name__)


def holder() -> str:
    """Return the name of this process: `host/boot/pid`. The boot part differs between machines or containers."""
    return f"{platform.node()}/{_boot()}/{os.getpid()}"


def acquire(connection: sa.Connection, run_id: uuid.UUID, length: timedelta) -> None:
    """Take the lease if it is free, has expired, or is held by a dead process of this machine.

    Connections of the run before are ended: a process that was frozen during a COPY would keep its row locks for ever,
    because no timeout of the server applies while Postgres waits for more rows.

    If the clock was set back after the lease was taken, its expiry means nothing: the lease counts as expired until its
    run renews it.

    Raises:
        LeaseHeld: another run holds the lease; the message names the run and its holder.
    """
    insert = pg.insert(sync_lease).values(
        name=_NAME, holder=holder(), run_id=run_id, acquired_at=sa.func.now(), expires_at=sa.func.now() + length
    )
    new = insert.excluded
    before = connection.scalar(sa.select(sync_lease.c.run_id).where(sync_lease.c.name == _NAME))
    taken = connection.execute(
        insert.on_conflict_do_update(
            index_elements=["name"],
            set_={c: new[c] for c in ("holder", "run_id", "acquired_at", "expires_at")},
            where=sa.or_(
                sync_lease.c.expires_at < sa.func.now(),
                _from_the_future(length),
                sync_lease.c.holder.in_(_dead_holders(connection)),
            ),
        ).returning(sync_lease.c.run_id)
    ).first()
    if taken is None:
        other = connection.execute(sa.select(sync_lease).where(sync_lease.c.name == _NAME)).one()
        raise LeaseHeld(
            f"Another sync is running: run {other.run_id} by {other.holder}, since {other.acquired_at:%H:%M:%S} UTC.",
            hint=f"Wait until it ends. If it crashed, its lock expires at {other.expires_at:%H:%M:%S} UTC.",
        )
    if before is not None:
        _end_connections(connection, before)


def is_held(connection: sa.Connection) -> bool:
    """Tell whether somebody holds the lease."""
    return connection.scalar(sa.select(sa.exists().where(_is_current()))) or False


def wait_for_quick_work(engine: sa.Engine, sleep: Callable[[float], None] = time.sleep) -> None:
    """Wait while the lease is held for the work of a moment, but not longer than such a lease lasts."""
    is_quick = sa.exists().where(_is_current(), sync_lease.c.expires_at - sync_lease.c.acquired_at <= QUICK)
    for _ in range(int(QUICK.total_seconds() / _PAUSE)):
        with engine.connect() as connection:
            if not connection.scalar(sa.select(is_quick)):
                return
        sleep(_PAUSE)


def renew(connection: sa.Connection, run_id: uuid.UUID, length: timedelta) -> None:
    """Hold the lease for another `length` from now.

    Raises:
        LeaseLost: the lease expired and another run took it.
    """
    ours = (sync_lease.c.name == _NAME) & (sync_lease.c.run_id == run_id)
    if not connection.execute(sa.update(sync_lease).where(ours).values(expires_at=sa.func.now() + length)).rowcount:
        raise LeaseLost("This sync lost its lock because it took too long; another sync has taken over.")


def release(connection: sa.Connection, run_id: uuid.UUID) -> None:
    """Release the lease; do nothing if this run does not hold it any more."""
    connection.execute(sa.delete(sync_lease).where(sync_lease.c.run_id == run_id))


@contextmanager
def held(engine: sa.Engine, run_id: uuid.UUID, length: timedelta) -> Iterator[None]:
    """Hold the lease for other work that must not run during a sync, such as an erasure.

    Raises:
        LeaseHeld: a sync or other such work is running.
    """
    with engine.begin() as connection:
        acquire(connection, run_id, length)
    try:
        yield
    finally:
        # An error here must not hide the error of the work; a lease that cannot be released expires.
        with suppress(StoreUnavailable), engine.begin() as connection:
            release(connection, run_id)


def _is_current() -> sa.ColumnElement[bool]:
    return sa.and_(sync_lease.c.name == _NAME, sync_lease.c.expires_at > sa.func.now())


def _end_connections(connection: sa.Connection, run_id: uuid.UUID) -> None:
    ended = connection.execute(_END, {"name": name_of(run_id)}).scalars().all()
    if ended:
        log.warning("ended what a run that lost its lease left behind", run=str(run_id), connections=len(ended))


# Only connections of the same role: every role may end its own connections.
_END = sa.text("""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = :name AND datname = current_database() AND usename = current_user
""")


def _from_the_future(length: timedelta) -> sa.ColumnElement[bool]:
    """Return the condition that the clock was set back since the lease was taken, and it was not renewed since."""
    return sa.and_(sync_lease.c.acquired_at > sa.func.now(), sync_lease.c.expires_at > sa.func.now() + length)


def _dead_holders(connection: sa.Connection) -> list[str]:
    here = holder().rpartition("/")[0]
    others = connection.scalars(sa.select(sync_lease.c.holder).where(sync_lease.c.name == _NAME)).all()
    return [other for other in others if other.startswith(f"{here}/") and not _alive(int(other.rpartition("/")[2]))]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _boot() -> str:
    """Return short ids of the machine's boot and the process namespace; empty on systems other than Linux."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:8]
        return f"{boot}-{Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return ""
