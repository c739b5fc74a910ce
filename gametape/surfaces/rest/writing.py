"""Requests that change something: only as JSON, and never on behalf of a page of another site.

The site has no login on this machine, so any page that the browser has open could try. A form or plain text it sends to
anybody's address without asking; JSON only after asking us, and we never agree. `guard.py` refuses by `Origin` before
that; here the browser's own `Sec-Fetch-Site` is heeded, too.
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
"""The store, for a route that writes: its request must be JSON, and of no other site."""
