"""What a tool gets to answer with."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.surfaces.store import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot of the store, for one question; its connection cannot write."""

    connection: sa.Connection
    store: Store

    @property
    def settings(self) -> Settings:
        """Those of the deployment."""
        return self.store.settings

    def now(self) -> datetime:
        """By the store's clock."""
        moment: datetime = self.connection.execute(sa.select(sa.func.now())).scalar_one()
        return moment
