"""Endpoints for a serverless scheduler, with `Authorization: Bearer CRON_SECRET`; 401 without the secret.

GET or POST /api/cron/daily-sync: answers 200 with the run's summary, also if the time budget ended the run: the next
call goes on. 409 while another sync is running, 500 if the sync failed.

GET or POST /api/cron/gong-calls, every few minutes: reads the calls that Gong's webhook announced and answers with
their number; 500 if Gong's API could not be read.
"""

from hmac import compare_digest
from typing import Annotated

import structlog
from fastapi import Depends, FastAPI, Header
from fastapi.responses import JSONResponse, Response
from starlette.middleware import Middleware

from gametape.errors import BadSettings, GametapeError, LeaseHeld, NotAllowed
from gametape.log import set_up_log
from gametape.pipeline import ReadAnnouncedCalls, run_pipeline
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.surfaces.rest import errors
from gametape.surfaces.rest.request_guard import RequestGuard, any_name
from gametape.sync.context import RunSummary

log = structlog.get_logger(__name__)


def _check_secret(authorization: Annotated[str, Header()] = "") -> None:
    """Raise NotAllowed unless the header has the secret; if no secret is set, every call is refused."""
    try:
        secret = settings().cron_secret
    except BadSettings as error:  # only logged: the caller has not shown the secret yet
        log.error(error.code, reason=str(error), hint=error.hint)
        secret = None
    scheme, _, shown = authorization.partition(" ")
    known = secret.get_secret_value() if secret else ""
    if not known:
        log.error("CRON_SECRET is not set, so no scheduler can start a sync.")
    same = compare_digest(shown.strip().encode("latin-1"), known.encode())  # a header's text is its bytes as Latin-1
    if not (known and same and scheme.lower() == "bearer"):
        raise NotAllowed("Send the header Authorization: Bearer CRON_SECRET.")


def _daily_sync() -> Response:
    """Sync until all sources are read to their end or the budget is spent."""
    chosen = settings()
    set_up_log(chosen.log_level)
    try:
        summary = run_pipeline(chosen, trigger="cron", budget=chosen.cron_budget)
    except LeaseHeld:
        raise
    except GametapeError as error:
        log.error(error.code, reason=str(error), hint=error.hint)
        return errors.answer(500, error.code, str(error), error.hint)
    return _failure(summary) if summary.status == "failed" else _success(summary)


def _gong_calls() -> Response:
    """Read the announced calls that are due."""
    chosen = settings()
    set_up_log(chosen.log_level)
    try:
        with migrated_store(chosen) as engine:
            stored = ReadAnnouncedCalls(engine, chosen)()
    except GametapeError as error:
        log.error(error.code, reason=str(error), hint=error.hint)
        return errors.answer(500, error.code, str(error), error.hint)
    return JSONResponse({"stored": stored}, headers={"Cache-Control": "no-store"})


def _success(summary: RunSummary) -> Response:
    return Response(summary.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})


def _failure(summary: RunSummary) -> Response:
    reasons = " ".join(f"{name}: {result.message}" for name, result in summary.entities.items() if result.message)
    return errors.answer(
        500, "sync_failed", f"Run {summary.run_id} failed. {reasons}", "Run `gametape status` for details."
    )


# The platform decides on host names, and the secret on callers, so any host name is accepted here.
app = FastAPI(
    openapi_url=None,
    redirect_slashes=False,
    middleware=[Middleware(RequestGuard, is_served=any_name)],
    exception_handlers=errors.HANDLERS,
)
for path, endpoint in (("/api/cron/daily-sync", _daily_sync), ("/api/cron/gong-calls", _gong_calls)):
    app.add_api_route(path, endpoint, methods=["GET", "POST"], dependencies=[Depends(_check_secret)])
