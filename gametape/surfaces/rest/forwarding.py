"""Detection of requests that a proxy forwarded: their address is the proxy's, and says nothing about the client."""

from starlette.types import Scope

_PREFIXES = (b"x-forwarded-", b"x-original-", b"cf-")
_NAMES = frozenset(
    (
        b"forwarded",
        b"via",
        b"x-real-ip",
        b"x-client-ip",
        b"x-cluster-client-ip",
        b"true-client-ip",
        b"fastly-client-ip",
        b"fly-client-ip",
    )
)


def is_forwarded(scope: Scope) -> bool:
    """Tell whether a proxy forwarded this request.

    nginx before 1.29.7 adds no header by default, but uses HTTP/1.0, which no browser and no assistant uses.
    """
    if scope.get("http_version") == "1.0":
        return True
    return any(name in _NAMES or name.startswith(_PREFIXES) for name, _ in scope["headers"])
