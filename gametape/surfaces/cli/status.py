"""`gametape status`."""

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
_RUNS = 3  # a terminal shows; --json has more
_TABLES = 8


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
    for one in report.entities:
        if one.message:
            out.print(f"{one.entity_type}: {one.message}")
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
    """Freshness, and what became of the rows of the last scan: those read are in exactly one of the other columns."""
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    counts = {one.entity_type: Counts(**one.counts) for one in report.entities}
    numbers = [name for name in _NUMBERS if name == "read" or any(getattr(one, name) for one in counts.values())]
    for name in ("entity", "status", "synced", "newest data", *numbers):
        table.add_column(name, justify="right" if name in numbers else "left", no_wrap=True)
    for one in report.entities:
        table.add_row(
            one.entity_type,
            one.status,
            _ago(one.last_success_at, report.now),
            # Of a source without stamps all rows are read and compared each time.
            _ago(one.last_sync_timestamp, report.now) if one.last_sync_timestamp else "-",
            *(f"{getattr(counts[one.entity_type], name):,}" for name in numbers),
        )
    return table


def _runs(report: SyncReport) -> Table:
    """The last runs, newest first."""
    table = Table(box=None, pad_edge=False)
    for name in ("run", "by", "ended", "took", "rows written"):
        table.add_column(name, justify="right" if name in ("took", "rows written") else "left", no_wrap=True)
    for run in report.runs[:_RUNS]:
        took = f"{(run.finished_at - run.started_at).total_seconds():,.0f} s" if run.finished_at else ""
        written = sum(Counts(**one.counts).written for one in run.entities.values())
        table.add_row(_moment(run.started_at), run.trigger, run.status, took, f"{written:,}")
    return table


def _comparisons(report: SyncReport) -> Iterator[str]:
    """When the store was last held against its source, and what was not equal then."""
    checks = {one.entity_type: one.reconciled for one in report.entities if one.reconciled}
    if not checks:
        yield "Source reconciliation has not run yet. Run `gametape reconcile`."
        return
    equal = sum(check.status == "equal" for check in checks.values())
    last = max(check.checked_at for check in checks.values())
    yield f"Source reconciliation {_moment(last)}: {equal} of {len(checks)} entities match."
    for name, check in checks.items():
        if check.status not in ("equal", "skipped"):
            found = f"{check.differing:,} of {check.buckets:,} months differed, {check.repaired:,} rows repaired"
            yield f"{name}: {check.message or found}"


def _room(report: SyncReport) -> str:
    largest = ", ".join(f"{size.table} {size.bytes / 1e6:.1f} MB" for size in report.storage[:_TABLES])
    budget = report.storage_budget_bytes
    share = f", {report.storage_bytes / budget:.0%} of the budget of {budget / 1e6:,.0f} MB" if budget else ""
    return f"Database {report.storage_bytes / 1e6:.1f} MB{share}: {largest}."


def headline(report: SyncReport) -> str:
    """The state of things in a sentence."""
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
