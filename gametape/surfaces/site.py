"""Exported web site, served by the API process as plain files, without Node at run time.

The export has one page per route. A dynamic route is exported once, for the id `shell-segment`; the page is served for
every id, with the requested id in the place of `shell-segment`. Pages allow only their own inline scripts, by hash.
"""

import re
from base64 import b64encode
from hashlib import blake2b, sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

SHELL = "shell-segment"  # as in web/lib/shell.ts
HOME = "/opportunities/"
ICON = "/icon.svg"

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = r"[\w$-][\w.$-]*"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'none'; connect-src 'self'; font-src 'self'; img-src 'self' data:; style-src 'self'; "
    "script-src 'self' {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_IMMUTABLE = "public, max-age=31536000, immutable"  # for files whose name contains a hash of the content
_ASK_FIRST = "no-cache"


class Site(StaticFiles):
    """Directory of exported pages; all other paths get the exported 404 page."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True)
        self._directory = directory
        self._shells = [_shell_path(shell.relative_to(directory)) for shell in directory.rglob(SHELL)]

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the page or file at `path`; an unknown path of the API gets an error, never a page."""
        if path == "api" or path.startswith("api/"):
            raise HTTPException(405 if scope["method"] not in {"GET", "HEAD"} else 404)
        if path == ".":
            return RedirectResponse(_prefix(scope) + HOME)
        if path == "favicon.ico":  # asked for by browsers wherever no page names an icon, or none does just now
            return RedirectResponse(_prefix(scope) + ICON)
        return self._shell(path, scope) or await self._file(path, scope)

    async def _file(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 404:
            return self._page(self._directory / "404.html", scope, status=404)
        if response.status_code == 200 and getattr(response, "media_type", None) == "text/html":
            return self._page(Path(response.path), scope)  # type: ignore[attr-defined]  # a FileResponse
        response.headers["Cache-Control"] = _IMMUTABLE if path.startswith("_next/static/") else _ASK_FIRST
        return response

    def _shell(self, path: str, scope: Scope) -> Response | None:
        match = next(filter(None, (shell.fullmatch(path) for shell in self._shells)), None)
        if match is None or scope["method"] not in {"GET", "HEAD"}:
            return None
        file = self._directory / path[: match.start("id")] / SHELL / (match["file"] or "")
        if file.is_dir():
            if not scope["path"].endswith("/"):
                query = scope["query_string"].decode("latin-1")
                return RedirectResponse(f"{_prefix(scope)}/{path}/" + (f"?{query}" if query else ""))
            file /= "index.html"
        return self._page(file, scope, id_=match["id"]) if file.is_file() else None

    def _page(self, file: Path, scope: Scope, *, id_: str = SHELL, status: int = 200) -> Response:
        text = file.read_text("utf-8").replace(SHELL, id_)
        tag = f'W/"{blake2b(text.encode(), digest_size=12).hexdigest()}"'
        headers = {"Cache-Control": _ASK_FIRST, "ETag": tag}
        if file.suffix == ".html":
            # Also on a 304: its headers replace the headers that the browser has cached with the page.
            headers["Content-Security-Policy"] = _POLICY.format(hashes=_hashes(text))
        if status == 200 and Headers(scope=scope).get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(text, status, headers, media_type="text/html" if file.suffix == ".html" else "text/plain")


def _prefix(scope: Scope) -> str:
    """Return the path prefix under which the application is served, such as `/gametape`; empty at the root."""
    return str(scope.get("root_path", ""))


def _shell_path(exported: Path) -> re.Pattern[str]:
    """Return the pattern of request paths for an exported dynamic page, a page below it, or their data files."""
    before, after = re.escape(exported.as_posix()).split(re.escape(SHELL))
    return re.compile(rf"{before}(?P<id>{_UUID}){after}(?:/(?P<file>{_NAME}(?:/{_NAME})?))?")


def _hashes(text: str) -> str:
    scripts = dict.fromkeys(_INLINE_SCRIPT.findall(text))
    return " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
