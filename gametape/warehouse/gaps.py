"""Find the tables and columns that a .sql file could use but a warehouse lacks, and what is lost without each."""

from collections.abc import Mapping

from gametape.source import SourceGap
from gametape.warehouse.compile import logical_tables, parse_sql
from gametape.warehouse.engine import Catalog
from gametape.warehouse.physical import PhysicalTable, find_table, snake
from gametape.warehouse.shapes import STAMPS, TableShape


def source_gaps(
    name: str, shapes: Mapping[str, TableShape], catalog: Catalog, dialect: str, crm_columns: Mapping[str, str]
) -> list[SourceGap]:
    """List the gaps of the .sql file `name`; `crm_columns` is `Settings.crm_columns`."""
    tables = {table: find_table(shapes[table], catalog, dialect) for table in logical_tables(parse_sql(name))}
    gaps = [gap for table, physical in tables.items() for gap in _table_gaps(shapes[table], physical)]
    if "salesforce.opportunity" not in tables:
        return gaps
    deal_tables = (find_table(shapes[table], catalog, dialect) for table in _CRM_TABLES)
    return gaps + _crm_column_gaps([table for table in deal_tables if table], crm_columns)


def cost_of(missing: str, cost: str) -> list[SourceGap]:
    """Return a list with the gap; an empty list if nothing is lost by it."""
    return [SourceGap(missing=missing, cost=cost)] if cost else []


_CRM_TABLES = ("salesforce.account", "salesforce.opportunity")


def _table_gaps(shape: TableShape, table: PhysicalTable | None) -> list[SourceGap]:
    at = f"{shape.dataset}.{table.table.name if table else shape.table}"
    if table is None:
        return cost_of(at, shape.cost)
    if missing := table.missing():
        return [gap for column in missing for gap in cost_of(f"{at}.{column.candidates[0]}", shape.cost)]
    absent = [column for column in shape.columns if not table.physical(column)]
    columns = [gap for column in absent for gap in cost_of(f"{at}.{column.candidates[0]}", column.cost)]
    unstamped = not any(table.spelled(stamp) for stamp in STAMPS)
    return [*columns, *(cost_of(f"{at}.{STAMPS[0]}", shape.stamp_cost) if unstamped else [])]


def _crm_column_gaps(tables: list[PhysicalTable], crm_columns: Mapping[str, str]) -> list[SourceGap]:
    """List the columns of `Settings.crm_columns` that no table of the deals has."""
    columns = {_bare(snake(column)) for table in tables for column in table.types}
    return [
        gap
        for fact, column in crm_columns.items()
        if _bare(column) not in columns
        for gap in cost_of(
            f"column {column}",
            f"deals have no {fact.replace('_', ' ')}: GAMETAPE_{fact.upper()}_COLUMN={column} was not found",
        )
    ]


def _bare(name: str) -> str:
    """Strip the suffix of custom columns (`__c`), as segments are looked up (analysis/learning/deal_facts.py)."""
    return name.lower().removesuffix("_c").rstrip("_")
