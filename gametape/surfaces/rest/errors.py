"""Error responses, all of the same shape: {"error": {"code", "message", "hint"}}."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gametape.errors import GametapeError
from gametape.surfaces.rest.request_guard import HEADERS

_log = structlog.get_logger()


class ErrorDetail(BaseModel):
    """Error with a stable code, a message and a hint."""

    code: str = Field(description="Stable name to match on: bad_request, not_found, store_unavailable ...")
    message: str = Field(description="Message in a sentence.")
    hint: str = Field(description="What to do next; may be empty.")


class ErrorBody(BaseModel):
    """Body of every response that is not a success."""

    error: ErrorDetail


RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorBody, "description": "The request is malformed."},
    503: {"model": ErrorBody, "description": "The store is not available; try again."},
}
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": ErrorBody, "description": "No record has this id."}}


def answer(status: int, code: str, message: str, hint: str = "", headers: dict[str, str] | None = None) -> Response:
    """Return an error response, which is never cached."""
    body = ErrorBody(error=ErrorDetail(code=code, message=message, hint=hint))
    return JSONResponse(body.model_dump(), status, headers={"Cache-Control": "no-store", **(headers or {})})


def _gametape_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, GametapeError)  # noqa: S101  # the type of the handler table is wider than its use
    headers = {"Retry-After": "5"} if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return answer(error.status, error.code, str(error), error.hint, headers)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    message = f"{request.method} {request.url.path}: {status.phrase.lower()}."
    hint = "See /api/openapi.json for the routes." if status is HTTPStatus.NOT_FOUND else ""
    headers = dict(error.headers) if error.headers else None
    return answer(status, status.phrase.lower().replace(" ", "_"), message, hint, headers)


def _malformed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:])
    if first["type"] == "extra_forbidden":
        return answer(400, "bad_request", f"{place}: unknown parameter.")
    return answer(400, "bad_request", f"{place}: {first['msg']}.")


def _unforeseen(request: Request, error: Exception) -> Response:
    _log.error("request failed", path=request.url.path, exc_info=error)
    # This handler runs outside all middleware, so it adds the security headers itself.
    return answer(500, "internal_error", "Something went wrong. See the server log.", headers=dict(HEADERS))


HANDLERS: dict[int | type[Exception], Any] = {
    GametapeError: _gametape_error,
    HTTPException: _http,
    RequestValidationError: _malformed,
    Exception: _unforeseen,
}
