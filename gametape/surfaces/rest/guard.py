"""What every answer carries, and under which names the application answers at all."""

from urllib.parse import urlsplit

from starlette.datastructures import URL, Headers, MutableHeaders
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
    """ASGI middleware: the headers above, unless a response has its own, and a refusal of foreign names and pages.

    A page of another origin that has its own name point at this machine must not read the deals, and one that stays
    where it is must not make a browser ask for anything that is more than reading.
    """

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

        await self._for(scope)(scope, receive, guarded)

    def _for(self, scope: Scope) -> ASGIApp:
        if not self._is_ours(scope):
            return _misdirected
        return self._app if scope["method"] in _READING or _is_of_this_site(scope) else _foreign

    def _is_ours(self, scope: Scope) -> bool:
        if "*" in self._hosts:
            return True
        host = URL(scope=scope).hostname or ""
        return (f"[{host}]" if ":" in host else host) in self._hosts


_READING = frozenset(("GET", "HEAD", "OPTIONS"))
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


def _is_of_this_site(scope: Scope) -> bool:
    """Whether no browser says that a page of elsewhere asks. Another port of this machine is not elsewhere."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return True
    # A gateway in front may have another name for us; no page can send its header without being asked first.
    hosts = {headers.get("host", ""), headers.get("x-forwarded-host", "")} - {""}
    asks = urlsplit(origin)
    names = {urlsplit(f"//{host}").hostname for host in hosts}
    return asks.netloc in hosts or (asks.hostname in _LOOPBACK and names <= _LOOPBACK)


_foreign = JSONResponse(
    {
        "error": {
            "code": "foreign_origin",
            "message": "A page of another site may not ask for this.",
            "hint": "Open gametape under its own address.",
        }
    },
    403,
)

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
