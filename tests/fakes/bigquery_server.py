"""The emulator's own process: prints its address, and lives until its standard input is closed.

A process, not a thread: it sets up logging for the whole process it is in.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bqemulator.config import Settings
from bqemulator.server import EmulatorServer
from bqemulator.sql.translator import SQLTranslator
from bqemulator.storage.engine import DuckDBEngine
from sqlglot.dialects.dialect import Dialect


def read_once() -> None:
    """Each statement once: the emulator parses it anew for every step, and spends nearly all its time on that."""
    parse, translate = Dialect.parse, SQLTranslator.translate
    parsed: dict[tuple[object, ...], list[Any]] = {}
    translated: dict[tuple[object, ...], Any] = {}

    def parse_or_copy(self: Dialect, sql: str, **options: Any) -> list[Any]:
        key = (type(self), repr(self.settings), sql, repr(options))
        if key not in parsed:
            parsed[key] = parse(self, sql, **options)
        return [one and one.copy() for one in parsed[key]]

    def translate_once(self: SQLTranslator, bq_sql: str, **about: Any) -> Any:
        key = (bq_sql, repr(about))
        if key not in translated:
            translated[key] = translate(self, bq_sql, **about)
        return translated[key]

    Dialect.parse = parse_or_copy  # type: ignore[method-assign]
    SQLTranslator.translate = translate_once  # type: ignore[method-assign]


async def serve(uploads: Path) -> None:
    # It would download DuckDB extensions, of which nothing here needs one.
    DuckDBEngine._load_spatial = lambda self: None  # type: ignore[method-assign]
    DuckDBEngine._load_format_extensions = lambda self: None  # type: ignore[method-assign]
    server = EmulatorServer(
        Settings(rest_port=0, grpc_port=0, persistence_mode="ephemeral", log_level="error", upload_staging_dir=uploads)
    )
    await server.start()
    print(server.rest_url, flush=True)  # noqa: T201
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody reads the pipe any more
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()


if __name__ == "__main__":
    read_once()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(serve(Path(folder)))
