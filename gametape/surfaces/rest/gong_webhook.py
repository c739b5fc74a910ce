"""Route /api/gong/webhook: takes Gong's messages about processed calls.

The route needs no token of gametape: each message carries a signature by Gong (gong/webhook.py). A call is only queued
here; it is read from the API minutes later (sync/webhook_fetch.py).
"""

from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from gametape.errors import NotAllowed, NotFound
from gametape.surfaces.store import Store, StoreOf
from gametape.sync import webhook_queue

router = APIRouter(include_in_schema=False)

PATH = "/api/gong/webhook"

log = structlog.get_logger(__name__)


@router.post("/gong/webhook")
async def _webhook(request: Request, store: StoreOf) -> Response:
    """Queue the call that a message names (202), or note a test message (200)."""
    body = await request.body()
    return await run_in_threadpool(_accept, store, body, request.headers.get("authorization"))


def _accept(store: Store, body: bytes, authorization: str | None) -> Response:
    """Check a message and queue its call.

    Raises:
        NotFound: the webhook is not set up.
        BadSettings: the public key cannot be read.
        BadRequest: the body is too large, or names no call.
        NotAllowed: signature, address, body hash or time is wrong.
        StoreUnavailable: Postgres cannot be reached, or nothing was ever synced.
    """
    from gametape.gong.webhook import public_key, read_message  # noqa: PLC0415  slow to import

    key, url = store.settings.gong_webhook_public_key, store.settings.gong_webhook_url
    if not key or not url:
        raise NotFound("Gong's webhook is not set up here.", hint="`gametape gong webhook` shows the steps.")
    try:
        message = read_message(body, authorization, key=public_key(key), url=url.strip(), now=datetime.now(UTC))
    except NotAllowed as error:
        log.warning("message to Gong's webhook denied", reason=str(error))
        raise
    with store.writing() as connection:
        if message.is_test or message.call_id is None:
            webhook_queue.note_test(connection)
            return JSONResponse({"status": "test received"})
        webhook_queue.add_call(connection, message.call_id)
    return JSONResponse({"status": "queued"}, 202)
