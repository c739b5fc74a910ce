"""Measure whether time per row and memory stay the same as a first load grows.

python -m bench.scale [--rows 200000 --rows 2000000]

Each load runs in its own process and database, from a warehouse of that many opportunities. The last line is one JSON
object; `memory_growth` and `time_growth` compare the largest load with the smallest.
"""

import json
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.company import make
from bench.load import first_load
from bench.phases import measured, server

Rows = Annotated[list[int], typer.Option("--rows", min=1000, help="How many opportunities; once for each load.")]

SIZES = (200_000, 2_000_000)


def main(*, rows: Rows = list(SIZES)) -> None:  # noqa: B006 - typer reads the default, nobody changes it
    """Load each size and print time per row and peak memory side by side."""
    loads = [_load(count) for count in sorted(rows)]
    table = Table("rows", "seconds", "us/row", "peak MB", box=None)
    for load in loads:
        table.add_row(f"{load['rows']:,}", f"{load['seconds']:.1f}", f"{load['us_per_row']:.1f}", f"{load['peak_mb']}")
    Console().print(table)
    smallest, largest = loads[0], loads[-1]
    growth = {
        "memory_growth": round(largest["peak_mb"] / smallest["peak_mb"], 2),
        "time_growth": round(largest["us_per_row"] / smallest["us_per_row"], 2),
    }
    print(json.dumps({"loads": loads, **growth}))


def _load(rows: int) -> dict[str, Any]:
    # The server may still write its last checkpoint while the folder is removed.
    with tempfile.TemporaryDirectory(prefix="gametape-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        make(home / "warehouse.duckdb", rows)
        with server(home, "bench_ours"):
            load = measured(first_load, home)
    return {
        "rows": rows,
        "seconds": round(load["result"], 2),
        "us_per_row": round(load["result"] / rows * 1e6, 1),
        "peak_mb": round(load["peak_mb"]),
    }


if __name__ == "__main__":
    typer.run(main)
