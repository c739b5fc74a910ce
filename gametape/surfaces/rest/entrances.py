"""Which route will answer a request, and what kind of route that is.

The decision follows the router itself, so that a prefix (`--root-path`, a mounted application) changes nothing.
A route that nobody declared is data, which needs a token.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum, auto

from starlette.routing import BaseRoute, Match
from starlette.types import Scope


class Entrance(Enum):
    """Who may use a route."""

    PUBLIC = auto()
    """Everybody: health, login and logout."""
    PAGES = auto()
    """Pages without data, which lead to the login; their scripts and styles are no secret."""
    QUESTIONS = auto()
    """Reads, whatever the method: MCP sends every question as POST."""
    DATA = auto()
    """Whoever shows a token; what changes something needs more than a token for reading."""


class Entrances:
    """The kinds of an application's routes."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._routes = routes
        self._kinds: list[tuple[BaseRoute, Entrance]] = []

    @contextmanager
    def declaring(self, kind: Entrance) -> Iterator[None]:
        """Say of what kind the routes are that the block adds."""
        before = len(self._routes)
        yield
        self._kinds.extend((route, kind) for route in self._routes[before:])

    def kind_of(self, scope: Scope) -> Entrance:
        """The kind of the route that will answer; data, where there is none."""
        answering = self._answering(scope)
        return next((kind for route, kind in self._kinds if route is answering), Entrance.DATA)

    def _answering(self, scope: Scope) -> BaseRoute | None:
        """As the router chooses: the first full match, else the first route of that path."""
        partial: BaseRoute | None = None
        for route in self._routes:
            match, _ = route.matches(dict(scope))
            if match is Match.FULL:
                return route
            if match is Match.PARTIAL and partial is None:
                partial = route
        return partial
