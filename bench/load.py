"""Measure how fast opportunities are loaded into the store, compared with Postgres's COPY and with dlt.

python -m bench.load [--rows 200000] [--no-dlt]

All phases run on the embedded server, each in its own process and database:

* floor: COPY of the finished rows, as text that Postgres wrote itself, into the same table with the same indexes;
* first load: the whole sync, from the warehouse's pages through hashing, validation and ledger to the committed row;
* unchanged: the sync again, with each row read and compared (`--full`);
* delta: a usual run after one row in a hundred changed;
* dlt: its merge/upsert of the same rows (group `bench`); left out with `--no-dlt`.

The last line is one JSON object with the ratios. Ratios are comparable between machines, seconds are not.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from bench.company import make, touch
from bench.phases import copied, measured, opened, server, settings
from gametape.store.tables import opportunities
from gametape.sync.run import run
from gametape.warehouse.connect import connect

Rows = Annotated[int, typer.Option(min=1000, help="How many opportunities.")]
Dlt = Annotated[bool, typer.Option(help="Load the rows with dlt, too.")]


def main(*, rows: Rows = 200_000, dlt: Dlt = True) -> None:
    """Run all phases and print the results."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        home = Path(folder)
        make(home / "warehouse.duckdb", rows)
        with server(home, "bench_ours", "bench_floor", "bench_dlt"):
            works = (first_load, floor, unchanged, *((dlt_merge,) if dlt else ()))
            phases = {work.__name__: measured(work, home) for work in works}
            touch(home / "warehouse.duckdb", every=100)
            phases["delta"] = measured(delta, home)
    _report(phases, rows)


def first_load(home: Path) -> float:
    """Return the seconds of a sync into an empty store."""
    return _sync(home, full=False)


def unchanged(home: Path) -> float:
    """Return the seconds of a full sync without changes."""
    return _sync(home, full=True)


def delta(home: Path) -> float:
    """Return the seconds of a usual sync after some rows changed."""
    return _sync(home, full=False)


def floor(home: Path) -> float:
    """Return the seconds to COPY the first load's finished rows into an empty store."""
    return copied(home, opportunities, "bench_ours", "bench_floor")[0]


def dlt_merge(home: Path) -> float:
    """Return the seconds of dlt's upsert of the same rows, without the joins, checks and indexes of the sync."""
    import dlt  # noqa: PLC0415 - only in the group `bench`

    warehouse = duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)

    def rows() -> Iterator[list[dict[str, Any]]]:
        cursor = warehouse.execute("SELECT * FROM salesforce.opportunity")
        names = [column[0] for column in cursor.description or ()]
        while page := cursor.fetchmany(5000):
            yield [dict(zip(names, row, strict=True)) for row in page]

    socket = opened(home, "bench_dlt").url.query["host"]
    # The server needs no password and has no port, but dlt checks for both in the URL before it uses the socket.
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(home / "dlt"),
        destination=dlt.destinations.postgres(f"postgresql://postgres:none@localhost/bench_dlt?host={socket}"),
        dataset_name="bench",
    )
    began = time.perf_counter()
    pipeline.run(
        rows(),
        table_name="opportunities",
        primary_key="id",
        write_disposition={"disposition": "merge", "strategy": "upsert"},
    )
    return time.perf_counter() - began


def _sync(home: Path, *, full: bool) -> float:
    engine, chosen = opened(home, "bench_ours"), settings(home)
    with connect(chosen) as warehouse:
        began = time.perf_counter()
        summary = run(engine, warehouse, chosen, trigger="cli", full=full)
        seconds = time.perf_counter() - began
    counts = summary.entities["opportunities"].counts
    if summary.status != "success" or counts["rejected"]:
        raise SystemExit(f"The sync did not end well: {summary.model_dump_json()}")
    return seconds


def _report(phases: dict[str, dict[str, Any]], rows: int) -> None:
    seconds = {name: phase["result"] for name, phase in phases.items()}
    table = Table("", "seconds", "rows/s", "peak MB", "of the floor", box=None)
    for name, phase in phases.items():
        handled = rows / 100 if name == "delta" else rows
        table.add_row(
            name,
            f"{phase['result']:.2f}",
            f"{handled / phase['result']:,.0f}",
            f"{phase['peak_mb']:.0f}",
            f"{phase['result'] / seconds['floor']:.2f}",
        )
    Console().print(table)
    ratios = {
        "rows": rows,
        "first_load_vs_floor": round(seconds["first_load"] / seconds["floor"], 3),
        "unchanged_vs_floor": round(seconds["unchanged"] / seconds["floor"], 3),
        "delta_vs_first_load": round(seconds["delta"] / seconds["first_load"], 3),
        "dlt_vs_first_load": round(seconds["dlt_merge"] / seconds["first_load"], 2) if "dlt_merge" in seconds else None,
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "peak_mb": {name: round(phase["peak_mb"]) for name, phase in phases.items()},
    }
    print(json.dumps(ratios))


if __name__ == "__main__":
    typer.run(main)
