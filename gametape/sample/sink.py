"""Write rows to a DuckDB file with the layout of `layout.sql`, in batches, so that memory stays flat."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gametape.errors import BadRequest

if TYPE_CHECKING:
    import duckdb

_CELL, _QUOTE = "\x1f", "\x1e"
"""Separator of cells, and quote of a cell with a line break: control characters, so that no other text needs quotes."""

_COPY = (
    "COPY {table} FROM '{file}' (FORMAT csv, HEADER false, AUTO_DETECT false, NULLSTR '',"
    f" DELIMITER '{_CELL}', QUOTE '{_QUOTE}', ESCAPE '{_QUOTE}')"
)
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
"""DuckDB settings. Extensions are never loaded automatically, because that would download them."""


def connect(path: Path, *, read_only: bool = False) -> "duckdb.DuckDBPyConnection":
    """Open a DuckDB file.

    Raises:
        BadRequest: DuckDB is not installed (the extra `local` installs it).
    """
    try:
        import duckdb  # noqa: PLC0415  (an extra: the hosted function does without)
    except ImportError:
        raise BadRequest("The sample company needs DuckDB", hint="pip install 'gametape[local]'") from None
    db = duckdb.connect(str(path), read_only=read_only, config=_CONFIG)
    db.execute("SET enable_progress_bar = false")  # the caller controls the terminal
    return db


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    return f"{_QUOTE}{text}{_QUOTE}" if "\n" in text else text


class Sink:
    """Collects rows by table name; `flush` writes them to the file.

    Args:
        path: the DuckDB file.
        create: True to create the tables first; False if they exist.
    """

    def __init__(self, path: Path, *, create: bool) -> None:
        self._db = connect(path)
        self._create = create
        self._spool = TemporaryDirectory(prefix="gametape-sample-")
        self._columns: dict[str, dict[str, None]] = {}
        self._lines: dict[str, list[str]] = {}
        self.counts: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._create:
            self._db.execute((files(__package__) / "layout.sql").read_text("utf-8"))
        columns = self._db.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
            " ORDER BY table_schema, table_name, ordinal_position"
        ).fetchall()
        for table, column in columns:
            self._columns.setdefault(table, {})[column] = None
        self.counts = dict.fromkeys(self._columns, 0)
        self._lines = {table: [] for table in self._columns}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()
        self._db.close()
        self._spool.cleanup()

    def add(self, table: str, **cells: Any) -> None:
        """Add a row; missing columns are NULL.

        Raises:
            KeyError: the layout has no such table or column.
        """
        columns = self._columns[table]
        if not columns.keys() >= cells.keys():
            raise KeyError(f"{table}: {', '.join(cells.keys() - columns.keys())}")
        self._lines[table].append(_CELL.join([_text(cells.get(column)) for column in columns]))

    def extend(self, table: str, rows: Iterable[Sequence[str]]) -> None:
        """Add many rows of text without line breaks; each has all columns in the order of the layout."""
        self._lines[table].extend(map(_CELL.join, rows))

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement on the rows in the file; collected rows are there only after `flush`."""
        return self._db.execute(sql, values).fetchall()

    def flush(self) -> None:
        """Write all collected rows to the file."""
        self._db.execute("BEGIN")
        for table, lines in self._lines.items():
            if not lines:
                continue
            file = Path(self._spool.name) / f"{table}.csv"
            file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
            schema, name = table.split(".")
            self._db.execute(_COPY.format(table=f'{schema}."{name}"', file=str(file).replace("'", "''")))
            self.counts[table] += len(lines)
            file.unlink()
            lines.clear()
        self._db.execute("COMMIT")
