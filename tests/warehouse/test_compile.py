"""Which rows a window gives, in which order; and what the SQL looks like that BigQuery itself must accept."""

import re
from datetime import UTC, datetime
from importlib.resources import files

import pytest
import sqlglot
from sqlglot import exp

from gametape.warehouse import Position, Window
from gametape.warehouse.compile import SqlSource, fit_source, logical_tables, parse_sql, window_query
from gametape.warehouse.engine import Catalog
from gametape.warehouse.shapes import SOURCES, shapes
from tests.databases import OnlyGiven
from tests.warehouse.conftest import WarehouseOf, read

ROWS = """
CREATE TABLE salesforce.opportunity AS FROM (VALUES
  ('a', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000001'), ('c', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000002'),
  ('B', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000002'), ('b', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000002'),
  (NULL, 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000002'), (NULL, 'y', TIMESTAMPTZ '2026-01-01 00:00:00.000002'),
  ('d', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000003'), ('n2', 'x', NULL), ('n1', 'x', NULL),
  ('future', 'x', TIMESTAMPTZ '2999-01-01')
) t(id, name, last_modified_date)"""
ORDER = ["future", "n1", "n2", "a", None, None, "B", "b", "c", "d"]


def at(microsecond: int) -> datetime:
    return datetime(2026, 1, 1, 0, 0, 0, microsecond, tzinfo=UTC)


def test_windows_and_positions(warehouse_of: WarehouseOf) -> None:
    warehouse = warehouse_of(ROWS)

    def ids(window: Window) -> list[str | None]:
        return [row.id for row in read(warehouse, "opportunities", window)]

    assert ids(Window()) == ORDER, "rows without a stamp first, a stamp from the future counts as none, bytes decide"
    assert ids(Window(after=at(1))) == ["future", "n1", "n2", None, None, "B", "b", "c", "d"]
    assert ids(Window(after=at(3))) == ["future", "n1", "n2"]
    assert ids(Window(position=Position(None, "n1"))) == ["n2", "a", None, None, "B", "b", "c", "d"]
    assert ids(Window(position=Position(at(2), "B"))) == [None, None, "b", "c", "d"], "no id, no place: always again"
    assert ids(Window(position=Position(at(2), "c"))) == [None, None, "d"]
    assert ids(Window(after=at(2), position=Position(at(2), "B"))) == ["d"]
    assert ids(Window(after=at(1), position=Position(None, "n2"))) == [None, None, "B", "b", "c", "d"]


TOUCHED = """
CREATE TABLE salesforce.opportunity AS FROM (VALUES
  ('both', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000002', TIMESTAMPTZ '2026-01-01 00:00:00.000002'),
  ('system', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000001', TIMESTAMPTZ '2026-01-01 00:00:00.000003'),
  ('old', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000001', TIMESTAMPTZ '2026-01-01 00:00:00.000001'),
  ('no system', 'x', TIMESTAMPTZ '2026-01-01 00:00:00.000001', NULL),
  ('only system', 'x', NULL, TIMESTAMPTZ '2026-01-01 00:00:00.000001')
) t(id, name, last_modified_date, system_modstamp);
CREATE TABLE salesforce.email_message AS SELECT id, last_modified_date, system_modstamp FROM salesforce.opportunity;
"""


@pytest.mark.parametrize("entity", ["opportunities", "emails"])
def test_12_what_only_the_system_changed_is_in_the_window_and_keeps_its_stamp(
    warehouse_of: WarehouseOf, entity: str
) -> None:
    warehouse = warehouse_of(TOUCHED)
    stamps = {row.id: row.stamp for row in read(warehouse, entity, Window(after=at(1)))}
    assert stamps == {"both": at(2), "system": at(1)}
    assert [row.id for row in read(warehouse, entity, Window(after=at(2)))] == ["system"]
    assert read(warehouse, entity, Window(after=at(3))) == []


