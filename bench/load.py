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
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import duckdb
import sqlalchemy as sa
import typer
from psycopg import sql
from rich.console import Console
from rich.table import Table

from bench.company import make, touch
from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.store.tables import opportunities
from gametape.sync.run import run
from gametape.warehouse.connect import connect

_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss comes in kB, on macOS in bytes

Rows = Annotated[int, typer.Option(min=1000, help="How many opportunities.")]
AsJson = Annotated[bool, typer.Option("--json", help="End with one line of JSON.")]


def main(*, rows: Rows = 200_000, as_json: AsJson = False) -> None:
    """Run all phases, and print what they took."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)  # Postgres may run as another account
        make(home / "warehouse.duckdb", rows)
        engine = open_store(_settings(home, None))  # keeps the server up while the phases come and go
        for database in _DATABASES:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text(f"CREATE DATABASE {database}"))
        found = {work.__name__: _measured(work, home) for work in (first_load, floor, unchanged, dlt_merge)}
        touch(home / "warehouse.duckdb", every=100)
        found["delta"] = _measured(delta, home)
        engine.dispose()
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
    finished = home / "finished.copy"
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in opportunities.c)
    with _open(home, "bench_ours").connect() as source, finished.open("wb") as file:
        export = sql.SQL("COPY opportunities ({}) TO STDOUT").format(columns)
        with source.connection.cursor().copy(export) as copy:
            for block in copy:
                file.write(block)
    engine = _open(home, "bench_floor")
    began = time.perf_counter()
    with engine.begin() as connection, finished.open("rb") as file:
        load = sql.SQL("COPY opportunities ({}) FROM STDIN").format(columns)
        with connection.connection.cursor().copy(load) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
    return time.perf_counter() - began


def dlt_merge(home: Path) -> float:
    """The same rows through dlt's upsert; without the joins, the checks and the indexes that ours has."""
    import dlt  # noqa: PLC0415 - only in the group `bench`

    warehouse = duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)

    @dlt.resource(
        name="opportunities",
        primary_key="id",
        write_disposition={"disposition": "merge", "strategy": "upsert"},
    )
    def rows() -> Iterator[list[dict[str, Any]]]:
        cursor = warehouse.execute("SELECT * FROM salesforce.opportunity")
        names = [column[0] for column in cursor.description or ()]
        while page := cursor.fetchmany(5000):
            yield [dict(zip(names, row, strict=True)) for row in page]

    socket = _open(home, "bench_dlt").url.query["host"]
    # The server asks for no password and has no port; dlt's URL wants both before it looks at the socket.
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(home / "dlt"),
        destination=dlt.destinations.postgres(f"postgresql://postgres:none@localhost/bench_dlt?host={socket}"),
        dataset_name="bench",
    )
    began = time.perf_counter()
    pipeline.run(rows())
    return time.perf_counter() - began


_DATABASES = ("bench_ours", "bench_floor", "bench_dlt")


def _settings(home: Path, database_url: str | None) -> Settings:
    return Settings.model_validate(
        {
            "DATABASE_URL": database_url,
            "data_dir": home / "data",
            "warehouse": f"duckdb:///{home / 'warehouse.duckdb'}",
            "log_level": "ERROR",
        }
    )


def _open(home: Path, database: str) -> sa.Engine:
    with_server = open_store(_settings(home, None))
    url = with_server.url.set(database=database).render_as_string(hide_password=False)
    engine = open_store(_settings(home, url))
    migrate(engine)
    return engine


def _sync(home: Path, *, full: bool) -> float:
    engine, settings = _open(home, "bench_ours"), _settings(home, None)
    with connect(settings) as warehouse:
        began = time.perf_counter()
        summary = run(engine, warehouse, settings, trigger="cli", full=full)
        seconds = time.perf_counter() - began
    counts = summary.entities["opportunities"].counts
    if summary.status != "success" or counts["rejected"]:
        raise SystemExit(f"The sync did not end well: {summary.model_dump_json()}")
    return seconds


def _measured(work: Callable[[Path], float], home: Path) -> dict[str, float]:
    """Seconds, and the peak memory of a process that does nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measure, work, home).result()


def _measure(work: Callable[[Path], float], home: Path) -> dict[str, float]:
    seconds = work(home)
    return {"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB}


def _report(found: dict[str, dict[str, float]], rows: int, *, as_json: bool) -> None:
    seconds = {name: one["seconds"] for name, one in found.items()}
    table = Table("", "seconds", "rows/s", "peak MB", "of the floor", box=None)
    for name, one in found.items():
        handled = rows / 100 if name == "delta" else rows
        table.add_row(
            name,
            f"{one['seconds']:.2f}",
            f"{handled / one['seconds']:,.0f}",
            f"{one['peak_mb']:.0f}",
            f"{one['seconds'] / seconds['floor']:.2f}",
        )
    Console().print(table)
    ratios = {
        "rows": rows,
        "first_load_vs_floor": round(seconds["first_load"] / seconds["floor"], 3),
        "unchanged_vs_floor": round(seconds["unchanged"] / seconds["floor"], 3),
        "delta_vs_first_load": round(seconds["delta"] / seconds["first_load"], 3),
        "dlt_vs_first_load": round(seconds["dlt_merge"] / seconds["first_load"], 2),
        "phases": {name: {key: round(value, 2) for key, value in one.items()} for name, one in found.items()},
    }
    if as_json:
        print(json.dumps(ratios))


if __name__ == "__main__":
    typer.run(main)
