"""Client of Gong's API: one request at a time, within the rate and the daily limit, with retries.

    client.post("/v2/calls/extensive", {...}, scope=...)  ->  the answer as a JSON object; empty if nothing was found

Redirects are not followed: the redirected request would lose its key and end in a misleading 401.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import httpx2
from pyrate_limiter import Duration, Limiter, Rate
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from gametape.errors import BadSettings, GongUnavailable, MissingScope, RequestsSpent, Skip
from gametape.gong.access import GongAccess

REQUESTS_PER_SECOND = 2
"""Gong allows 3 for all programs of a company together."""

_ATTEMPTS = 5
_TIMEOUT = 60.0  # seconds for an answer
_LONGEST_WAIT = 120.0  # seconds; a longer Retry-After means that the company's day is used up
_FIRST_WAIT = 1.0  # seconds; doubles with each attempt without Retry-After
_NOTHING_FOUND = (
    "no calls found",
    "no folders found",
    "no stats found",
    "scorecards not found",
    "workspace not found",
    "was not found",
)


class RequestBudget(Protocol):
    """Daily allowance of requests, counted across all processes of a deployment."""

    def take(self) -> None:
        """Count one request.

        Raises:
            RequestsSpent: the day's allowance is used up.
        """


class BadBatch(Skip):
    """Gong refused a request because of one of its values; a smaller batch may work."""


class _Busy(GongUnavailable):
    """Temporary failure, and the pause in seconds that Gong asks for."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class GongClient:
    """Client of one company's API. Use it as a context manager, which closes the connections.

    Args:
        access: key and address.
        budget: daily allowance; None counts nothing.
        transport: connection to use in place of the network.
        per_second: highest number of requests per second.
        sleep: pause between attempts.
    """

    def __init__(
        self,
        access: GongAccess,
        *,
        budget: RequestBudget | None = None,
        transport: httpx2.BaseTransport | None = None,
        per_second: int = REQUESTS_PER_SECOND,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.access = access
        self.requests = 0
        self._budget = budget
        self._limiter = Limiter(Rate(per_second, Duration.SECOND))
        self._sleep = sleep
        self._http = httpx2.Client(
            base_url=access.url,
            auth=httpx2.BasicAuth(access.key, access.secret),
            timeout=_TIMEOUT,
            follow_redirects=False,
            transport=transport,
            headers={"accept": "application/json"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, query: Mapping[str, str] | None = None, *, scope: str) -> dict[str, Any]:
        """Send a GET request; see `post`."""
        return self._ask("GET", path, {"params": dict(query or {})}, scope)

    def post(self, path: str, body: Mapping[str, Any], *, scope: str) -> dict[str, Any]:
        """Send a POST request and return the answer; an empty object if Gong found nothing.

        Raises:
            GongUnavailable: Gong did not answer, after several attempts.
            RequestsSpent: the day's requests are used up.
            MissingScope: the key lacks `scope`.
            BadBatch: Gong did not accept the values of the request.
            BadSettings: the key, its network or the address is wrong.
        """
        return self._ask("POST", path, {"json": dict(body)}, scope)

    def response(self, method: str, path: str, **parts: Any) -> httpx2.Response:
        """Send one request within the rate and the daily limit, without retries, and return any answer."""
        self._limiter.try_acquire("gong")
        if self._budget is not None:
            self._budget.take()
        self.requests += 1
        try:
            return self._http.request(method, path, **parts)
        except httpx2.TransportError as error:
            raise _Busy(f"Gong's API did not answer ({type(error).__name__}).") from None

    def _ask(self, method: str, path: str, parts: dict[str, Any], scope: str) -> dict[str, Any]:
        retrying = Retrying(
            retry=retry_if_exception_type(_Busy),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        return retrying(self._once, method, path, parts, scope)

    def _once(self, method: str, path: str, parts: dict[str, Any], scope: str) -> dict[str, Any]:
        response = self.response(method, path, **parts)
        if response.is_success:
            return _object(response)
        if response.status_code == httpx2.codes.NOT_FOUND and is_empty_answer(response):
            return {}
        raise error_of(response, scope)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _Busy) else None
    return _FIRST_WAIT * 2.0 ** (state.attempt_number - 1) if asked is None else asked


def _object(response: httpx2.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise _Busy("Gong's API sent an answer that is not a JSON object.")
    return answer


def messages_of(response: httpx2.Response) -> str:
    """Return the error texts of an answer, or "" if it has none."""
    try:
        errors = response.json().get("errors")
    except (ValueError, AttributeError):
        return ""
    return "; ".join(str(error)[:200] for error in errors) if isinstance(errors, list) else ""


def is_empty_answer(response: httpx2.Response) -> bool:
    """Tell whether a 404 means "nothing found": Gong sends no empty pages. An unknown path has another text."""
    text = messages_of(response).lower()
    return any(phrase in text for phrase in _NOTHING_FOUND)


def error_of(response: httpx2.Response, scope: str) -> Exception:
    """Return the error for an answer that is no success."""
    status, told = response.status_code, messages_of(response)
    if status >= httpx2.codes.INTERNAL_SERVER_ERROR or status == httpx2.codes.REQUEST_TIMEOUT:
        return _Busy(f"Gong's API reports a fault of its own ({status}).")
    if status == httpx2.codes.BAD_REQUEST:
        return BadBatch("Gong's API did not accept a request (400).", detail=told)
    return _refusal_of(response, told, scope)


def _refusal_of(response: httpx2.Response, told: str, scope: str) -> Exception:
    if response.is_redirect:
        return _moved(response)
    match response.status_code:
        case httpx2.codes.TOO_MANY_REQUESTS:
            return _too_many(response)
        case httpx2.codes.UNAUTHORIZED:
            return _unauthorized(told, scope)
        case httpx2.codes.FORBIDDEN:
            return BadSettings(
                "Gong refuses requests from this machine's network address (403).",
                hint="Add the address to the key's allowed IP addresses in Gong.",
                detail=told,
            )
        case status:
            return MissingScope(f"Gong's API does not offer this ({status}, scope {scope}).", detail=told)


def _moved(response: httpx2.Response) -> BadSettings:
    parts = urlsplit(response.headers.get("location", ""))
    address = f"https://{parts.netloc}" if parts.scheme == "https" and parts.netloc else "the address next to your key"
    return BadSettings("Your company's Gong answers at another address.", hint=f"Set GONG_BASE_URL to {address}.")


def _too_many(response: httpx2.Response) -> Exception:
    try:
        wait = max(0.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        return _Busy("Gong's API limits the rate of requests.")
    if wait > _LONGEST_WAIT:
        return RequestsSpent(
            "Your company's requests to Gong's API are used up for now.",
            hint="The next run continues where this one stopped.",
        )
    return _Busy("Gong's API limits the rate of requests.", wait)


def _unauthorized(told: str, scope: str) -> Exception:
    if "permission" in told.lower():
        return MissingScope(
            f"The key for Gong's API lacks the scope {scope}.",
            hint="A Gong technical administrator adds it to the key (docs/gong.md).",
            detail=told,
        )
    return BadSettings(
        "Gong does not accept GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET.",
        hint="Check both, and GONG_BASE_URL: it must be the address that Gong shows next to the key.",
        detail=told,
    )
