"""What every answer carries, and under which names the application answers at all."""

from starlette.datastructures import URL, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """ASGI middleware: the headers above, unless a response has its own, and a refusal of foreign host names."""

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._app if self._is_ours(scope) else _misdirected
        await app(scope, receive, guarded)

    def _is_ours(self, scope: Scope) -> bool:
        if "*" in self._hosts:
            return True
        host = URL(scope=scope).hostname or ""
        return (f"[{host}]" if ":" in host else host) in self._hosts


_misdirected = JSONResponse(
    {
        "error": {
            "code": "misdirected_request",
            "message": "The application does not answer under this host name.",
            "hint": "Use localhost or 127.0.0.1.",
        }
    },
    421,
)
