"""What a tool gets to answer with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.surfaces.store import Store


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot of the store, for one question."""

    connection: sa.Connection
    store: Store
    to_keep: list[Callable[[sa.Connection], None]] = field(default_factory=list)

    def keep(self, write: Callable[[sa.Connection], None]) -> None:
        """Have something written once the question is answered and this connection given back.

        A tool that took a second connection while it holds this one could wait for another tool that does the same.
        What is kept only makes the next answer quicker; a caller who may only read has nothing kept.
        """
        self.to_keep.append(write)

    @property
    def settings(self) -> Settings:
        """Those of the deployment."""
        return self.store.settings

    def now(self) -> datetime:
        """By the store's clock."""
        moment: datetime = self.connection.execute(sa.select(sa.func.now())).scalar_one()
        return moment
