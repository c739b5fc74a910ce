"""DuckDB as a warehouse: a database file, or a folder of Parquet, CSV and JSONL files laid out as DATASET/TABLE.ext."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from gametape.errors import BadSettings, MissingSource, Skip, WarehouseUnavailable
from gametape.warehouse.csv_faults import first_fault
from gametape.warehouse.engine import Catalog, Parameters, Row
from gametape.warehouse.spill import Spill

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "200MB"
"""DuckDB sorts on disk beyond this limit, so memory stays flat for any number of rows of about a kilobyte."""

MEMORY_LIMITS_WIDE = ("500MB", "1GB", "50%")
"""Limits to try in turn for wider rows, which DuckDB cannot sort on disk with less; the last is half the machine's."""

THREADS = 1
"""Each thread needs its own share of memory: with two, a sort of 400,000 rows no longer fits into the limit.

More threads do not help: Python reads the rows more slowly than one yields. Scans that run side by side have a thread
each.
"""

MEND = "Fix the file or export it again: UTF-8, comma-separated, with quotes around values that contain commas."

WIDE = "List fewer columns in GAMETAPE_METADATA_COLUMNS."

# All CSV values are read as text: with guessed types the id 00123 would become the number 123. The layout is not
# guessed either: if lines differ in length, DuckDB would skip the first lines without an error.
READERS = {
    ".csv": "SELECT * FROM read_csv(:path, all_varchar = true, header = true, skip = 0, delim = ',', quote = '\"', "
    "escape = '\"', comment = '')",
    ".jsonl": "SELECT * FROM read_json(:path, format = 'newline_delimited', sample_size = -1)",
    ".parquet": "SELECT * FROM read_parquet(:path)",
}


class DuckDB:
    """Reads a DuckDB file or a folder of files. It never writes and never locks out other readers."""

    dialect = "duckdb"

    def __init__(self, path: Path) -> None:
        """Open `path`.

        Raises:
            BadSettings: `path` does not exist, is not a DuckDB file, or the package duckdb is not installed.
            WarehouseUnavailable: another process is writing the file.
        """
        if not path.exists():
            raise BadSettings(f"There is no file or folder {path}.", hint=_hint(path))
        if find_spec("duckdb") is None:
            raise BadSettings(
                "Reading a DuckDB warehouse needs the duckdb package.", hint="pip install 'gametape[local]'"
            )
        self._spill = Spill()
        try:
            self._connection = _open(path, self._spill)
        except BaseException:
            self._spill.close()
            raise

    def datasets(self) -> list[str]:
        """List the names of all schemas."""
        rows = self._rows(
            "SELECT DISTINCT table_schema FROM information_schema.tables"
            " WHERE table_catalog = current_database() ORDER BY table_schema"
        )
        return [name for (name,) in rows]

    def probe(self, datasets: Collection[str]) -> Catalog:
        """Read the tables and columns of these schemas."""
        catalog: dict[str, dict[str, dict[str, str]]] = {dataset: {} for dataset in datasets}
        columns = self._rows(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_catalog = current_database() ORDER BY table_schema, table_name, ordinal_position"
        )
        for dataset, table, column, type_ in columns:
            if dataset in catalog:
                catalog[dataset].setdefault(table, {})[column] = type_
        absent = "The schema does not exist or is empty."
        return Catalog(catalog, {name: absent for name in catalog if not catalog[name]})

    def scan(self, query: exp.Select, parameters: Parameters, size: int) -> Iterator[list[Row]]:
        """Sort the rows (large results on disk) and yield pages of at most `size` rows."""
        import duckdb  # noqa: PLC0415

        sql = query.order_by("stamp NULLS FIRST", "id NULLS FIRST").sql(self.dialect)
        with _translated(), self._session() as session:
            for larger in (*MEMORY_LIMITS_WIDE, None):
                try:
                    session.execute(sql, dict(parameters))
                    break
                except duckdb.OutOfMemoryException:
                    if larger is None:
                        raise
                    session.execute(f"SET GLOBAL memory_limit = '{larger}'")
            while page := session.fetchmany(size):
                yield page

    def estimate(self, query: exp.Select, parameters: Parameters) -> int | None:  # noqa: ARG002
        """Return None: reading a local file costs nothing."""
        return None

    def close(self) -> None:
        """Close the file and delete the temporary files."""
        self._connection.close()
        self._spill.close()

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with _translated(), self._session() as session:
            return session.execute(sql).fetchall()

    @contextmanager
    def _session(self) -> Iterator["duckdb.DuckDBPyConnection"]:
        with self._connection.cursor() as session:
            _begin(session)
            yield session


