"""MCP over streamable HTTP at /mcp, stateless, inside the web application.

The server is made at its first request: its packages take as long to load as everything else together, and a hosted
function that only serves the web site should not load them at each cold start.
"""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from gametape.surfaces.store import Store

PATH = "/mcp"


class McpEndpoint:
    """ASGI application that starts the MCP server at its first request, and stops it with `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._app: ASGIApp | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request at any path; access was checked before (request_guard.py, authentication.py)."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        if self._app is None:
            ready.cancel()
            keeper, self._keeper = self._keeper, None
            await keeper  # raises the error with which the start failed
        assert self._app is not None  # noqa: S101
        await self._app({**scope, "root_path": "", "path": PATH, "raw_path": PATH.encode()}, receive, send)

    async def _keep(self) -> None:
        """Start the server, wait for `close`, and stop the server in one task, as its task group requires."""
        app = await asyncio.to_thread(_load, self._store)
        async with app.router.lifespan_context(app):
            self._app = app
            self._ready.set()
            await self._ended.wait()
        self._app = None

    async def close(self) -> None:
        """Stop the server if it was started."""
        self._ended.set()
        if self._keeper is not None:
            with suppress(asyncio.CancelledError):
                await self._keeper


def _load(store: Store):  # type: ignore[no-untyped-def]
    from gametape.surfaces.mcp.server import make_server  # noqa: PLC0415

    return make_server(store).http_app(path=PATH, stateless_http=True, json_response=True)
