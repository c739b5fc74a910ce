"""What the parts of a run share, and what is said of it afterwards."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from pydantic import BaseModel

from gametape.errors import FAILED
from gametape.settings import Settings
from gametape.store.limits import RUN
from gametape.sync import lease
from gametape.sync.budget import Budget
from gametape.sync.counts import Counts
from gametape.warehouse.connect import Warehouse

Trigger = Literal["cli", "flow", "cron", "demo"]
Progress = Callable[[str, Counts], None]


@dataclass(frozen=True, slots=True)
class SyncRun:
    """A run under way. `full`: read everything again and compare. `replay`: try the rejects once more."""

    engine: sa.Engine
    warehouse: Warehouse
    settings: Settings
    budget: Budget
    progress: Progress
    full: bool
    replay: bool
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        # So that whoever takes over its lease can end what it left behind.
        object.__setattr__(self, "engine", self.engine.execution_options(**{RUN: self.id}))

    def renew_lease(self) -> None:
        """Say that this run is alive.

        Raises:
            LeaseLost: another run has taken over.
        """
        with self.engine.begin() as connection:
            lease.renew(connection, self.id, self.settings.lease)


class EntityResult(BaseModel):
    """What came of one entity. `absent`: the warehouse has no source for it, and the story can do without."""

    status: Literal["success", "partial", "failed", "absent"]
    source: str | None = None
    counts: dict[str, int] = {}
    message: str | None = None

    @property
    def has_changes(self) -> bool:
        """Whether rows came, changed or went."""
        return any(self.counts.get(name) for name in ("inserted", "updated", "deleted"))


class RunSummary(BaseModel):
    """What a run did; `seconds` is wall time. `analysis` is what was made of it afterwards, where anything was."""

    run_id: uuid.UUID
    status: Literal["success", "partial", "failed"]
    started_at: datetime
    seconds: float
    entities: dict[str, EntityResult]
    analysis: EntityResult | None = None

    @property
    def needs_attention(self) -> bool:
        """Whether a part of it failed; what a budget cut off only waits for the next run."""
        return self.status == "failed" or any(result.status == "failed" for result in self.entities.values())

    @property
    def exit_code(self) -> int:
        """How a command that ran the sync ends: 0, or `FAILED` when somebody is needed."""
        return FAILED if self.needs_attention else 0
