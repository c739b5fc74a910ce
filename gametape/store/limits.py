"""Time limits of statements, lock waits and idle transactions, so that no process blocks all others.

The limits belong to a transaction (`SET LOCAL`), because a transaction pooler would lose limits of a session. Postgres
enforces them, so they also end the transaction of a frozen process.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import sqlalchemy as sa

LIMITS = "gametape_limits"
"""Execution option for a connection with limits other than its engine's; None for no limits."""

_LEAST = timedelta(seconds=5)


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


def limit(engine: sa.Engine, limits: Limits) -> None:
    """Apply these limits to each transaction of an engine, unless its connection sets other limits."""

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        chosen: Limits | None = connection.get_execution_options().get(LIMITS, limits)
        driver = connection.connection.driver_connection
        if chosen is not None and driver is not None and not driver.autocommit:
            connection.exec_driver_sql(chosen.sql)
