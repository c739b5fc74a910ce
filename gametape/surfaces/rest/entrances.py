"""Access level (`Entrance`) of the route that will answer a request.

The route is found as the router itself finds it, so that a path prefix (`--root-path`, a mounted application) makes no
difference. A route without a declared level is `DATA`, which needs a token.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto

from starlette.routing import BaseRoute, Match
from starlette.types import Scope


class Entrance(Enum):
    """Access level of a route."""

    PUBLIC = auto()
    """Open to everybody: health, login and logout."""
    PAGES = auto()
    """Pages without data; without a token they redirect to the login, but their scripts and styles are open."""
    QUESTIONS = auto()
    """Reads by any method, for a token with the scope `read`: MCP sends every question as POST."""
    DATA = auto()
    """Data: needs a token; a method that changes something needs a token with the scope `refresh`."""


class Entrances:
    """Access levels of an application's routes."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes
        self._kinds: list[tuple[BaseRoute, Entrance]] = []

    @contextmanager
    def declaring(self, kind: Entrance) -> Iterator[None]:
        """Declare the access level of the routes that are added within the `with` block."""
        before = len(self._routes)
        yield
        self._kinds.extend((route, kind) for route in self._routes[before:])

    def kind_of(self, scope: Scope) -> Entrance:
        """Return the access level of the route that will answer; `DATA` if there is no such route."""
        answering = self._answering(scope)
        return next((kind for route, kind in self._kinds if route is answering), Entrance.DATA)

    def _answering(self, scope: Scope) -> BaseRoute | None:
        """Return the route that the router would choose: the first full match, else the first route of that path."""
        partial: BaseRoute | None = None
        for route in self._routes:
            match, _ = route.matches(dict(scope))
            if match is Match.FULL:
                return route
            if match is Match.PARTIAL and partial is None:
                partial = route
        return partial
