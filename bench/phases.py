"""Shared parts of the benchmarks: databases on one embedded server, and phases in their own processes."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
import structlog
from psycopg import sql

from gametape.settings import Settings
from gametape.store.database import migrate, open_store

_MB = 1024 if sys.platform != "darwin" else 1024 * 1024  # unit of ru_maxrss: kB, on macOS bytes


def settings(home: Path, database_url: str | None = None) -> Settings:
    """Return settings with the benchmark's own folder, server and warehouse."""
    return Settings.model_validate(
        {"DATABASE_URL": database_url, "data_dir": home / "data", "warehouse": f"duckdb:///{home / 'warehouse.duckdb'}"}
    )


@contextmanager
def server(home: Path, *databases: str) -> Iterator[sa.Engine]:
    """Keep the embedded server running during the phases, with these empty databases."""
    home.chmod(0o711)  # Postgres may run under another account
    engine = open_store(settings(home))
    for database in databases:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(f"CREATE DATABASE {database}"))
    try:
        yield engine
    finally:
        engine.dispose()


def opened(home: Path, database: str) -> sa.Engine:
    """Open an engine on a migrated database of the benchmark's server."""
    url = open_store(settings(home)).url.set(database=database).render_as_string(hide_password=False)
    engine = open_store(settings(home, url))
    migrate(engine)
    return engine


def measured(work: Callable[[Path], Any], home: Path) -> dict[str, Any]:
    """Run `work` in a new process; return its result and the peak memory of the process in MB."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measure, work, home).result()


def _measure(work: Callable[[Path], Any], home: Path) -> dict[str, Any]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    result = work(home)
    return {"result": result, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB}


def copied(home: Path, table: sa.Table, source: str, target: str) -> tuple[float, int]:
    """COPY a table's finished rows into the same table of another database; return seconds and bytes as text."""
    finished = home / f"{table.name}.copy"
    words = {"table": sql.Identifier(table.name), "columns": sql.SQL(", ").join(map(sql.Identifier, table.c.keys()))}
    export = sql.SQL("COPY {table} ({columns}) TO STDOUT").format(**words)
    with _cursor(opened(home, source)) as cursor, finished.open("wb") as file, cursor.copy(export) as copy:
        file.writelines(copy)
    with _cursor(opened(home, target)) as cursor, finished.open("rb") as file:
        began = time.perf_counter()
        with cursor.copy(sql.SQL("COPY {table} ({columns}) FROM STDIN").format(**words)) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        cursor.connection.commit()
        return time.perf_counter() - began, finished.stat().st_size


@contextmanager
def _cursor(engine: sa.Engine) -> Iterator[psycopg.Cursor]:
    with engine.connect() as connection:
        driver: psycopg.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        yield driver.cursor()