def _open(path: Path, spill: Spill) -> "duckdb.DuckDBPyConnection":
    import duckdb  # noqa: PLC0415  part of the extra `local`

    # Attach the file to a private in-memory instance. An instance opened by the file's path would be shared, with its
    # settings, by all readers in this process.
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "temp_directory": str(spill.path),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    try:
        if path.is_dir():
            _create_views(connection, path)
        else:
            _attach(connection, spill.reachable(path))
    except BaseException:
        connection.close()
        raise
    return connection


def _attach(connection: "duckdb.DuckDBPyConnection", path: Path) -> None:
    import duckdb  # noqa: PLC0415

    try:
        connection.execute(f"ATTACH {_literal(path)} AS warehouse (TYPE duckdb, READ_ONLY)")
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise WarehouseUnavailable(
                f"Another process is writing to {path}.", hint="Try again when it has finished."
            ) from error
        raise BadSettings(
            f"{path} cannot be read as a DuckDB file.",
            hint="Check that it is a DuckDB file and that the installed duckdb can read its version.",
            detail=_first_line(error),
        ) from error
    connection.execute("SET enable_external_access = false")


def _create_views(connection: "duckdb.DuckDBPyConnection", folder: Path) -> None:
    import duckdb  # noqa: PLC0415

    connection.execute("ATTACH ':memory:' AS warehouse")
    _begin(connection)
    for path in sorted(folder.glob("*/*")):
        reader = READERS.get(path.suffix.lower())
        if reader is None:
            continue
        dataset, table = (exp.to_identifier(name, quoted=True).sql("duckdb") for name in (path.parent.name, path.stem))
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {dataset}")
        try:
            connection.execute(f"CREATE VIEW {dataset}.{table} AS {reader.replace(':path', _literal(path))}")
        except duckdb.Error as error:
            reason = first_fault(path) if path.suffix.lower() == ".csv" else None
            message = f"{path} cannot be read: {reason}." if reason else f"{path} cannot be read."
            raise BadSettings(message, hint=MEND, detail=_first_line(error)) from error


def _begin(session: "duckdb.DuckDBPyConnection") -> None:
    """Set the session options that a cursor does not inherit from its connection."""
    session.execute("USE warehouse")
    session.execute("SET TimeZone = 'UTC'")


def _literal(path: Path) -> str:
    """Quote a path as an SQL literal, for statements that take no parameters."""
    return exp.Literal.string(str(path)).sql("duckdb")


def _hint(path: Path) -> str:
    absolute = Path("/", path)
    return f"Use four slashes for an absolute path: duckdb:///{absolute}" if absolute.exists() else ""


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _of_file(error: Exception) -> str:
    """Name the file that cannot be read and the faulty line, without quoting the file's content."""
    file = re.search(r"^\s*file = (.+\.csv)$", str(error), re.MULTILINE | re.IGNORECASE)
    reason = first_fault(Path(file[1])) if file else None
    return f"A file cannot be read: {file[1]}: {reason}." if file and reason else "A file cannot be read."


@contextmanager
def _translated() -> Iterator[None]:
    """Turn DuckDB's errors into gametape's own.

    DuckDB's text quotes queries and rows, so it only goes into `detail`.
    """
    import duckdb  # noqa: PLC0415

    try:
        yield
    except duckdb.CatalogException as error:
        raise MissingSource(
            "A table or column is missing from the warehouse.",
            hint="The warehouse changed during the sync.",
            detail=_first_line(error),
        ) from error
    except duckdb.OutOfMemoryException as error:
        message = "The rows are too wide for this machine's memory."
        raise Skip(message, hint=WIDE, detail=_first_line(error)) from error
    except duckdb.InvalidInputException as error:  # a row that does not fit the file's format
        raise Skip(_of_file(error), hint=MEND, detail=_first_line(error)) from error
    except duckdb.OperationalError as error:
        message = "DuckDB could not read the warehouse."
        hint = "Set GAMETAPE_LOG_LEVEL=DEBUG to see DuckDB's error in the log."
        raise WarehouseUnavailable(message, hint=hint, detail=_first_line(error)) from error
