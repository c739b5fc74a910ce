"""Context that the steps of a run share, and the results of a run."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from pydantic import BaseModel

from gametape.errors import FAILED
from gametape.settings import Settings
from gametape.source import SourceSystem
from gametape.store.limits import RUN
from gametape.sync import lease
from gametape.sync.budget import Budget
from gametape.sync.counts import Counts

Trigger = Literal["cli", "flow", "cron", "demo"]
Progress = Callable[[str, Counts], None]
Note = Callable[[str], None]
"""Shows a sentence on the run under way, such as what is left of a day's requests."""


def no_note(_text: str) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class SyncRun:
    """Run under way. `full`: read all rows again and compare them. `replay`: try all rejects again."""

    engine: sa.Engine
    sources: SourceSystem
    settings: Settings
    budget: Budget
    progress: Progress
    full: bool
    replay: bool
    note: Note = no_note
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        # Names the run's connections, so that a run which takes over the lease can end them.
        object.__setattr__(self, "engine", self.engine.execution_options(**{RUN: self.id}))

    def renew_lease(self) -> None:
        """Extend the lease of this run.

        Raises:
            LeaseLost: another run has taken over.
        """
        with self.engine.begin() as connection:
            lease.renew(connection, self.id, self.settings.lease)


class EntityResult(BaseModel):
    """Result of one entity. `absent`: the warehouse has no source for it, and it is optional."""

    status: Literal["success", "partial", "failed", "absent"]
    source: str | None = None
    counts: dict[str, int] = {}
    message: str | None = None

    @property
    def has_changes(self) -> bool:
        """Tell whether rows were inserted, updated or deleted."""
        return any(self.counts.get(name) for name in ("inserted", "updated", "deleted"))


class RunSummary(BaseModel):
    """Result of a run; `seconds` is wall time.

    `analysis` is the result of the analysis after the sync, `digests` that of sending the weekly digests, if they ran.
    """

    run_id: uuid.UUID
    status: Literal["success", "partial", "failed"]
    started_at: datetime
    seconds: float
    entities: dict[str, EntityResult]
    analysis: EntityResult | None = None
    digests: EntityResult | None = None

    @property
    def needs_attention(self) -> bool:
        """Tell whether the run or an entity failed; an entity that the budget cut off goes on in the next run."""
        return self.status == "failed" or any(result.status == "failed" for result in self.entities.values())

    @property
    def exit_code(self) -> int:
        """Exit code for a command that ran the sync: 0, or `FAILED` if the run needs attention."""
        return FAILED if self.needs_attention else 0
