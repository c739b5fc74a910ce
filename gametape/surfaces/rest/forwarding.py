"""Signs that a request came through a proxy, so that "from this machine" says nothing about who asks."""

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
    """Whether a proxy passed this request on.

    nginx before 1.29.7 adds no header by itself, but speaks HTTP/1.0, which no browser and no assistant does.
    """
    if scope.get("http_version") == "1.0":
        return True
    return any(name in _NAMES or name.startswith(_PREFIXES) for name, _ in scope["headers"])
