"""Compile a .sql file (BigQuery SQL over logical table names) into a query that one warehouse can run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files

import sqlglot
from sqlglot import exp

# Imported here, because a first import on use could happen in several threads at once.
from sqlglot.dialects import bigquery, duckdb  # noqa: F401

from gametape.source import Source, Window
from gametape.warehouse.engine import Catalog, Parameters
from gametape.warehouse.physical import find_usable_table, logical_select
from gametape.warehouse.shapes import SourceSpec, TableShape

# A stamp in the future would move the cursor past rows that change from now on, so such a row counts as unstamped.
# Stamps leave the warehouse as microseconds since 1970, which every client reads exactly and quickly.
SCAN = """
SELECT r.id AS id, UNIX_MICROS(r.stamp) AS stamp, r.document AS document
FROM (
  SELECT
    s.id AS id,
    IF(s.stamp <= TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY), s.stamp, NULL) AS stamp,
    s.document AS document,
    s.touched AS touched
  FROM rows_of_source AS s
) AS r
"""
BY_ID = "r.id = @id"
# A delete often comes without a new stamp; the time when Fivetran loaded the row shows it. A change that Salesforce
# itself made moves the system stamp only. Such rows are read, but keep their own stamp and their place in the scan.
AFTER = "r.stamp IS NULL OR r.stamp > @after OR r.touched > @after"
# A row without an id has no position among rows of the same stamp, so a resumed scan always reads it again.
BEHIND_UNSTAMPED = "r.stamp IS NOT NULL OR r.id > @position_id OR r.id IS NULL"
BEHIND_STAMPED = """
r.stamp > @position_stamp OR (r.stamp = @position_stamp AND (r.id > @position_id OR r.id IS NULL))
"""


@dataclass(frozen=True, slots=True)
class SqlSource(Source):
    """A .sql file fitted to one warehouse: `query` yields (id, stamp, document, touched) in no order.

    With `items`, a document is spread over several rows (see items.py). `place` names the warehouse and its datasets.
    """

    query: exp.Select = field(default_factory=exp.Select)
    items: str = ""


@cache
def parse_sql(name: str) -> exp.Select:
    """Parse the .sql file of this name into a syntax tree over logical tables."""
    text = files("gametape.warehouse").joinpath("sql", f"{name}.sql").read_text("utf-8")
    return sqlglot.parse_one(text, read="bigquery", into=exp.Select)


def logical_tables(query: exp.Expr) -> dict[str, list[exp.Table]]:
    """Return the table nodes of a query by logical name (`dataset.table`).

    A table name without a dataset is one of the query's own subqueries and is left out.
    """
    tables: dict[str, list[exp.Table]] = {}
    for table in query.find_all(exp.Table):
        if table.db:
            tables.setdefault(f"{table.db}.{table.name}", []).append(table)
    return tables


def fit_source(entity: SourceSpec, shapes: Mapping[str, TableShape], catalog: Catalog, dialect: str) -> SqlSource:
    """Replace each logical table of the entity's query by the physical table of this warehouse."""
    query = parse_sql(entity.name).copy()
    for name, tables in logical_tables(query).items():
        physical = find_usable_table(shapes[name], catalog, dialect)
        for table in tables:
            select = logical_select(shapes[name], physical, _columns_read(table))
            table.replace(select.subquery(table.alias_or_name))
    return SqlSource(entity.name, entity.entity, query=query, items=entity.items)


def _columns_read(table: exp.Table) -> set[str]:
    select = table.find_ancestor(exp.Select)
    columns = select.find_all(exp.Column) if select else ()
    return {column.name for column in columns if column.table == table.alias_or_name}


def window_query(source: SqlSource, window: Window) -> tuple[exp.Select, Parameters]:
    """Return the query for a window of rows and its parameters.

    Rows are (id, stamp in microseconds since 1970, document).
    """
    scan = sqlglot.parse_one(SCAN, read="bigquery", into=exp.Select)
    for table in scan.find_all(exp.Table):
        table.replace(source.query.copy().subquery("s"))
        break
    parameters: dict[str, str | datetime] = {}
    if window.id is not None:
        scan = scan.where(BY_ID, dialect="bigquery", copy=False)
        parameters["id"] = window.id
    if window.after:
        scan = scan.where(AFTER, dialect="bigquery", copy=False)
        parameters["after"] = window.after
    if window.position:
        parameters["position_id"] = window.position.id
        if window.position.stamp is None:
            scan = scan.where(BEHIND_UNSTAMPED, dialect="bigquery", copy=False)
        else:
            scan = scan.where(BEHIND_STAMPED, dialect="bigquery", copy=False)
            parameters["position_stamp"] = window.position.stamp
    return scan, parameters
