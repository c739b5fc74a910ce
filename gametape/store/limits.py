"""Time limits of statements, lock waits and idle transactions, so that no process blocks all others.

The limits belong to a transaction (`SET LOCAL`), because a transaction pooler would lose limits of a session. Postgres
enforces them, so they also end the transaction of a frozen process. A frozen Postgres enforces none: for that case the
client has a timeout of its own (patience.py). Postgres also enforces none while it waits for the rows of a COPY:
transactions of a run carry the run's name, so that its successor can end them (sync/lease.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

import sqlalchemy as sa

from gametape.store.patience import ANSWER, PatientConnection

LIMITS = "gametape_limits"
"""Execution option for a connection with limits other than its engine's; None for no limits."""

RUN = "gametape_run"
"""The execution option of a connection that works for a run: the id of that run."""

_LEAST = timedelta(seconds=5)
_GRACE = timedelta(seconds=3)  # for the server to say by itself that a limit is reached


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits of one transaction."""

    statement: timedelta
    lock: timedelta
    idle: timedelta

    @classmethod
    def under(cls, lease: timedelta) -> Self:
        """Return limits for work under a lease: the work ends before the lease, so the next holder finds the rows free.

        The lock limit is shorter: the next holder waits for a lock for a fifth of a lease and then reports it.
        """
        most = max(lease * 0.8, _LEAST)
        return cls(statement=most, lock=max(lease * 0.2, _LEAST), idle=most)

    @property
    def sql(self) -> str:
        """SQL statements that set the limits."""
        limits = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle,
        }
        return "; ".join(f"SET LOCAL {name} = {round(limit / _MILLISECOND)}" for name, limit in limits.items())


_MILLISECOND = timedelta(milliseconds=1)

ANSWERING = Limits(statement=timedelta(seconds=30), lock=timedelta(seconds=5), idle=timedelta(seconds=60))
"""Limits while a person waits for a page or an answer."""


def apply_limits(engine: sa.Engine, limits: Limits) -> None:
    """Apply these limits to each transaction of an engine, unless its connection sets other limits."""

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        chosen: Limits | None = options.get(LIMITS, limits)
        driver = connection.connection.driver_connection
        assert isinstance(driver, PatientConnection)  # noqa: S101  # store/database.py makes no other
        if chosen is None:
            driver.patience = None
            return
        if not driver.autocommit:
            run: UUID | None = options.get(RUN)
            named = f"; SET LOCAL application_name = '{name_of(run)}'" if run else ""
            connection.exec_driver_sql(chosen.sql + named)
        driver.patience = (chosen.statement + _GRACE).total_seconds()

    @sa.event.listens_for(engine, "checkin")
    def checkin(driver: PatientConnection | None, _record: object) -> None:
        if driver is not None:
            driver.patience = ANSWER


def name_of(run: UUID) -> str:
    """Return the `application_name` of transactions of a run; Postgres cuts such a name at 63 bytes."""
    return f"gametape run {UUID(str(run))}"
