"""Diagnose a warehouse: tables and columns it has, those it lacks, and the cost of each gap, for `gametape doctor`."""

import re
from difflib import get_close_matches

from pydantic import BaseModel

from gametape.errors import GametapeError, MissingColumn, MissingSource
from gametape.redact import redact
from gametape.settings import Settings
from gametape.source import SourceGap, Window
from gametape.warehouse.compile import logical_tables, parse_sql
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.gaps import cost_of
from gametape.warehouse.health import health_note
from gametape.warehouse.physical import PhysicalTable, find_table, snake, squash
from gametape.warehouse.shapes import ABSENT, SOURCES, TableShape


class DatasetFinding(BaseModel):
    """A dataset that a setting names. `near` lists similar names when the dataset does not exist."""

    name: str
    found: bool
    problem: str = ""
    near: list[str] = []


class TableFinding(BaseModel):
    """A table that a source can read: its name in the .sql files and its name in the warehouse."""

    name: str
    physical: str
    found: bool
    columns_found: dict[str, list[str]] = {}
    """Logical column -> physical columns."""
    columns_missing: list[str] = []


class EntityFinding(BaseModel):
    """The source that feeds an entity, its gaps, and the bytes that a full read would scan."""

    entity: str
    source: str | None = None
    origin: str = ""
    """The source with its place, as the sync's ledger has it."""
    problem: str = ""
    fails: bool = False
    """True if a sync of the entity fails. An entity that no source feeds is skipped, except opportunities."""
    gaps: list[SourceGap] = []
    absent_tables: dict[str, bool] = {}
    """Tables that the source could read but the warehouse lacks; True if the whole dataset is missing."""
    notes: list[str] = []
    bytes_scanned: int | None = None


class Diagnosis(BaseModel):
    """Full diagnosis of a warehouse. `ok` is True if the warehouse answers and a first sync of each entity works."""

    warehouse: str
    ok: bool
    problem: str = ""
    hint: str = ""
    detail: str = ""
    """The warehouse's own error text."""
    datasets: list[DatasetFinding] = []
    tables: list[TableFinding] = []
    entities: list[EntityFinding] = []
    bytes_scanned: int | None = None
    """Sum over the first syncs of all entities; None if the warehouse does not charge by bytes."""


_WITH_METADATA = {"salesforce.opportunity", "salesforce.account", "gong.opportunity"}
"""Tables whose remaining columns are stored as a deal's metadata."""


def diagnose(settings: Settings) -> Diagnosis:
    """Diagnose the warehouse that the settings name. Errors become part of the answer and are never raised."""
    name = redact(settings.warehouse) if settings.warehouse else ""
    try:
        with connect(settings) as warehouse:
            return diagnose_open(warehouse)
    except GametapeError as error:
        return Diagnosis(warehouse=name, ok=False, problem=str(error), hint=error.hint, detail=error.detail)


def diagnose_open(warehouse: Warehouse) -> Diagnosis:
    """Diagnose a warehouse that is already open.

    Raises:
        WarehouseUnavailable: the warehouse stopped answering.
        BadSettings: this account may not see any dataset.
    """
    kinds = dict.fromkeys(choice.entity for choice in SOURCES)
    entities = [_entity(part, warehouse) for entity in kinds for part in warehouse.parts(entity)]
    scanned = [finding.bytes_scanned for finding in entities if finding.bytes_scanned is not None]
    return Diagnosis(
        warehouse=warehouse.name,
        ok=not any(finding.fails for finding in entities),
        datasets=_datasets(warehouse),
        tables=[_table(name, shape, warehouse) for name, shape in warehouse.shapes.items()],
        entities=entities,
        bytes_scanned=sum(scanned) if scanned else None,
    )


def _datasets(warehouse: Warehouse) -> list[DatasetFinding]:
    catalog = warehouse.catalog
    missing = [name for name, tables in catalog.datasets.items() if not tables]
    others = warehouse.engine.datasets() if missing else []
    return [
        DatasetFinding(
            name=name,
            found=bool(tables),
            problem=catalog.problems.get(name, ""),
            near=[] if tables else _near(name, others),
        )
        for name, tables in catalog.datasets.items()
    ]


def _near(name: str, others: list[str]) -> list[str]:
    """List datasets that the setting may mean: similar spelling, or a word of the name inside."""
    words = [word for word in re.split(r"[^a-z]+", name.lower()) if len(word) > 3]
    words += [word.removesuffix("io") for word in words]
    like = get_close_matches(name, others, cutoff=0.6)
    return list(dict.fromkeys([*like, *(other for other in others if any(word in other.lower() for word in words))]))


def _look(shape: TableShape, warehouse: Warehouse) -> PhysicalTable | None:
    return find_table(shape, warehouse.catalog, warehouse.engine.dialect)


def _table(name: str, shape: TableShape, warehouse: Warehouse) -> TableFinding:
    physical_table = _look(shape, warehouse)
    physical = {column.name: physical_table.physical(column) if physical_table else [] for column in shape.columns}
    return TableFinding(
        name=name,
        physical=f"{shape.dataset}.{physical_table.table.name if physical_table else shape.table}",
        found=physical_table is not None and not physical_table.missing(),
        columns_found={column: names for column, names in physical.items() if names},
        columns_missing=[column for column, names in physical.items() if not names],
    )


def _entity(entity: str, warehouse: Warehouse) -> EntityFinding:
    try:
        source = warehouse.source(entity)
    except MissingSource as error:
        return EntityFinding(
            entity=entity,
            problem=str(error),
            fails=isinstance(error, MissingColumn) or entity not in ABSENT,
            gaps=cost_of(f"source of {entity}", ABSENT.get(entity, "")),
        )
    finding = EntityFinding(
        entity=entity,
        source=source.name,
        origin=source.origin,
        gaps=warehouse.gaps(source),
        absent_tables=warehouse.absent_tables(source),
    )
    if entity == "opportunities":
        finding.notes += [health_note(warehouse, source.name), *_absent_metadata(warehouse, source.name)]
    try:
        finding.bytes_scanned = warehouse.estimate(source, Window())
    except GametapeError as error:
        finding.problem = error.in_full
    return finding


def _absent_metadata(warehouse: Warehouse, source: str) -> list[str]:
    """List the columns of GAMETAPE_METADATA_COLUMNS that no table of the deals has."""
    tables = [
        _look(warehouse.shapes[name], warehouse) for name in _WITH_METADATA & set(logical_tables(parse_sql(source)))
    ]
    spellings = {squash(column): snake(column) for table in tables if table for column in table.types}
    absent = [column for column in warehouse.metadata_columns if column != "*" and squash(column) not in spellings]
    return [
        f"GAMETAPE_METADATA_COLUMNS lists {column}, which no deal table has"
        + (
            f". Did you mean {spellings[near[0]]}?"
            if (near := get_close_matches(squash(column), spellings, 1))
            else "."
        )
        for column in absent
    ]
