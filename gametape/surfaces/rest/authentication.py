"""Authentication: requests from this machine need no token, all others do, unless the settings say otherwise.

A request that a proxy forwarded counts as a request from another machine, even if the proxy runs on this machine.

Programs send the token with each request (`Authorization: Bearer ...`). People enter it once, at /api/login, and their
browser keeps it in a cookie that scripts cannot read.
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
    """ASGI middleware: refuses requests without a valid token, where `needs_token` says that a token is needed."""

    def __init__(self, app: ASGIApp, store: Store, entrances: Entrances, needs_token: Callable[[Scope], bool]) -> None:
        self._app = app
        self._store = store
        self._entrances = entrances
        self._needs_token = needs_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        app: ASGIApp = self._app
        if scope["type"] == "http":
            try:
                app = await self._refusal(scope) or app
            except GametapeError as error:
                app = errors.answer(error.status, error.code, str(error), error.hint)
        await app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        if not self._needs_token(scope):
            return None
        kind = self._entrances.kind_of(scope)
        if kind is Entrance.PUBLIC or (kind is Entrance.PAGES and not _opens_a_page(scope)):
            return None
        shown = shown_token(scope)
        token = await run_in_threadpool(known_to, self._store, shown) if shown else None
        if token is None:
            return _redirect_to_login(scope) if kind is Entrance.PAGES else _unauthorized(scope)
        only_reads = scope["method"] in _READING or kind is Entrance.QUESTIONS
        needed = auth.Scope.READ if only_reads else auth.Scope.REFRESH
        return None if needed in token.scopes else _out_of_scope(token, needed)


def login_path(scope: Scope) -> str:
    """Return the path of the login for the browser, with the prefix under which the application is served."""
    return f"{scope.get('root_path', '')}{LOGIN}"


def known_to(store: Store, shown: str) -> auth.AccessToken | None:
    """Return the active token for a secret and note its use; None if there is no such token.

    Raises:
        StoreUnavailable: Postgres cannot be reached, or has no tables yet.
    """
    with store.writing() as connection:
        return auth.known_token(connection, shown)


def shown_token(scope: Scope) -> str:
    """Return the token that a request sends in its header, else in its cookie; empty if it sends none."""
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
    """Tell whether a browser opens a page, and not a script, style or font, which need no token."""
    return scope["method"] in _READING and "text/html" in Headers(scope=scope).get("accept", "")


def _unauthorized(scope: Scope) -> Response:
    return errors.answer(
        401,
        "not_allowed",
        "A token is required.",
        f"Send `Authorization: Bearer TOKEN`, or log in at {login_path(scope)}; "
        "`gametape token create NAME` creates a token.",
        {"WWW-Authenticate": 'Bearer realm="gametape"'},
    )


def _redirect_to_login(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    prefix, path = scope.get("root_path", ""), scope["path"]
    full_path = path if path.startswith(f"{prefix}/") else prefix + path  # a proxy may have removed the prefix
    wanted = quote(full_path) + (f"?{query}" if query else "")
    return RedirectResponse(f"{login_path(scope)}?next={quote(wanted, safe='')}", 303, {"Cache-Control": "no-store"})


def _out_of_scope(token: auth.AccessToken, needed: auth.Scope) -> Response:
    return errors.answer(
        403,
        "not_in_scope",
        f"The token {token.name!r} has the scope {', '.join(token.scopes) or 'none'}; this request needs {needed}.",
        f"Create a token with `gametape token create NAME --scope {needed}`.",
        {"WWW-Authenticate": f'Bearer realm="gametape", error="insufficient_scope", scope="{needed}"'},
    )
