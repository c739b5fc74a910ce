"""`gametape status`."""

from datetime import datetime

from rich.table import Table

from gametape.queries.sync import SyncReport, sync_report
from gametape.settings import settings
from gametape.store.database import migrate, open_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """How fresh the store is, what was rejected, and how much room it takes."""
    with speaking():
        engine = open_store(settings())
        migrate(engine)
        with engine.connect() as connection:
            report = sync_report(connection)
        if as_json:
            out.print_json(report.model_dump_json(), indent=None)
        else:
            _print(report)


def _print(report: SyncReport) -> None:
    out.print(headline(report), markup=False, highlight=False)
    table = Table(box=None, pad_edge=False)
    for name in ("entity", "status", "source", "fresh to", "last success", "written", "rejected", "waiting"):
        table.add_column(name, justify="right" if name in ("written", "rejected", "waiting") else "left")
    for one in report.entities:
        table.add_row(
            one.entity_type,
            one.status,
            one.source or "",
            _moment(one.last_sync_timestamp) if one.last_sync_timestamp else "compared whole",
            _moment(one.last_success_at),
            f"{one.items_synced:,}",
            f"{one.rejects_open:,}",
            f"{one.waiting:,}",
        )
    out.print(table)
    for one in report.entities:
        if one.message:
            out.print(f"{one.entity_type}: {one.message}", markup=False, highlight=False)
    for reject in report.rejects[:5]:
        out.print(
            f"{reject.kind} {reject.entity_type} {reject.source_id or '(no id)'}: {reject.reason}",
            markup=False,
            highlight=False,
        )
    largest = ", ".join(f"{size.table} {size.bytes / 1e6:.1f} MB" for size in report.storage[:3])
    out.print(f"{report.storage_bytes / 1e6:.1f} MB in the database: {largest}.", highlight=False)


def headline(report: SyncReport) -> str:
    """The state of things in a sentence."""
    if not report.runs:
        return "Nothing was synced yet. Run `gametape sync`."
    last = report.runs[0]
    if last.status == "running":
        return f"A sync is running since {_moment(last.started_at)}."
    ended = f"Last run {_moment(last.finished_at)}, {last.status}"
    refused = f"{report.rejects_open:,} rows rejected" if report.rejects_open else "nothing rejected"
    return f"{ended}, {refused}."


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"
