"""Security headers of every response, and refusal of requests for foreign host names or from foreign pages."""

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
    """ASGI middleware: adds the headers above unless a response has its own, and refuses foreign names and pages.

    A foreign page whose host name points to this machine (DNS rebinding) must not read the deals. A foreign page under
    its own host name must not send a request that writes (CSRF).
    """

    def __init__(self, app: ASGIApp, is_served: Callable[[str], bool]) -> None:
        """Guard `app`; `is_served` tells whether the application serves a host name of the header `Host`."""
        self._app = app
        self._is_served = is_served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
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
        if not self._is_served(name):
            return _misdirected
        return self._app if scope["method"] in _READING or _is_same_site(scope) else _foreign


def any_name(_name: str) -> bool:
    """Return True for every name, for an application whose platform decides on host names."""
    return True


def host_name(scope: Scope) -> str | None:
    """Return the name in the header `Host` without the port; None unless there is exactly one well-formed header."""
    hosts = Headers(scope=scope).getlist("host")
    match = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    return match["name"] if match else None


def is_address(name: str) -> bool:
    """Tell whether a host name is an IP address, which cannot be the name of a foreign page (no DNS rebinding)."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::[0-9]{1,5})?", re.ASCII)
_READING = frozenset(("GET", "HEAD", "OPTIONS"))
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


def _is_same_site(scope: Scope) -> bool:
    """Tell whether the header `Origin` is missing or names this site; other ports of this machine count as well."""
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return True
    # A gateway may serve gametape under another name. A foreign page cannot send X-Forwarded-Host without a preflight.
    hosts = {headers.get("host", ""), headers.get("x-forwarded-host", "")} - {""}
    try:
        page = urlsplit(origin)
        names = {urlsplit(f"//{host}").hostname for host in hosts}
    except ValueError:  # malformed: no browser and no honest proxy sends such a header
        return False
    return page.netloc in hosts or (page.hostname in _LOOPBACK and names <= _LOOPBACK)


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
