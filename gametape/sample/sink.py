"""Where rows go: a DuckDB file with the layout of `layout.sql`, filled in batches so that memory stays flat."""

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
"""Between cells, and around a cell that holds a line break: control characters, so that nothing else needs quoting."""

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
"""Never looks for an extension: that would be a download."""


def connect(path: Path) -> "duckdb.DuckDBPyConnection":
    """Open a DuckDB file.

    Raises:
        BadRequest: DuckDB is not installed (the extra `local` brings it).
    """
    try:
        import duckdb  # noqa: PLC0415  (an extra: the hosted function does without)
    except ImportError:
        raise BadRequest("The sample company needs DuckDB", hint="pip install 'gametape[local]'") from None
    db = duckdb.connect(str(path), config=_CONFIG)
    db.execute("SET enable_progress_bar = false")  # the terminal is the caller's
    return db


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    return f"{_QUOTE}{text}{_QUOTE}" if "\n" in text else text


class Sink:
    """Takes rows by table name; `flush` moves what was taken into the file.

    Args:
        path: the DuckDB file.
        create: whether to lay the tables out first; else they are there.
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
        found = self._db.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
            " ORDER BY table_schema, table_name, ordinal_position"
        ).fetchall()
        for table, column in found:
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
        """Take one row; columns that are not given are NULL.

        Raises:
            KeyError: the table or a column of that name is not in the layout.
        """
        columns = self._columns[table]
        if not columns.keys() >= cells.keys():
            raise KeyError(f"{table}: {', '.join(cells.keys() - columns.keys())}")
        self._lines[table].append(_CELL.join([_text(cells.get(column)) for column in columns]))

    def extend(self, table: str, rows: Iterable[Sequence[str]]) -> None:
        """Take many rows of text without line breaks; they hold every column, in the order of the layout."""
        self._lines[table].extend(map(_CELL.join, rows))

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement on what is in the file already; rows that were taken are there after `flush`."""
        return self._db.execute(sql, values).fetchall()

    def flush(self) -> None:
        """Copy all rows taken so far into the file."""
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
