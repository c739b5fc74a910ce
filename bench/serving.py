"""The API's server in a process of its own, for benchmarks that ask over HTTP."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context

import psutil
import sqlalchemy as sa
import uvicorn


@contextmanager
def served(engine: sa.Engine) -> Iterator[tuple[str, psutil.Process]]:
    """Yield the URL of a server over the engine's database, and its process."""
    database_url = engine.url.render_as_string(hide_password=False)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = get_context("spawn").Process(target=_serve, args=(listener, database_url), daemon=True)
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", psutil.Process(process.pid)
        finally:
            process.terminate()
            process.join()


def _serve(listener: socket.socket, database_url: str) -> None:
    os.environ |= {"DATABASE_URL": database_url, "GAMETAPE_ACCESS": "open"}
    uvicorn.Server(uvicorn.Config("gametape.surfaces.application:app", log_level="warning")).run([listener])
