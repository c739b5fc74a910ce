"""Find the tables of a warehouse and return their rows as text, without gametape's code."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.real_values import flag

Row = Mapping[str, str | None]

_FILES = {
    ".csv": "read_csv(?, all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"')",
    ".jsonl": "read_json(?, format = 'newline_delimited', sample_size = -1)",
    ".parquet": "read_parquet(?)",
}
_OF_SALESFORCE = {"opportunity": 4, "opportunityhistory": 2, "emailmessage": 2, "account": 1}
_OF_GONG = {"call": 4, "transcript": 2, "callparticipant": 2, "callcontextintegration": 2, "users": 1}


def squash(name: str) -> str:
    """Normalize a name: `StageName` and `stage_name` are the same."""
    return name.replace("_", "").lower()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Tables:
    """Open warehouse: tables and columns by dataset, and the datasets of Salesforce and Gong."""

    connection: duckdb.DuckDBPyConnection
    columns: Mapping[str, Mapping[str, list[str]]]
    salesforce: str
    gong: str

    def has(self, dataset: str, table: str, *needed: str) -> bool:
        """Tell whether the table exists with all these columns."""
        there = {squash(name) for name in self._columns(dataset, table)}
        return bool(there) and there >= {squash(name) for name in needed}

    def rows(self, dataset: str, table: str, *names: str, all_versions: bool = False) -> Iterator[Row]:
        """Yield the named columns as text; None if a column does not exist. `a|b` takes the first existing spelling.

        Each row also has `deleted`, which is "true" or None, and `stamp`. Of a table in history mode only current
        versions are read, unless `all_versions` is set.
        """
        asked = [*names, "last_modified_date", "system_modstamp", "is_deleted", "_fivetran_deleted", "_fivetran_active"]
        selected = ", ".join(self._expression(dataset, table, name) for name in asked)
        name = next((name for name in self.columns.get(dataset, {}) if squash(name) == squash(table)), None)
        if name is None:
            return
        cursor = self.connection.cursor()
        cursor.execute("SET TimeZone = 'UTC'")
        cursor.execute(f"SELECT {selected} FROM warehouse.{_quoted(dataset)}.{_quoted(name)}")
        while page := cursor.fetchmany(10_000):
            for values in page:
                *_, modified, system, is_deleted, is_gone, active = values
                if all_versions or flag(active) is not False:
                    deleted = "true" if flag(is_deleted) or flag(is_gone) else None
                    row = {name.partition("|")[0]: value for name, value in zip(names, values, strict=False)}
                    yield row | {"deleted": deleted, "stamp": modified or system}

    def _columns(self, dataset: str, table: str) -> list[str]:
        tables = self.columns.get(dataset, {})
        return next((columns for name, columns in tables.items() if squash(name) == squash(table)), [])

    def _expression(self, dataset: str, table: str, name: str) -> str:
        for spelling in name.split("|"):
            there = [c for c in self._columns(dataset, table) if squash(c) == squash(spelling)]
            if there:
                return "coalesce(" + ", ".join(f"CAST({_quoted(column)} AS VARCHAR)" for column in there) + ")"
        return "NULL"


@contextmanager
def opened(warehouse: Path) -> Iterator[Tables]:
    """Open a DuckDB file or a folder of tables for reading."""
    path = str(warehouse).replace("'", "''")
    with duckdb.connect(":memory:") as connection:
        if warehouse.is_dir():
            connection.execute("ATTACH ':memory:' AS warehouse")
            _load_folder(connection, warehouse)
        else:
            connection.execute(f"ATTACH '{path}' AS warehouse (READ_ONLY)")
        catalog: dict[str, dict[str, list[str]]] = {}
        names = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns"
            " WHERE table_catalog = 'warehouse' ORDER BY ALL"
        )
        for dataset, table, column in names.fetchall():
            catalog.setdefault(dataset, {}).setdefault(table, []).append(column)
        yield Tables(connection, catalog, _dataset(catalog, _OF_SALESFORCE), _dataset(catalog, _OF_GONG))


def _load_folder(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for path in sorted(folder.glob("*/*")):
        reader = _FILES.get(path.suffix.lower())
        if reader:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS warehouse.{_quoted(path.parent.name)}")
            table = f"warehouse.{_quoted(path.parent.name)}.{_quoted(path.stem)}"
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {reader}", [str(path)])


def _dataset(catalog: Mapping[str, Mapping[str, list[str]]], known: Mapping[str, int]) -> str:
    """Return the dataset with most of the known tables.

    The name "none", which matches nothing, if no dataset has any.
    """
    points = {name: sum(known.get(squash(table), 0) for table in tables) for name, tables in catalog.items()}
    best = max(points, key=lambda name: points[name], default="")
    return best if points.get(best) else "none"