def test_resuming_anywhere_gives_the_rest(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(f"{ROWS}; DELETE FROM salesforce.opportunity WHERE id IS NULL")
    rows = read(warehouse, "opportunities")
    for place, row in enumerate(rows):
        rest = read(warehouse, "opportunities", Window(position=Position(row.stamp, str(row.id))))
        assert rest == rows[place + 1 :]


def test_pages_are_of_the_size_asked_for(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(ROWS)
    assert [len(page) for page in warehouse.rows(warehouse.source("opportunities"), Window(), 4)] == [4, 4, 2]


def test_two_scans_at_once_do_not_disturb_each_other(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of(ROWS)
    source = warehouse.source("opportunities")
    first, second = warehouse.rows(source, Window(), 6), warehouse.rows(source, Window(), 4)
    assert [row.id for row in next(first)] == ORDER[:6]
    assert [row.id for row in next(second)] == ORDER[:4]
    assert [row.id for row in next(first)] == ORDER[6:]


def test_every_sql_file_is_a_source_and_every_source_a_file() -> None:
    names = {path.name.removesuffix(".sql") for path in files("gametape.warehouse").joinpath("sql").iterdir()}
    assert names == {choice.name for choice in SOURCES}


@pytest.mark.parametrize("name", [choice.name for choice in SOURCES])
def test_sql_file_gives_the_four_columns_from_known_tables(name: str) -> None:
    query = parse_sql(name)
    assert sorted(query.named_selects) == ["document", "id", "stamp", "touched"]
    assert set(logical_tables(query)) <= set(shapes(OnlyGiven()))
    for struct in query.find_all(exp.Struct):
        assert all(isinstance(field, exp.PropertyEQ) for field in struct.expressions), "every key is named"


def everything() -> Catalog:
    """A warehouse that has every table and column, in BigQuery's types."""
    tables = {name: shape for name, shape in shapes(OnlyGiven()).items() if name != "salesforce.opportunity_versions"}
    found: dict[str, dict[str, dict[str, str]]] = {}
    for shape in tables.values():
        columns = {column.candidates[0]: "STRING" for column in shape.columns}
        columns |= {"last_modified_date": "TIMESTAMP", "_fivetran_synced": "TIMESTAMP", "is_deleted": "BOOL"}
        columns |= {"_fivetran_active": "BOOL", "Extra__c": "NUMERIC", "created_date": "DATETIME", "doc_c": "JSON"}
        found.setdefault(shape.dataset, {}).setdefault(shape.table, {}).update(columns)
    return Catalog(found)


def fitted(name: str) -> SqlSource:
    (choice,) = (choice for choice in SOURCES if choice.name == name)
    return fit_source(choice, shapes(OnlyGiven()), everything(), "bigquery")


@pytest.mark.parametrize("name", [choice.name for choice in SOURCES])
def test_bigquery_text_is_bigquerys(name: str) -> None:
    """The emulator forgives what the real service refuses, so the text itself is looked at."""
    window = Window(after=at(1), position=Position(at(2), "x"))
    query, parameters = window_query(fitted(name), window)
    sql = query.sql("bigquery", pretty=True)
    assert sqlglot.parse_one(sql, read="bigquery").sql("bigquery", pretty=True) == sql, "BigQuery's grammar, and stable"
    code = re.sub(r"/\*.*?\*/", "", sql, flags=re.DOTALL)  # a comment may hold an address
    assert set(re.findall(r"@(\w+)", code)) == set(parameters) == {"after", "position_stamp", "position_id"}
    assert "2026-01-01" not in sql, "values travel as parameters"
    assert not re.search(
        r"::|\bVARCHAR\b|\bTEXT\b|TIMESTAMPTZ|\bTRY_CAST|\bEPOCH_|\bFILTER\s*\(|STRUCT_PACK|\{'\w", sql
    )
    assert not re.search(r"AS new\b|\.new AS", sql), "NEW is reserved in BigQuery"
    tables = {
        table.sql("bigquery") for table in sqlglot.parse_one(sql, read="bigquery").find_all(exp.Table) if table.db
    }
    assert all(table.startswith("`") for table in (t.split(" ")[0] for t in tables)), tables


def test_a_first_scan_needs_no_parameter_and_no_condition() -> None:
    query, parameters = window_query(fitted("opportunities_salesforce"), Window())
    assert parameters == {}
    assert "@" not in query.sql("bigquery")
