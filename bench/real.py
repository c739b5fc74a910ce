"""Run real warehouses through the whole sync: the rows read, their fate, and whether the result is right.

python -m bench.real FOLDER [--json] [--bigquery]

FOLDER is or contains, at any depth, DuckDB files, folders of tables (docs/warehouse-folder.md) and the raw data sets
that real_layout.py knows. Each is synced twice into its own store and compared with an independent reading of its
tables (real_reading.py). The exit code is 1 if a row is unaccounted for, if the second sync changes something, or if
the store differs without a named reason (a row was rejected, or a value dropped, because the source is unreadable).
With `--bigquery` DuckDB files also go through the BigQuery client, and both engines must give the same deals.
"""

import json
import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from bench.real_compare import compare, gathered
from bench.real_layout import SourceFolder, warehouses
from bench.real_reading import Reading, figures, read
from bench.real_store import Subjects, held, rejected
from bench.real_values import Bad
from gametape.settings import Settings
from gametape.store.database import migrate, open_store
from gametape.sync.context import RunSummary
from gametape.sync.counts import Counts
from gametape.sync.run import run
from gametape.warehouse.connect import connect

_SUBJECTS = {"opportunities": "deals", "opportunity_changes": "stage moves"}


def main(
    folder: Annotated[Path, typer.Argument(exists=True, help="Of warehouses, or a warehouse.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON and nothing else.")] = False,
    bigquery: Annotated[bool, typer.Option(help="Compare with the BigQuery client, through its emulator.")] = False,
) -> None:
    """Check each warehouse in a folder; exit with 1 if one has a fault, with 2 if there is no warehouse."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    found_warehouses = list(warehouses(folder.resolve()))
    if not found_warehouses:
        typer.echo(f"{folder} holds no .duckdb file, no folder of tables and no known data set.", err=True)
        raise typer.Exit(2)
    reports = []
    for warehouse in found_warehouses:
        report = _tried(warehouse, bigquery=bigquery)
        reports.append(report)
        if not as_json:
            _print(report)
    is_ok = all(report["ok"] for report in reports)
    print(json.dumps({"ok": is_ok, "warehouses": reports}, default=str))
    raise typer.Exit(not is_ok)


def _tried(source: SourceFolder, *, bigquery: bool) -> dict[str, Any]:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gametape-real-") as home:
        Path(home).chmod(0o711)
        path = source.laid_out(Path(home))
        reading = read(path)
        runs, before, after, rejects = _synced(f"duckdb:///{path}", Path(home, "store"), reading)
        faults = [*_faults(runs, reading), *([] if before == after else ["Reading again changed what is stored."])]
        if bigquery and path.is_file() and _through_bigquery(path, Path(home, "other"), reading) != after["deals"]:
            faults.append("DuckDB and BigQuery give different deals.")
    differences = gathered(compare(reading, after, rejects))
    expected, stored = figures(reading.subjects), figures(after)
    return {
        "name": source.name,
        "ok": not faults and all(each.reason for each in differences),
        "seconds": round(time.monotonic() - began, 1),
        "runs": [{name: result.model_dump() for name, result in each.entities.items()} for each in runs],
        "faults": faults,
        "figures": [
            {"what": name, "warehouse": expected.get(name), "store": stored.get(name)}
            for name in dict.fromkeys([*expected, *stored])
        ],
        "differences": [each.as_json() for each in differences if not each.reason],
        "named": [each.as_json() for each in differences if each.reason],
    }


def _synced(
    url: str, data_dir: Path, reading: Reading
) -> tuple[list[RunSummary], Subjects, Subjects, dict[str, dict[str, str]]]:
    """Sync twice, the second time in full; return both summaries, the stored rows after each, and the rejected rows."""
    data_dir.mkdir(mode=0o711)
    salesforce, gong = reading.datasets
    chosen = {"DATABASE_URL": None, "data_dir": data_dir, "warehouse": url}
    settings = Settings.model_validate(chosen | {"salesforce_dataset": salesforce, "gong_dataset": gong})
    engine = open_store(settings)
    try:
        migrate(engine)
        runs, stored = [], []
        for again in (False, True):
            with connect(settings) as warehouse:
                runs.append(run(engine, warehouse, settings, trigger="cli", full=again))
            with engine.connect() as connection:
                stored.append(held(connection))
                rejects = rejected(connection)
    finally:
        engine.dispose()
    return runs, stored[0], stored[1], rejects


def _faults(runs: list[RunSummary], reading: Reading) -> list[str]:
    """List the faults that the sync's own counts show, as sentences."""
    faults = []
    for attempt, each in zip(("first", "second"), runs, strict=True):
        for entity, result in each.entities.items():
            counts = Counts(**result.counts)
            if counts.unaccounted:
                faults.append(f"{entity}, {attempt} run: {counts.unaccounted} rows are unaccounted for.")
            if attempt == "second" and counts.written:
                faults.append(f"{entity}: reading again wrote {counts.written} rows.")
            if result.status in ("partial", "failed") and not _is_named(entity, result.message, reading):
                faults.append(f"{entity}, {attempt} run: {result.status}: {result.message}")
    return [*dict.fromkeys(faults), *_silences(runs[0], reading)]


