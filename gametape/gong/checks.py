"""Checks of the access to Gong's API for `gametape doctor`: key, host, clock, scopes, requests left."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from gametape.errors import BadSettings, GongUnavailable, MissingScope, RequestsSpent
from gametape.gong import endpoints
from gametape.gong.endpoints import Endpoint
from gametape.gong.gong_client import BadBatch, GongClient, error_of, is_empty_answer

_CLOCK_NAME, _REQUESTS_NAME = "clock", "requests"
_CLOCK = timedelta(minutes=1)
_NO_CALL = "1"  # an id that no call has


class GongCheck(NamedTuple):
    """Result of a check. `name` is what was checked; `text` says what was found, or what is lost and what to do.

    `entity` is the entity that a missing scope leaves out; empty if a sync fails, or nothing is left out.
    """

    name: str
    ok: bool
    text: str
    entity: str = ""

    @property
    def fails(self) -> bool:
        """Tell whether a first sync would fail because of this; without requests, it goes on the next day."""
        harmless = (endpoints.MANUAL_LINKS.scope, _CLOCK_NAME, _REQUESTS_NAME)
        return not self.ok and not self.entity and self.name not in harmless


class _Scope(NamedTuple):
    endpoint: Endpoint
    cost: str
    entity: str = ""


_SCOPES = (
    _Scope(endpoints.CALLS, "there are no calls, and no deals or contacts from calls"),
    _Scope(
        endpoints.TRANSCRIPTS,
        "calls have no transcripts: no quotes, no scores, no search in what was said",
        "transcripts",
    ),
    _Scope(endpoints.SCORECARDS, "there are no scorecard answers of reviewers", "coaching_sessions"),
    _Scope(
        endpoints.SCORECARD_SETTINGS,
        "there are no scorecard answers, because their questions are unknown",
        "coaching_sessions",
    ),
    _Scope(endpoints.MANUAL_LINKS, "deals that people chose for a call by hand are not linked to the call"),
)
_USERS_COST = "no calls are read, because our people cannot be told from customers"


def check_gong(client: GongClient, *, left: Callable[[], int], now: datetime) -> list[GongCheck]:
    """Return the checks, with one cheap request per scope. If key or host is wrong, the first check is the last.

    Args:
        client: client of the API.
        left: returns the requests left today, asked after all checks.
        now: current time of this machine.
    """
    name = client.access.url
    try:
        clock, users = _check_users(client, now)
        scopes = [_check_scope(client, scope, now) for scope in _SCOPES]
    except (BadSettings, GongUnavailable, RequestsSpent) as error:
        return [GongCheck(name, ok=False, text=f"{error} {error.hint}".strip())]
    rest = left()
    budget = GongCheck(_REQUESTS_NAME, ok=rest > 0, text=f"{rest:,} left today")
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
        return GongCheck(_CLOCK_NAME, ok=True, text="not compared: Gong's answer has no date")
    if skew <= _CLOCK:
        return GongCheck(_CLOCK_NAME, ok=True, text="agrees with Gong's")
    minutes = round(skew / timedelta(minutes=1))
    return GongCheck(
        _CLOCK_NAME,
        ok=False,
        text=f"differs from Gong's by {minutes} min: new calls are read late. Set this machine's clock.",
    )


def _check_scope(client: GongClient, scope: _Scope, now: datetime) -> GongCheck:
    name = scope.endpoint.scope
    try:
        _REQUESTS[scope.endpoint](client, now)
    except MissingScope:
        return _missing(name, scope.cost, scope.entity)
    except BadBatch:
        pass  # the request was understood, so the scope is there
    return GongCheck(name, ok=True, text="granted")


def _missing(scope: str, cost: str, entity: str = "") -> GongCheck:
    text = f"not granted: {cost}. Add the scope to the key in Gong (docs/gong.md)."
    return GongCheck(scope, ok=False, text=text, entity=entity)


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
    endpoints.SCORECARDS: _post(endpoints.SCORECARDS, _day),
    endpoints.SCORECARD_SETTINGS: _get(endpoints.SCORECARD_SETTINGS, lambda _: {}),
    endpoints.MANUAL_LINKS: _get(endpoints.MANUAL_LINKS, lambda now: {"fromDateTime": endpoints.text_time(now)}),
}
