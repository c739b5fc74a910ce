"""Tool that shows how fresh and complete the data is."""

from datetime import datetime

from pydantic import Field

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.sync import EntityStatus, SyncReport, sync_report
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.plurals import count


class Nothing(Asked):
    """No parameters."""


class EntityFreshness(AnswerPart):
    """State of one kind of data, such as calls."""

    name: str
    status: str = Field(description="running, success, partial or failed.")
    source: str | None
    last_success_at: datetime | None
    rows_written: int = Field(description="Rows written since the first sync.")
    rejected: int = Field(description="Rejected rows, still open.")
    waiting: int = Field(description="Rows waiting for a parent row, such as a call for its deal.")
    compared_with_source: str | None = Field(None, description="Result and time of the last source reconciliation.")
    message: str | None


class StoreHealth(ToolAnswer):
    """State of the store: freshness and completeness by kind of data."""

    entities: list[EntityFreshness]
    running_since: datetime | None
    last_run: str | None
    storage: str


@tool("Data health")
def sync_health(reading: Snapshot, asked: Nothing) -> StoreHealth:  # noqa: ARG001 - as all tools are called
    """Show how fresh and complete the data is: last sync, rejected rows, source reconciliation, storage."""
    late_hours = thresholds(reading.settings.signals_file).sync.late_hours
    report = sync_report(reading.connection, late_hours=late_hours, storage_budget=reading.settings.storage_budget)
    last = report.runs[0] if report.runs else None
    return StoreHealth(
        entities=[_entity(entity) for entity in report.entities],
        running_since=report.running_since,
        last_run=f"{last.status}, started {last.started_at:%Y-%m-%d %H:%M} UTC" if last else None,
        storage=_room(report),
        total=len(report.entities),
        coverage=f"{count(len(report.entities), 'entity', 'entities')}; {count(report.rejects_open, 'row')} rejected.",
        **trust(reading, None if last else "No sync has run yet. Run `gametape sync`.", _late(report)),
    )


def _late(report: SyncReport) -> str | None:
    return f"The last sync ended more than {report.late_after_hours} hours ago." if report.is_late else None


def _room(report: SyncReport) -> str:
    budget = f" of {report.storage_budget_bytes / 1e6:,.0f} MB" if report.storage_budget_bytes else ""
    return f"{report.storage_bytes / 1e6:,.0f} MB{budget}{', almost full' if report.storage_is_short else ''}"


def _entity(entity: EntityStatus) -> EntityFreshness:
    check = entity.reconciled
    return EntityFreshness(
        name=entity.entity_type,
        status=entity.status,
        source=entity.source,
        last_success_at=entity.last_success_at,
        rows_written=entity.items_synced,
        rejected=entity.rejects_open,
        waiting=entity.waiting,
        compared_with_source=f"{check.status} at {check.checked_at:%Y-%m-%d %H:%M} UTC" if check else None,
        message=entity.message,
    )
