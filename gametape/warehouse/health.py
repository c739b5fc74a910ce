"""Describe, for `gametape doctor`, which column gives deals their health score and when a changed score is seen."""

from gametape.warehouse.compile import logical_tables, parse_sql
from gametape.warehouse.connect import Warehouse
from gametape.warehouse.physical import PhysicalTable, find_table
from gametape.warehouse.shapes import STAMPS, Column

_TABLES = ("salesforce.opportunity", "gong.health", "gong.opportunity")
_LOADED = "_fivetran_synced"


def health_note(warehouse: Warehouse, source: str) -> str:
    """Return a sentence on the health score of the deals that come from `source`."""
    names = [name for name in _TABLES if name in logical_tables(parse_sql(source))]
    tables = [(name, table) for name in names if (table := _look(warehouse, name)) and _score(table)]
    for name, table in tables:
        if not table.missing():
            return f"health score from {_place(table)}. {_seen(name, table)}"
    for _, table in tables:
        ids = " or ".join(column for missing in table.missing() for column in missing.candidates)
        return f"no health score: {_place(table)} has no column {ids}, so no deal has a score."
    return "no health score: set GAMETAPE_HEALTH_COLUMN to the health score column, if you have one."


def _look(warehouse: Warehouse, name: str) -> PhysicalTable | None:
    return find_table(warehouse.shapes[name], warehouse.catalog, warehouse.engine.dialect)


def _column(table: PhysicalTable) -> Column:
    return next(column for column in table.shape.columns if column.name == "health_score")


def _score(table: PhysicalTable) -> list[str]:
    return table.physical(_column(table))


def _place(table: PhysicalTable) -> str:
    return f"{table.shape.dataset}.{table.table.name}.{_score(table)[0]}"


def _seen(name: str, table: PhysicalTable) -> str:
    """Return a sentence that tells when a changed score is read."""
    if name == "salesforce.opportunity":
        return "A formula field does not change the deal's timestamp: changes show up when all deals are read again."
    if table.spelled(_LOADED):
        return f"Changes show up at the next sync, by {_LOADED}."
    if any(map(table.spelled, STAMPS)):
        return f"There is no {_LOADED}: a change shows up at the next sync only if it also changes {STAMPS[0]}."
    return f"There is no {_LOADED}: every sync reads all deals that have a score."
