"""Guard of routes that write: a request must be JSON, and must not come from a page of another site (CSRF).

On this machine there is no login, so any page in the browser could send a request. A browser sends a form or plain text
of a foreign page without asking; for JSON it asks first (CORS preflight), and gametape never allows it.
`request_guard.py` refuses foreign origins before that; here the header `Sec-Fetch-Site` of browsers is checked, too.
"""

from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from gametape.errors import BadRequest
from gametape.surfaces.store import Store, StoreOf


def _writing(request: Request, store: StoreOf) -> Store:
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise BadRequest("Send changes as JSON.", hint="Send the header `Content-Type: application/json`.")
    return store


StoreToWrite = Annotated[Store, Depends(_writing)]
"""Store for a route that writes: the request must be JSON, and not from a page of another site."""
