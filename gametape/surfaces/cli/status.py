"""Command `gametape status`."""

from collections.abc import Iterator
from datetime import datetime

from rich.table import Table
from rich.text import Text

from gametape.analysis.signals.thresholds import thresholds
from gametape.queries.sync import SyncReport, sync_report
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.sync.counts import Counts
from gametape.text.plurals import count

_NUMBERS = ("read", "written", "unchanged", "waiting", "rejected")
_RUNS = 3  # runs in the table; --json has more
_TABLES = 8  # largest tables of the database in the sentence on storage


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Show how fresh the store is, rejected rows and storage used."""
    with speaking():
        with migrated_store(settings()) as engine, engine.connect() as connection:
            late_hours = thresholds(settings().signals_file).sync.late_hours
            report = sync_report(connection, late_hours=late_hours, storage_budget=settings().storage_budget)
        if as_json:
            out.print_json(report.model_dump_json(), indent=None)
        else:
            _print(report)


def _print(report: SyncReport) -> None:
    out.print(headline(report))
    if report.entities:
        out.print(_entities(report))
    for entity in report.entities:
        if entity.message:
            out.print(f"{entity.entity_type}: {entity.message}")
    for reject in report.rejects[:5]:
        out.print(
            f"{reject.kind} {reject.entity_type} {reject.source_id or '(no id)'}: {reject.reason}",
        )
    if report.runs:
        out.print(_runs(report))
    for line in _comparisons(report):
        out.print(line)
    out.print(_room(report))
    if report.storage_is_short:
        out.print(
            Text.assemble(
                ("Storage is almost full:", "bold yellow"), " `gametape retention` shows what can be removed."
            )
        )


def _entities(report: SyncReport) -> Table:
    """Return a table of freshness and of the last scan's rows: each row read is in exactly one further column."""
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    counts = {entity.entity_type: Counts(**entity.counts) for entity in report.entities}
    numbers = [name for name in _NUMBERS if name == "read" or any(getattr(c, name) for c in counts.values())]
    for name in ("entity", "status", "synced", "newest data", *numbers):
        table.add_column(name, justify="right" if name in numbers else "left", no_wrap=True)
    for entity in report.entities:
        table.add_row(
            entity.entity_type,
            entity.status,
            _ago(entity.last_success_at, report.now),
            # A source without stamps has no newest stamp: all its rows are read and compared each time.
            _ago(entity.last_sync_timestamp, report.now) if entity.last_sync_timestamp else "-",
            *(f"{getattr(counts[entity.entity_type], name):,}" for name in numbers),
        )
    return table


def _runs(report: SyncReport) -> Table:
    """Return a table of the last runs, newest first."""
    table = Table(box=None, pad_edge=False)
    for name in ("run", "by", "ended", "took", "rows written"):
        table.add_column(name, justify="right" if name in ("took", "rows written") else "left", no_wrap=True)
    for run in report.runs[:_RUNS]:
        took = f"{(run.finished_at - run.started_at).total_seconds():,.0f} s" if run.finished_at else ""
        written = sum(Counts(**result.counts).written for result in run.entities.values())
        table.add_row(_moment(run.started_at), run.trigger, run.status, took, f"{written:,}")
    return table


def _comparisons(report: SyncReport) -> Iterator[str]:
    """Yield lines on the last reconciliation with the source: its time, and the entities that differed."""
    checks = {entity.entity_type: entity.reconciled for entity in report.entities if entity.reconciled}
    if not checks:
        yield "Source reconciliation has not run yet. Run `gametape reconcile`."
        return
    equal = sum(check.status == "equal" for check in checks.values())
    last = max(check.checked_at for check in checks.values())
    yield f"Source reconciliation {_moment(last)}: {equal} of {len(checks)} entities match."
    for name, check in checks.items():
        if check.status not in ("equal", "skipped"):
            result = f"{check.differing:,} of {check.buckets:,} months differed, {check.repaired:,} rows repaired"
            yield f"{name}: {check.message or result}"


def _room(report: SyncReport) -> str:
    largest = ", ".join(f"{size.table} {size.bytes / 1e6:.1f} MB" for size in report.storage[:_TABLES])
    budget = report.storage_budget_bytes
    share = f", {report.storage_bytes / budget:.0%} of the budget of {budget / 1e6:,.0f} MB" if budget else ""
    return f"Database {report.storage_bytes / 1e6:.1f} MB{share}: {largest}."


def headline(report: SyncReport) -> str:
    """Return the state of the sync in a sentence."""
    if not report.runs:
        return "Not synced yet. Run `gametape sync`."
    last = report.runs[0]
    if last.status == "running":
        since = _moment(last.started_at)
        if report.running_since is None:
            return f"The sync of {since} was interrupted. The next `gametape sync` continues from there."
        return f"A sync has been running since {since}."
    ended = f"Last run {_moment(last.finished_at)}, {last.status}"
    refused = f"{count(report.rejects_open, 'row')} rejected" if report.rejects_open else "no rows rejected"
    late = f" No run finished in the last {report.late_after_hours} hours." if report.is_late else ""
    return f"{ended}, {refused}.{late}"


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    minutes = max(int((now - moment).total_seconds()) // 60, 0)
    if minutes < 90:
        return f"{minutes} min ago" if minutes else "just now"
    hours = round(minutes / 60)
    return f"{hours} h ago" if hours < 48 else f"{round(hours / 24):,} d ago"
