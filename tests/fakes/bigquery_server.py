"""The emulator's own process: prints its address, and lives until its standard input is closed.

A process, not a thread: it sets up logging for the whole process it is in.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from bqemulator.config import Settings
from bqemulator.server import EmulatorServer
from bqemulator.storage.engine import DuckDBEngine


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
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(serve(Path(folder)))
