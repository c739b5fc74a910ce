"""Conditional responses: a client that already has the current body gets 304 without a body."""

from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class CachedRoute(APIRoute):
    """Route whose responses have an ETag of their body; a request with the same ETag is answered with 304.

    By default a client must ask at every use; a route whose data may be a little old sets its own `Cache-Control`.
    """

    def get_route_handler(self) -> _Handler:
        """Return the route's handler, with the comparison of ETags added."""
        handle = super().get_route_handler()

        async def handle_cached(request: Request) -> Response:
            response = await handle(request)
            if response.status_code != 200:
                return response
            tag = f'W/"{blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
            response.headers.setdefault("Cache-Control", "private, no-cache")
            response.headers["ETag"] = tag
            if tag in (part.strip() for part in request.headers.get("If-None-Match", "").split(",")):
                kept = {name: response.headers[name] for name in ("Cache-Control", "ETag")}
                return Response(status_code=304, headers=kept)
            return response

        return handle_cached
