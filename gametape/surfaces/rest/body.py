"""Limits of a request's body: its length, and the time until it has arrived."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gametape.surfaces.rest import errors

LONGEST = 1_000_000
"""Maximum length of a body, in bytes. The longest text that any route accepts has 2,000 characters."""
SECONDS = 20.0
"""Seconds within which the whole body must arrive."""


class BodyLimit:
    """ASGI middleware: refuses a body that is too long (413) or arrives too slowly (408)."""

    def __init__(
        self,
        app: ASGIApp,
        longest: int = LONGEST,
        seconds: float = SECONDS,
        longer: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """Limit the bodies of `app`; `longer` has the limits of paths that take longer bodies."""
        self._app = app
        self._longest = longest
        self._seconds = seconds
        self._longer = longer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse a body that is too long before it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        longest = self._longer.get(path, self._longest)
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > longest:
            await _too_long(longest)(scope, receive, send)
            return
        await self._app(scope, self._limited(receive, longest), send)

    def _limited(self, receive: Receive, longest: int) -> Receive:
        length = 0
        is_whole = False
        deadline: float | None = None

        async def limited() -> Message:
            nonlocal length, is_whole, deadline
            if is_whole:  # the only further message is that the client disconnected
                return await receive()
            loop = asyncio.get_running_loop()
            deadline = deadline or loop.time() + self._seconds
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
            length += len(message.get("body", b""))
            if length > longest:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            is_whole = not message.get("more_body", False)
            return message

        return limited


def _too_long(longest: int) -> ASGIApp:
    return errors.answer(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_large",
        f"The request is longer than {longest:,} bytes.",
        "Send a smaller request.",
        {"Connection": "close"},
    )