def _silences(first: RunSummary, reading: Reading) -> list[str]:
    """List the subjects with unreadable values about which the sync gave no warning."""
    reports: dict[str, int] = defaultdict(int)
    for entity, result in first.entities.items():
        reports[_subject(entity)] += result.counts.get("warnings", 0) + result.counts.get("rejected", 0)
    silent = [subject for subject, count in reports.items() if not count and _bad_values(subject, reading)]
    return [f"{subject}: values cannot be read, and nothing was said." for subject in silent]


def _is_named(entity: str, message: str | None, reading: Reading) -> bool:
    """Tell whether an entity failed because of values that the independent reading cannot parse either."""
    return "cannot be read" in (message or "") and _bad_values(_subject(entity), reading) > 0


def _subject(entity: str) -> str:
    """Return the reading's name for the rows of an entity; the emails of all sources are one subject."""
    return "emails" if entity.startswith("emails") else _SUBJECTS.get(entity, entity)


def _bad_values(subject: str, reading: Reading) -> int:
    rows = reading.subjects.get(subject, {}).values()
    return sum(isinstance(value, Bad) for candidates in rows for value in candidates[0].values())


def _through_bigquery(path: Path, data_dir: Path, reading: Reading) -> dict[str, Any]:
    from tests.fakes.bigquery import running  # noqa: PLC0415  slow to import, and a part of the group `dev`

    with running() as emulator:
        os.environ["BIGQUERY_EMULATOR_HOST"] = emulator.url
        _, _, stored, _ = _synced(f"bigquery://{emulator.load(path)}", data_dir, reading)
    return stored["deals"]


def _print(report: dict[str, Any]) -> None:
    print(f"{report['name']}: {'ok' if report['ok'] else 'NOT OK'}, {report['seconds']} s")
    for attempt, entities in zip(("first", "again"), report["runs"], strict=True):
        for name, result in entities.items():
            counts = {what: count for what, count in result["counts"].items() if count}
            print(f"  {attempt} {name:20} {result['status']:8} {json.dumps(counts)} {result['message'] or ''}")
    for each in report["figures"]:
        mark = "" if each["warehouse"] == each["store"] else "  differs"
        print(f"  {each['what']:36} {each['warehouse']:>16} {each['store']:>16}{mark}")
    for fault in report["faults"]:
        print(f"  FAULT {fault}")
    for kind in ("differences", "named"):
        for each in report[kind]:
            line = f"{each['count']} {each['what']}: {', '.join(each['ids'])} ({each['example']})"
            print(f"  {'DIFFERS' if kind == 'differences' else 'named  '} {line} {each['reason']}")


if __name__ == "__main__":
    typer.run(main)
