"""Who may come in: on this machine everybody, from beyond it whoever shows a token, unless the settings say otherwise.

A request that a proxy passed on is from beyond this machine, wherever the proxy runs.

Programs send the token with each request (`Authorization: Bearer ...`). People show it once, at /api/login, and their
browser keeps it in a cookie that no script can read.
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gametape.errors import GametapeError
from gametape.surfaces import auth
from gametape.surfaces.rest import errors
from gametape.surfaces.rest.entrances import Entrance, Entrances
from gametape.surfaces.store import Store

COOKIE = "gametape_token"
LOGIN = "/api/login"

_READING = frozenset(("GET", "HEAD", "OPTIONS"))


class Authentication:
    """ASGI middleware: lets in whoever may. `is_closed` says whether a request needs a token at all."""

    def __init__(self, app: ASGIApp, store: Store, entrances: Entrances, is_closed: Callable[[Scope], bool]) -> None:
        self._app = app
        self._store = store
        self._entrances = entrances
        self._is_closed = is_closed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        app: ASGIApp = self._app
        if scope["type"] == "http":
            try:
                app = await self._refusal(scope) or app
            except GametapeError as error:
                app = errors.answer(error.status, error.code, str(error), error.hint)
        await app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        if not self._is_closed(scope):
            return None
        kind = self._entrances.kind_of(scope)
        if kind is Entrance.PUBLIC or (kind is Entrance.PAGES and not _opens_a_page(scope)):
            return None
        shown = shown_token(scope)
        token = await run_in_threadpool(known_to, self._store, shown) if shown else None
        if token is None:
            return _log_in_first(scope) if kind is Entrance.PAGES else _who_are_you(scope)
        only_reads = scope["method"] in _READING or kind is Entrance.QUESTIONS
        needed = auth.Scope.READ if only_reads else auth.Scope.REFRESH
        return None if needed in token.scopes else _not_for_that(token, needed)


def login_path(scope: Scope) -> str:
    """The path of the login as a browser asks for it, below whatever prefix the application is served."""
    return f"{scope.get('root_path', '')}{LOGIN}"


def known_to(store: Store, shown: str) -> auth.AccessToken | None:
    """The token in use that somebody shows.

    Raises:
        StoreUnavailable: Postgres cannot be reached, or has no tables yet.
    """
    with store.writing() as connection:
        return auth.known_token(connection, shown)


def shown_token(scope: Scope) -> str:
    """What a request shows: in its header, else in its cookie; empty when nothing."""
    headers = Headers(scope=scope)
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return shown.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _opens_a_page(scope: Scope) -> bool:
    """Somebody opens a page, which is empty without data; scripts, styles and fonts are nobody's secret."""
    return scope["method"] in _READING and "text/html" in Headers(scope=scope).get("accept", "")


def _who_are_you(scope: Scope) -> Response:
    return errors.answer(
        401,
        "not_allowed",
        "A token is required.",
        f"Send `Authorization: Bearer TOKEN`, or log in at {login_path(scope)}; "
        "`gametape token create NAME` creates a token.",
        {"WWW-Authenticate": 'Bearer realm="gametape"'},
    )


def _log_in_first(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    prefix, path = scope.get("root_path", ""), scope["path"]
    below = path if path.startswith(f"{prefix}/") else prefix + path  # a proxy may have taken the prefix off
    wanted = quote(below) + (f"?{query}" if query else "")
    return RedirectResponse(f"{login_path(scope)}?next={quote(wanted, safe='')}", 303, {"Cache-Control": "no-store"})


def _not_for_that(token: auth.AccessToken, needed: auth.Scope) -> Response:
    return errors.answer(
        403,
        "not_in_scope",
        f"The token {token.name!r} has the scope {', '.join(token.scopes) or 'none'}; this request needs {needed}.",
        f"Create a token with `gametape token create NAME --scope {needed}`.",
        {"WWW-Authenticate": f'Bearer realm="gametape", error="insufficient_scope", scope="{needed}"'},
    )
