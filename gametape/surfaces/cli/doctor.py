"""Command `gametape doctor`."""

import json

import sqlalchemy as sa
import typer
from rich.table import Table
from rich.text import Text

from gametape.analysis.own_files import own_file_problems
from gametape.errors import FAILED, GametapeError
from gametape.gong.access import has_key
from gametape.settings import Settings, settings
from gametape.store.admission import check_server
from gametape.store.database import migrate, open_store
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.gong_doctor import GongDiagnosis, diagnose_gong
from gametape.surfaces.cli.options import AsJson
from gametape.sync.open_sources import calls_come_from_gong, read_from_gong
from gametape.sync.sources import lost_sources
from gametape.warehouse.doctor import Diagnosis, EntityFinding, diagnose


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Check the setup: store, Gong API, warehouse, tables and columns, and what each gap costs you.

    Shows which tables feed each entity and how many bytes a sync would scan. Exits with 1 when a sync would exit
    with 1.
    """
    with speaking():
        chosen = settings()
        files = [f"{problem} {problem.hint}".strip() for problem in own_file_problems(chosen)]
        from_gong = calls_come_from_gong(chosen) if chosen.warehouse or has_key(chosen) else False
        diagnosis = _warehouse(chosen) if from_gong else diagnose(chosen)
        store, lost, gong = _store(chosen, diagnosis, from_gong=from_gong)
        if as_json:
            report = {"store": store, "warehouse": diagnosis.model_dump(mode="json"), "files": files, "lost": lost}
            report |= {"gong": gong.model_dump(mode="json")} if gong else {}
            out.print_json(json.dumps(report), indent=None)
        else:
            _line("store", ok=not store["problem"], text=store["problem"] or store["version"])
            for problem in files:
                _line("settings", ok=False, text=problem)
            for finding in gong.findings if gong else ():
                _line(finding.name, ok=finding.ok, text=finding.text)
            for entity, gap in gong.gaps if gong else ():
                out.print(f"    {entity}, no {gap.missing}: {gap.cost}", soft_wrap=True)
            if not from_gong or chosen.warehouse:
                _print(diagnosis, lost)
    if store["problem"] or files or lost or not diagnosis.ok or (gong and not gong.ok):
        raise typer.Exit(FAILED)


def _warehouse(chosen: Settings) -> Diagnosis:
    """Diagnose the warehouse for what is not read from Gong's API; with Gong alone, there is nothing to diagnose."""
    if not chosen.warehouse:
        return Diagnosis(warehouse="", ok=True)
    diagnosis = diagnose(chosen)
    entities = [finding for finding in diagnosis.entities if not read_from_gong(chosen, finding.entity)]
    is_ok = not diagnosis.problem and not any(finding.fails for finding in entities)
    return diagnosis.model_copy(update={"entities": entities, "ok": is_ok})


def _store(
    chosen: Settings, diagnosis: Diagnosis, *, from_gong: bool
) -> tuple[dict[str, str], dict[str, str], GongDiagnosis | None]:
    """Return the store's version or its problem; errors about sources that are gone, by entity; what Gong's API says.

    Without a store, Gong's API is not asked, because its requests are counted there.
    """
    try:
        engine = open_store(chosen)
        try:
            with engine.connect() as connection:
                check_server(connection)
                version = connection.scalar(sa.text("SHOW server_version"))
            migrate(engine)
            with engine.connect() as connection:
                lost = lost_sources(connection, diagnosis.entities)
            gong = diagnose_gong(engine, chosen) if from_gong else None
        finally:
            engine.dispose()
    except GametapeError as error:
        return {"version": "", "problem": error.in_full}, {}, None
    where = "DATABASE_URL" if chosen.database_url else f"embedded, in {chosen.data_dir}"
    return {"version": f"Postgres {version} ({where})", "problem": ""}, lost, gong


def _print(diagnosis: Diagnosis, lost: dict[str, str]) -> None:
    _line("warehouse", ok=not diagnosis.problem, text=diagnosis.problem or diagnosis.warehouse)
    for text in filter(None, (diagnosis.hint, diagnosis.detail and f"({diagnosis.detail})")):
        _line("", ok=True, text=text)
    for dataset in diagnosis.datasets:
        near = f" Did you mean {' or '.join(dataset.near)}?" if dataset.near else ""
        _line(f"dataset {dataset.name}", ok=dataset.found, text=(dataset.problem or "not found") + near)
    if diagnosis.tables:
        out.print(_tables(diagnosis))
    for entity in diagnosis.entities:
        _print_entity(entity, lost.get(entity.entity))
    for name in lost.keys() - {entity.entity for entity in diagnosis.entities}:
        _line(name, ok=False, text=lost[name])


def _print_entity(entity: EntityFinding, problem: str | None) -> None:
    scanned = f", scans {entity.bytes_scanned / 1e6:,.1f} MB" if entity.bytes_scanned is not None else ""
    source = f"from {entity.source}{scanned}" if entity.source else entity.problem
    _line(entity.entity, ok=entity.source is not None and not problem, text=problem or source)
    if entity.source and entity.problem:
        out.print(f"    {entity.problem}", markup=False, highlight=False)
    for gap in entity.gaps:
        out.print(f"    no {gap.missing}: {gap.cost}")
    for note in entity.notes:
        out.print(f"    {note}")


def _tables(diagnosis: Diagnosis) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("table", "found", "columns found", "columns missing"):
        table.add_column(name)
    for finding in diagnosis.tables:
        columns = f"{len(finding.columns_found)}" if finding.found else ""
        table.add_row(finding.physical, "yes" if finding.found else "no", columns, ", ".join(finding.columns_missing))
    return table


def _line(name: str, *, ok: bool, text: str) -> None:
    """Print a finding: "ok" or "missing" (a word, for screen readers and logs), the name, and the text."""
    mark = Text("ok     ", "green") if ok else Text("missing", "red")
    out.print(Text.assemble(mark if name else "       ", f" {name:<24} "), end="")
    out.print("" if ok and text == "not found" else text)
