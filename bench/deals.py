"""Measure how fast whole deals are loaded, and how much space they take.

python -m bench.deals [--deals 2000]

On the sample company: rows/s and MB/s of each entity, compared with the floor, which is COPY of the same finished rows
into the same table; a usual day after that; peak memory; bytes per deal on disk, and the size of transcripts relative
to their JSON. The last line is one JSON object.
"""

import json
import tempfile
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from bench.phases import copied, measured, opened, server, settings
from gametape.sample import generate
from gametape.sample.changes import tomorrow
from gametape.store import tables
from gametape.sync.context import EntityResult, SyncRun
from gametape.sync.entities import ENTITIES
from gametape.sync.entity import Entity
from gametape.sync.run import run
from gametape.sync.scan import scan
from gametape.warehouse.connect import connect

Deals = Annotated[int, typer.Option(min=10, help="How many deals.")]


def main(*, deals: Deals = 2000) -> None:
    """Load the sample, add another day, load that day, and print the results."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        home = Path(folder)
        generate(home / "warehouse.duckdb", seed=7, deals=deals)
        with server(home, "bench_ours", "bench_floor"):
            first = measured(first_load, home)
            floors = measured(floor, home)["result"]
            room = measured(bytes_on_disk, home)["result"]
            tomorrow(home / "warehouse.duckdb", seed=7)
            day = measured(first_load, home)
    _report(first, floors, day, room, deals)


def first_load(home: Path) -> dict[str, Any]:
    """Return seconds and rows of each table, loaded one after the other, so that none waits for another."""
    engine, chosen, alone = opened(home, "bench_ours"), settings(home), threading.Lock()
    entities: dict[str, Any] = {}

    def timed(current: SyncRun, entity: Entity) -> EntityResult:
        with alone:
            began = time.perf_counter()
            result = scan(current, entity)
            # Several sources may feed one table, as with emails.
            known = entities.setdefault(entity.table.name, {"seconds": 0.0, "rows": 0})
            known["seconds"] += time.perf_counter() - began
            known["rows"] += result.counts.get("read", 0)
        return result

    with connect(chosen) as warehouse:
        summary = run(engine, warehouse, chosen, trigger="cli", scanning=timed)
    if summary.status != "success":
        raise SystemExit(f"The sync did not end well: {summary.model_dump_json()}")
    return {"entities": entities, "seconds": summary.seconds}


def floor(home: Path) -> dict[str, tuple[float, int]]:
    """Return seconds and bytes of a plain COPY, by table; parents first."""
    return {entity.table.name: copied(home, entity.table, "bench_ours", "bench_floor") for entity in ENTITIES}


def bytes_on_disk(home: Path) -> dict[str, int]:
    """Return the bytes of each table with its indexes, and of the transcripts' JSON."""
    with opened(home, "bench_ours").connect() as connection:
        sizes = {
            table.name: connection.execute(sa.select(sa.func.pg_total_relation_size(table.name))).scalar_one()
            for table in tables.metadata.sorted_tables
        }
        raw = connection.execute(sa.select(sa.func.sum(tables.transcripts.c.raw_bytes))).scalar_one()
    return sizes | {"transcripts as JSON": int(raw)}


def _report(
    first: dict[str, Any],
    floors: dict[str, Any],
    day: dict[str, Any],
    room: dict[str, int],
    deals: int,
) -> None:
    table = Table("", "rows", "seconds", "rows/s", "MB/s", "of the floor", box=None)
    ratios = {}
    for name, result in first["result"]["entities"].items():
        seconds, size = floors[name]
        ratios[name] = round(result["seconds"] / seconds, 2)
        table.add_row(
            name,
            f"{result['rows']:,}",
            f"{result['seconds']:.2f}",
            f"{result['rows'] / result['seconds']:,.0f}",
            f"{size / result['seconds'] / 1e6:.1f}",
            f"{ratios[name]:.2f}",
        )
    Console().print(table)
    total = sum(size for name, size in room.items() if name != "transcripts as JSON")
    summary = {
        "deals": deals,
        "seconds": first["result"]["seconds"],
        "day_seconds": day["result"]["seconds"],
        "peak_mb": round(first["peak_mb"]),
        "bytes_per_deal": round(total / deals),
        "transcripts_of_json": round(room["transcripts"] / room["transcripts as JSON"], 3),
        "vs_floor": ratios,
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    typer.run(main)
