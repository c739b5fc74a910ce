"""How fast opportunities get from a warehouse into the store, against Postgres's own COPY and against dlt.

    python -m bench.load [--rows 200000] [--json]

Everything in one run on the embedded server, each phase in a process and a database of its own:

* floor: COPY of the finished rows, as text that Postgres wrote itself, into the same table with the same indexes;
* first load: our whole path, from the warehouse's pages through hashing, validation and ledger to the committed row;
* unchanged: the same again, every row read and compared (`--full`);
* delta: an ordinary run after one row in a hundred changed;
* dlt: its merge/upsert of the same rows (group `bench`).
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
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON.")]


def main(*, rows: Rows = 200_000, as_json: AsJson = False) -> None:
    """Run all phases, and print what they took."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        home = Path(folder)
        make(home / "warehouse.duckdb", rows)
        with server(home, "bench_ours", "bench_floor", "bench_dlt"):
            found = {work.__name__: measured(work, home) for work in (first_load, floor, unchanged, dlt_merge)}
            touch(home / "warehouse.duckdb", every=100)
            found["delta"] = measured(delta, home)
    _report(found, rows, as_json=as_json)


def first_load(home: Path) -> float:
    """Our whole path into an empty store."""
    return _sync(home, full=False)


def unchanged(home: Path) -> float:
    """Everything read and compared again."""
    return _sync(home, full=True)


def delta(home: Path) -> float:
    """An ordinary run after some rows changed."""
    return _sync(home, full=False)


def floor(home: Path) -> float:
    """The finished rows of the first load, copied into an empty store."""
    return copied(home, opportunities, "bench_ours", "bench_floor")[0]


def dlt_merge(home: Path) -> float:
    """The same rows through dlt's upsert; without the joins, the checks and the indexes that ours has."""
    import dlt  # noqa: PLC0415 - only in the group `bench`

    warehouse = duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)

    def rows() -> Iterator[list[dict[str, Any]]]:
        cursor = warehouse.execute("SELECT * FROM salesforce.opportunity")
        names = [column[0] for column in cursor.description or ()]
        while page := cursor.fetchmany(5000):
            yield [dict(zip(names, row, strict=True)) for row in page]

    socket = opened(home, "bench_dlt").url.query["host"]
    # The server asks for no password and has no port; dlt's URL wants both before it looks at the socket.
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


def _report(found: dict[str, dict[str, Any]], rows: int, *, as_json: bool) -> None:
    seconds = {name: one["found"] for name, one in found.items()}
    table = Table("", "seconds", "rows/s", "peak MB", "of the floor", box=None)
    for name, one in found.items():
        handled = rows / 100 if name == "delta" else rows
        table.add_row(
            name,
            f"{one['found']:.2f}",
            f"{handled / one['found']:,.0f}",
            f"{one['peak_mb']:.0f}",
            f"{one['found'] / seconds['floor']:.2f}",
        )
    Console().print(table)
    ratios = {
        "rows": rows,
        "first_load_vs_floor": round(seconds["first_load"] / seconds["floor"], 3),
        "unchanged_vs_floor": round(seconds["unchanged"] / seconds["floor"], 3),
        "delta_vs_first_load": round(seconds["delta"] / seconds["first_load"], 3),
        "dlt_vs_first_load": round(seconds["dlt_merge"] / seconds["first_load"], 2),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "peak_mb": {name: round(one["peak_mb"]) for name, one in found.items()},
    }
    if as_json:
        print(json.dumps(ratios))


if __name__ == "__main__":
    typer.run(main)
