"""From a .sql file, written once in BigQuery SQL over logical names, to what one warehouse can run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import sqlglot
from sqlglot import exp

# Loaded here and not on first use, which would be in several threads at once.
from sqlglot.dialects import bigquery, duckdb  # noqa: F401

from gametape.warehouse.engine import Catalog, Parameters
from gametape.warehouse.physical import find, relation
from gametape.warehouse.rows import Window
from gametape.warehouse.shapes import SourceSpec, TableShape

PLACE = " in "
"""Between a source's name and its place, where both are told."""

# A stamp from the future would carry the cursor past the rows that change from now on: such a row counts as unstamped.
# Stamps leave as microseconds since 1970: exact in every client, and quick to read.
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
ONE = "r.id = @id"
# A delete often comes without a new stamp: it is seen by when it was loaded. What Salesforce itself changed is seen by
# its system stamp. Such rows are read, and keep their place in the scan and the stamp that is shown.
AFTER = "r.stamp IS NULL OR r.stamp > @after OR r.touched > @after"
# A row without an id has no place of its own among equal stamps, so a resumed scan always sees it again.
BEHIND_UNSTAMPED = "r.stamp IS NOT NULL OR r.id > @position_id OR r.id IS NULL"
BEHIND_STAMPED = """
r.stamp > @position_stamp OR (r.stamp = @position_stamp AND (r.id > @position_id OR r.id IS NULL))
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A .sql file fitted to a warehouse: `query` gives (id, stamp, document, touched) in no order.

    With `items`, a document comes in several rows (see items.py). `place` is the warehouse and the datasets.
    """

    name: str
    entity: str
    query: exp.Select
    items: str = ""
    place: str = ""

    @property
    def origin(self) -> str:
        """The name and the place: what must be the same for one scan to go on where another one ended."""
        return f"{self.name}{PLACE}{self.place}" if self.place else self.name


@cache
def parse(name: str) -> exp.Select:
    """The .sql file of that name as a tree, over logical tables."""
    text = files("gametape.warehouse").joinpath("sql", f"{name}.sql").read_text("utf-8")
    return sqlglot.parse_one(text, read="bigquery", into=exp.Select)


def logical_tables(query: exp.Expr) -> dict[str, list[exp.Table]]:
    """Where a query reads which logical table, by `dataset.table`; names without a dataset are its own subqueries."""
    tables: dict[str, list[exp.Table]] = {}
    for table in query.find_all(exp.Table):
        if table.db:
            tables.setdefault(f"{table.db}.{table.name}", []).append(table)
    return tables


def fit(entity: SourceSpec, shapes: Mapping[str, TableShape], catalog: Catalog, dialect: str) -> Source:
    """Put in the place of each logical table what this warehouse has of it."""
    query = parse(entity.name).copy()
    for name, tables in logical_tables(query).items():
        found = find(shapes[name], catalog, dialect)
        for table in tables:
            select = relation(shapes[name], found, _columns_read(table))
            table.replace(select.subquery(table.alias_or_name))
    return Source(entity.name, entity.entity, query, entity.items)


def _columns_read(table: exp.Table) -> set[str]:
    select = table.find_ancestor(exp.Select)
    columns = select.find_all(exp.Column) if select else ()
    return {column.name for column in columns if column.table == table.alias_or_name}


def windowed(source: Source, window: Window) -> tuple[exp.Select, Parameters]:
    """The query of these rows, as (id, stamp in microseconds since 1970, document), and its parameters."""
    scan = sqlglot.parse_one(SCAN, read="bigquery", into=exp.Select)
    for table in scan.find_all(exp.Table):
        table.replace(source.query.copy().subquery("s"))
        break
    parameters: dict[str, str | datetime] = {}
    if window.id is not None:
        scan = scan.where(ONE, dialect="bigquery", copy=False)
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
