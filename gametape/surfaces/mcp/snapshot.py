"""Snapshot of the store that a tool answers from."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.surfaces.store import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Snapshot of the store for one question; its connection is read-only."""

    connection: sa.Connection
    store: Store

    @property
    def settings(self) -> Settings:
        """Settings of the deployment."""
        return self.store.settings

    def now(self) -> datetime:
        """Return the current time by the clock of the Postgres server."""
        moment: datetime = self.connection.execute(sa.select(sa.func.now())).scalar_one()
        return moment
