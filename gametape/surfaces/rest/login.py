"""Route /api/login: takes a person's token once and keeps it in a cookie of the browser."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from gametape.surfaces.rest.authentication import COOKIE, known_to, login_path, shown_token
from gametape.surfaces.store import StoreOf

router = APIRouter(include_in_schema=False)

_MONTHS_3 = 90 * 24 * 60 * 60  # seconds
_LONGEST = 4096  # bytes of a form
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:18vh auto;padding:0 1rem;color-scheme:light dark}"
    "label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit;margin:.5rem 0}"
    "input,button{padding:.5rem .75rem}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>gametape: log in</title><style>{style}</style></head><body><main><h1>gametape</h1>{body}</main></body></html>
"""
_FORM = """<form method="post" action="{login}">{told}
<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password">
<input name="next" type="hidden" value="{next}"><button>Log in</button>
<p>Ask your gametape administrator for a token: <code>gametape token create NAME</code></p></form>"""
_LEAVE = """<p>Logged in with token “{name}”.</p><p><a href="{next}">Continue</a></p>
<form method="post" action="{logout}"><button>Log out</button></form>"""


@router.get("/login")
def _login(request: Request, store: StoreOf) -> Response:
    """Show the login form, or the logout button when logged in."""
    wanted = _inside(request, request.query_params.get("next", ""))
    shown = shown_token(request.scope)
    token = known_to(store, shown) if shown else None
    if token is None:
        return _page(_form(request, wanted))
    logout = login_path(request.scope).removesuffix("login") + "logout"
    return _page(_LEAVE.format(name=escape(token.name), next=escape(wanted), logout=escape(logout)))


@router.post("/login")
async def _logged_in(request: Request, store: StoreOf) -> Response:
    """Log in: save a valid token as a cookie."""
    form = parse_qs((await _body(request)).decode("utf-8", "replace"))
    shown, wanted = form.get("token", [""])[0].strip(), _inside(request, form.get("next", [""])[0])
    if not shown or await run_in_threadpool(known_to, store, shown) is None:
        told = '<p role="alert">This token is not valid.</p>'
        return _page(_form(request, wanted, told), 401)
    response = RedirectResponse(wanted, 303, _HEADERS)
    # SameSite=Lax, so that a link in an email opens the deal; writes from other sites are refused (request_guard.py).
    response.set_cookie(COOKIE, shown, _MONTHS_3, httponly=True, samesite="lax", secure=_is_encrypted(request))
    return response


@router.post("/logout")
def _logged_out(request: Request) -> Response:
    """Log out: delete the cookie. The token stays valid."""
    response = RedirectResponse(login_path(request.scope), 303, _HEADERS)
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
    return response


def _form(request: Request, wanted: str, told: str = "") -> str:
    return _FORM.format(login=escape(login_path(request.scope)), told=told, next=escape(wanted))


def _page(body: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(style=_STYLE, body=body), status, _HEADERS)


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            return b""
    return body


def _inside(request: Request, wanted: str) -> str:
    """Return the path to continue at, if it is a path of this site; otherwise the start page (no open redirect)."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_path else f"{request.scope.get('root_path', '')}/"


def _is_encrypted(request: Request) -> bool:
    """Tell whether the browser uses TLS; of several proxies the first in the header is the proxy it connected to."""
    first = request.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return "https" in (request.url.scheme, first)
