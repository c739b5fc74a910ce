"""What every answer carries, and under which names the application answers at all."""

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
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


class RequestGuard:
    """ASGI middleware: the headers above, unless a response has its own, and a refusal of foreign names and pages.

    A page of another origin that has its own name point at this machine must not read the deals, and one that stays
    where it is must not make a browser ask for anything that is more than reading.
    """

    def __init__(self, app: ASGIApp, is_ours: Callable[[str], bool]) -> None:
        """`is_ours` tells of a name in the header `Host` whether the application answers under it."""
        self._app = app
        self._is_ours = is_ours

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
        name = host_name(scope)
        if name is None:
            return _malformed
        if not self._is_ours(name):
            return _misdirected
        return self._app if scope["method"] in _READING or _is_of_this_site(scope) else _foreign


def any_name(_name: str) -> bool:
    """For an application whose platform decides under which names it answers."""
    return True


def host_name(scope: Scope) -> str | None:
    """The name in the header `Host`, without the port; None where there is not exactly one that is well formed."""
    hosts = Headers(scope=scope).getlist("host")
    found = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    return found["name"] if found else None


def is_address(name: str) -> bool:
    """Whether a host name is an IP address, to which no page of elsewhere can point a name of its own."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::[0-9]{1,5})?", re.ASCII)
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
    try:
        asks = urlsplit(origin)
        names = {urlsplit(f"//{host}").hostname for host in hosts}
    except ValueError:  # neither a browser nor a proxy of good faith writes that
        return False
    return asks.netloc in hosts or (asks.hostname in _LOOPBACK and names <= _LOOPBACK)


_foreign = JSONResponse(
    {
        "error": {
            "code": "foreign_origin",
            "message": "Requests from other websites are not allowed.",
            "hint": "Open gametape at its own address.",
        }
    },
    403,
)

_misdirected = JSONResponse(
    {
        "error": {
            "code": "misdirected_request",
            "message": "gametape does not serve this host name.",
            "hint": "On this machine, use localhost or 127.0.0.1. With open access, list host names in GAMETAPE_HOSTS.",
        }
    },
    421,
)

_malformed = JSONResponse(
    {
        "error": {
            "code": "bad_request",
            "message": "The Host header is missing or malformed.",
            "hint": "Send one Host header with a name or an address, and the port unless it is the default.",
        }
    },
    400,
)
