"""How long a statement, a wait for a lock and an idle transaction may last, so that nothing holds up everybody else.

The limits belong to a transaction (`SET LOCAL`): those of a session would be stranded by a transaction pooler. Postgres
keeps them, so they hold for a process that was frozen, too.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

import sqlalchemy as sa

LIMITS = "gametape_limits"
"""The execution option of a connection that has other limits than its engine; None for no limits at all."""

_LEAST = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one transaction."""

    statement: timedelta
    lock: timedelta
    idle: timedelta

    @classmethod
    def under(cls, lease: timedelta) -> Self:
        """Limits for work under a lease: over before the lease is, so that a successor finds the rows free.

        A successor waits for a lock only a part of a lease, and says so instead of waiting past its own.
        """
        most = max(lease * 0.8, _LEAST)
        return cls(statement=most, lock=max(lease * 0.2, _LEAST), idle=most)

    @property
    def sql(self) -> str:
        """The statements that set them."""
        limits = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle,
        }
        return "; ".join(f"SET LOCAL {name} = {round(limit / _MILLISECOND)}" for name, limit in limits.items())


_MILLISECOND = timedelta(milliseconds=1)

ANSWERING = Limits(statement=timedelta(seconds=30), lock=timedelta(seconds=5), idle=timedelta(seconds=60))
"""While somebody waits for a page or an answer."""


def limit(engine: sa.Engine, limits: Limits) -> None:
    """Give every transaction of an engine these limits, unless its connection has others."""

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        chosen: Limits | None = connection.get_execution_options().get(LIMITS, limits)
        driver = connection.connection.driver_connection
        if chosen is not None and driver is not None and not driver.autocommit:
            connection.exec_driver_sql(chosen.sql)
