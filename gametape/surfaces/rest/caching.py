"""Answers that need not be sent again when the client already has them."""

from collections.abc import Callable, Coroutine
from hashlib import blake2b
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

_Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class CachedRoute(APIRoute):
    """Answers carry an ETag of their body; whoever holds the same body gets 304.

    By default a client asks every time; a route that may be a little old says so in its own `Cache-Control`.
    """

    def get_route_handler(self) -> _Handler:
        """The route's handler, with its answer compared to what the client has."""
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
