"""Checks of the access to Gong's API for `gametape doctor`: key, host, clock, scopes, requests left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from gametape.errors import BadSettings, GongUnavailable, MissingScope, RequestsSpent
from gametape.gong import endpoints
from gametape.gong.endpoints import Endpoint
from gametape.gong.gong_client import BadBatch, GongClient, error_of, is_empty_answer

_CLOCK = timedelta(minutes=1)
_NO_CALL = "1"  # an id that no call has


class GongCheck(NamedTuple):
    """Result of a check. `name` is what was checked; `text` says what was found, or what is lost and what to do."""

    name: str
    ok: bool
    text: str


_COSTS: tuple[tuple[Endpoint, str], ...] = (
    (endpoints.CALLS, "there are no calls, and no deals or contacts from calls"),
    (endpoints.TRANSCRIPTS, "calls have no transcripts: no quotes, no scores, no search in what was said"),
    (endpoints.CALL_IDS, "calls that were deleted in Gong stay here"),
    (endpoints.SCORECARDS, "there are no scorecard answers of reviewers"),
    (endpoints.SCORECARD_SETTINGS, "scorecard answers have no questions, so they are in no coaching dimension"),
    (endpoints.MANUAL_LINKS, "deals that people chose for a call by hand are not linked to the call"),
)
_USERS_COST = "our people, their managers and roles are unknown, and the two sides of a call are harder to tell apart"


def check_gong(client: GongClient, *, left: int, now: datetime) -> list[GongCheck]:
    """Return the checks, with one cheap request per scope. If key or host is wrong, the first check is the last.

    Args:
        client: client of the API.
        left: requests left today.
        now: current time of this machine.
    """
    name = client.access.url
    try:
        clock, users = _check_users(client, now)
        scopes = [_check_scope(client, endpoint, cost, now) for endpoint, cost in _COSTS]
    except (BadSettings, GongUnavailable, RequestsSpent) as error:
        return [GongCheck(name, ok=False, text=f"{error} {error.hint}".strip())]
    budget = GongCheck("requests", ok=left > 0, text=f"{left:,} left today")
    return [GongCheck(name, ok=True, text="accepts the key"), clock, budget, users, *scopes]


def _check_users(client: GongClient, now: datetime) -> tuple[GongCheck, GongCheck]:
    scope = endpoints.USERS.scope
    response = client.response("GET", endpoints.USERS.path)
    users = GongCheck(scope, ok=True, text="granted")
    if not response.is_success and not (response.status_code == 404 and is_empty_answer(response)):
        error = error_of(response, scope)
        if not isinstance(error, MissingScope):
            raise error
        users = _missing(scope, _USERS_COST)
    return _check_clock(response.headers.get("date"), now), users


def _check_clock(date: str | None, now: datetime) -> GongCheck:
    try:
        skew = abs(now - parsedate_to_datetime(date or ""))
    except (TypeError, ValueError):
        return GongCheck("clock", ok=True, text="not compared: Gong's answer has no date")
    if skew <= _CLOCK:
        return GongCheck("clock", ok=True, text="agrees with Gong's")
    minutes = round(skew / timedelta(minutes=1))
    return GongCheck(
        "clock",
        ok=False,
        text=f"differs from Gong's by {minutes} min: new calls are read late. Set this machine's clock.",
    )


def _check_scope(client: GongClient, endpoint: Endpoint, cost: str, now: datetime) -> GongCheck:
    try:
        _REQUESTS[endpoint](client, now)
    except MissingScope:
        return _missing(endpoint.scope, cost)
    except BadBatch:
        pass  # the request was understood, so the scope is there
    return GongCheck(endpoint.scope, ok=True, text="granted")


def _missing(scope: str, cost: str) -> GongCheck:
    return GongCheck(scope, ok=False, text=f"missing: {cost}. Add the scope to the key in Gong (docs/gong.md).")


def _minute(now: datetime) -> dict[str, str]:
    return {
        "fromDateTime": endpoints.text_time(now - timedelta(minutes=1)),
        "toDateTime": endpoints.text_time(now),
    }


def _post(
    endpoint: Endpoint, chosen: Callable[[datetime], dict[str, object]]
) -> Callable[[GongClient, datetime], object]:
    return lambda client, now: client.post(endpoint.path, {"filter": chosen(now)}, scope=endpoint.scope)


def _get(endpoint: Endpoint, query: Callable[[datetime], dict[str, str]]) -> Callable[[GongClient, datetime], object]:
    return lambda client, now: client.get(endpoint.path, query(now), scope=endpoint.scope)


def _day(now: datetime) -> dict[str, object]:
    return {
        "reviewFromDate": now.date().isoformat(),
        "reviewToDate": (now.date() + timedelta(days=1)).isoformat(),
        "reviewMethod": "BOTH",
    }


_REQUESTS: dict[Endpoint, Callable[[GongClient, datetime], object]] = {
    endpoints.CALLS: _post(endpoints.CALLS, lambda now: dict(_minute(now))),
    endpoints.TRANSCRIPTS: _post(endpoints.TRANSCRIPTS, lambda _: {"callIds": [_NO_CALL]}),
    endpoints.CALL_IDS: _get(endpoints.CALL_IDS, _minute),
    endpoints.SCORECARDS: _post(endpoints.SCORECARDS, _day),
    endpoints.SCORECARD_SETTINGS: _get(endpoints.SCORECARD_SETTINGS, lambda _: {}),
    endpoints.MANUAL_LINKS: _get(endpoints.MANUAL_LINKS, lambda now: {"fromDateTime": endpoints.text_time(now)}),
}
