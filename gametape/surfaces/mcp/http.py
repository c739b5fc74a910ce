"""/mcp: the server over streamable HTTP, stateless, inside the application that serves the rest.

It is made when the first request comes: loading the protocol takes as long as all the rest together, which a hosted
function that only ever answers the web app should not pay at each cold start.
"""

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from gametape.surfaces.store import Store

PATH = "/mcp"


class McpEndpoint:
    """An ASGI application that begins to live with its first request, and ends with `close`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._app: ASGIApp | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever the path that led here; who may ask was settled before (guard.py, door.py)."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
        if self._app is None:
            ready.cancel()
            keeper, self._keeper = self._keeper, None
            await keeper  # raises why it could not begin
        assert self._app is not None  # noqa: S101
        await self._app({**scope, "root_path": "", "path": PATH, "raw_path": PATH.encode()}, receive, send)

    async def _keep(self) -> None:
        """Hold the server's life from begin to end in one task, as its task group demands."""
        app = await asyncio.to_thread(_load, self._store)
        async with app.router.lifespan_context(app):
            self._app = app
            self._ready.set()
            await self._ended.wait()
        self._app = None

    async def close(self) -> None:
        """End it, when it ever began."""
        self._ended.set()
        if self._keeper is not None:
            with suppress(asyncio.CancelledError):
                await self._keeper


def _load(store: Store):  # type: ignore[no-untyped-def]
    from gametape.surfaces.mcp.server import make_server  # noqa: PLC0415

    return make_server(store).http_app(path=PATH, stateless_http=True, json_response=True)
