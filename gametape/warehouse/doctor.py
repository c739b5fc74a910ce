"""What a warehouse has, what it lacks, and what that costs: the facts behind `gametape doctor`."""

import re
from difflib import get_close_matches

from pydantic import BaseModel

from gametape.errors import GametapeError, MissingColumn, MissingSource
from gametape.redact import redact
from gametape.settings import Settings
from gametape.warehouse.compile import logical_tables, parse
from gametape.warehouse.connect import Warehouse, connect
from gametape.warehouse.health import health_note
from gametape.warehouse.physical import FoundTable, look, snake, squash
from gametape.warehouse.rows import Window
from gametape.warehouse.shapes import ABSENT, SOURCES, STAMPS, TableShape


class DatasetFinding(BaseModel):
    """A dataset that a setting names; `near` offers others when it is not there."""

    name: str
    found: bool
    problem: str = ""
    near: list[str] = []


class TableFinding(BaseModel):
    """A table that some source can read, by the names it has in the .sql files and in the warehouse."""

    name: str
    physical: str
    found: bool
    columns_found: dict[str, list[str]] = {}
    """Logical column -> physical ones."""
    columns_missing: list[str] = []


class SourceGap(BaseModel):
    """Something that is not there, and what is lost by it."""

    missing: str
    cost: str


class EntityFinding(BaseModel):
    """What feeds an entity, what it lacks, and how many bytes reading all of it would scan."""

    entity: str
    source: str | None = None
    origin: str = ""
    """The source with its place, as the sync's ledger has it."""
    problem: str = ""
    fails: bool = False
    """Whether a sync of it fails; one that nothing feeds can be done without, except opportunities."""
    gaps: list[SourceGap] = []
    absent_tables: dict[str, bool] = {}
    """Tables that the source could read; True for those of whose dataset nothing is there."""
    notes: list[str] = []
    bytes_scanned: int | None = None


class Diagnosis(BaseModel):
    """All of it. `ok` when the warehouse answers and a first sync of it fails nowhere."""

    warehouse: str
    ok: bool
    problem: str = ""
    hint: str = ""
    detail: str = ""
    """What the warehouse itself says of the problem."""
    datasets: list[DatasetFinding] = []
    tables: list[TableFinding] = []
    entities: list[EntityFinding] = []
    bytes_scanned: int | None = None
    """By all first syncs together; None where the warehouse does not charge by that."""


_WITH_METADATA = {"salesforce.opportunity", "salesforce.account", "gong.opportunity"}
"""Tables whose other columns are kept with a deal."""


def diagnose(settings: Settings) -> Diagnosis:
    """Look at the warehouse that the settings name. Trouble with it is part of the answer and never raised."""
    name = redact(settings.warehouse) if settings.warehouse else ""
    try:
        with connect(settings) as warehouse:
            return diagnose_open(warehouse)
    except GametapeError as error:
        return Diagnosis(warehouse=name, ok=False, problem=str(error), hint=error.hint, detail=error.detail)


def gaps(warehouse: Warehouse, source: str) -> list[SourceGap]:
    """What a source could use and this warehouse does not have."""
    tables = logical_tables(parse(source))
    return [
        *(gap for name in tables for gap in _gaps_of(name, warehouse)),
        *(_segment_gap(warehouse) if "salesforce.opportunity" in tables else []),
    ]


def diagnose_open(warehouse: Warehouse) -> Diagnosis:
    """The same of a warehouse that is open already.

    Raises:
        WarehouseUnavailable: it stopped answering.
        BadSettings: it lets this account see nothing.
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
    """Datasets that may be meant: spelled almost alike, or with a word of the name inside."""
    words = [word for word in re.split(r"[^a-z]+", name.lower()) if len(word) > 3]
    words += [word.removesuffix("io") for word in words]
    like = get_close_matches(name, others, cutoff=0.6)
    return list(dict.fromkeys([*like, *(other for other in others if any(word in other.lower() for word in words))]))


def _look(shape: TableShape, warehouse: Warehouse) -> FoundTable | None:
    return look(shape, warehouse.catalog, warehouse.engine.dialect)


def _table(name: str, shape: TableShape, warehouse: Warehouse) -> TableFinding:
    found = _look(shape, warehouse)
    physical = {column.name: found.physical(column) if found else [] for column in shape.columns}
    return TableFinding(
        name=name,
        physical=f"{shape.dataset}.{found.table.name if found else shape.table}",
        found=found is not None and not found.missing(),
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
            gaps=_gap(f"source of {entity}", ABSENT.get(entity, "")),
        )
    found = EntityFinding(
        entity=entity,
        source=source.name,
        origin=source.origin,
        gaps=gaps(warehouse, source.name),
        absent_tables=warehouse.absent_tables(source.name),
    )
    if entity == "opportunities":
        found.notes += [health_note(warehouse, source.name), *_absent_metadata(warehouse, source.name)]
    try:
        found.bytes_scanned = warehouse.estimate(source, Window())
    except GametapeError as error:
        found.problem = error.in_full
    return found


def _gaps_of(name: str, warehouse: Warehouse) -> list[SourceGap]:
    shape = warehouse.shapes[name]
    found = _look(shape, warehouse)
    at = f"{shape.dataset}.{found.table.name if found else shape.table}"
    if found is None:
        return _gap(at, shape.cost)
    if missing := found.missing():
        return [gap for column in missing for gap in _gap(f"{at}.{column.candidates[0]}", shape.cost)]
    columns = [gap for c in shape.columns if not found.physical(c) for gap in _gap(f"{at}.{c.candidates[0]}", c.cost)]
    unstamped = not any(found.spelled(stamp) for stamp in STAMPS)
    return [*columns, *(_gap(f"{at}.{STAMPS[0]}", shape.stamp_cost) if unstamped else [])]


def _segment_gap(warehouse: Warehouse) -> list[SourceGap]:
    """A column for segments that a setting names and that no table has."""
    wanted = warehouse.segment_column
    tables = (_look(warehouse.shapes[name], warehouse) for name in ("salesforce.account", "salesforce.opportunity"))
    columns = {_bare(snake(column)) for found in tables if found for column in found.types}
    if not wanted or _bare(wanted) in columns:
        return []
    return _gap(f"column {wanted}", f"deals have no segment: GAMETAPE_SEGMENT_COLUMN={wanted} is not there")


def _absent_metadata(warehouse: Warehouse, source: str) -> list[str]:
    """Name the columns that GAMETAPE_METADATA_COLUMNS lists and that no table of the deals has."""
    tables = [_look(warehouse.shapes[name], warehouse) for name in _WITH_METADATA & set(logical_tables(parse(source)))]
    there = {squash(column): snake(column) for found in tables if found for column in found.types}
    absent = [column for column in warehouse.metadata_columns if column != "*" and squash(column) not in there]
    return [
        f"GAMETAPE_METADATA_COLUMNS names {column}, which no table of the deals has"
        + (f". Is it {there[near[0]]}?" if (near := get_close_matches(squash(column), there, 1)) else ".")
        for column in absent
    ]


def _bare(name: str) -> str:
    """A column's name without the mark of custom ones, as segments are looked up (analysis/learning/deal_facts.py)."""
    return name.lower().removesuffix("_c").rstrip("_")


def _gap(missing: str, cost: str) -> list[SourceGap]:
    """None where nothing is lost by it."""
    return [SourceGap(missing=missing, cost=cost)] if cost else []
