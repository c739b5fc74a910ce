"""Who may come in: on this machine everybody, from beyond it whoever shows a token, unless the settings say otherwise.

Programs send the token with each request (`Authorization: Bearer ...`). People show it once, at /api/login, and their
browser keeps it in a cookie that no script can read.
"""

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gametape.errors import GametapeError
from gametape.surfaces import auth
from gametape.surfaces.rest import errors
from gametape.surfaces.rest.store import Store

COOKIE = "gametape_token"
LOGIN = "/api/login"

_OPEN = frozenset((LOGIN, "/api/logout", "/api/health"))
_READING = frozenset(("GET", "HEAD", "OPTIONS"))
_CLOSED = ("/api", "/mcp")


class Door:
    """ASGI middleware: lets in whoever may. `is_closed` says whether a token is needed at all."""

    def __init__(self, app: ASGIApp, store: Store, is_closed: Callable[[], bool]) -> None:
        self._app = app
        self._store = store
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
        path, holds_data = scope["path"], _holds_data(scope["path"])
        if path in _OPEN or not (holds_data or _is_page(scope)) or not self._is_closed():
            return None
        shown = shown_token(scope)
        token = await run_in_threadpool(known_to, self._store, shown) if shown else None
        if token is None:
            return _who_are_you() if holds_data else _log_in_first(scope)
        needed = auth.Scope.READ if scope["method"] in _READING or not path.startswith("/api") else auth.Scope.REFRESH
        return None if needed in token.scopes else _not_for_that(token, needed)


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


def _holds_data(path: str) -> bool:
    return path.startswith(tuple(f"{root}/" for root in _CLOSED)) or path in _CLOSED


def _is_page(scope: Scope) -> bool:
    """Somebody opens a page, which is empty without data; scripts, styles and fonts are nobody's secret."""
    return scope["method"] in _READING and "text/html" in Headers(scope=scope).get("accept", "")


def _who_are_you() -> Response:
    return errors.answer(
        401,
        "not_allowed",
        "This needs a token.",
        f"Send `Authorization: Bearer TOKEN`, or log in at {LOGIN}; `gametape token create NAME` makes one.",
        {"WWW-Authenticate": 'Bearer realm="gametape"'},
    )


def _log_in_first(scope: Scope) -> Response:
    asked = Request(scope).url
    wanted = asked.path + (f"?{asked.query}" if asked.query else "")
    return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='')}", 303, {"Cache-Control": "no-store"})


def _not_for_that(token: auth.AccessToken, needed: auth.Scope) -> Response:
    return errors.answer(
        403,
        "not_in_scope",
        f"The token {token.name!r} is good for {', '.join(token.scopes) or 'nothing'}, and this needs {needed}.",
        f"`gametape token create NAME --scope {needed}` makes one.",
        {"WWW-Authenticate": f'Bearer realm="gametape", error="insufficient_scope", scope="{needed}"'},
    )
