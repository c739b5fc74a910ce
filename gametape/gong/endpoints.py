"""Endpoints of Gong's API that gametape reads, page by page.

Each function yields pages of JSON objects as Gong sends them. Endpoints that cost credits, and media, are never asked
for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, Literal

from gametape.errors import GongUnavailable, MissingScope, RepeatedPage
from gametape.gong.gong_client import BadBatch, GongClient
from gametape.gong.values import objects

Page = list[dict[str, Any]]

IDS_PER_REQUEST = 100
"""Highest number of call ids in a request."""

_EVERYTHING: dict[str, Any] = {
    "context": "Extended",
    "contextTiming": ["Now", "TimeOfCall"],
    "exposedFields": {
        "parties": True,
        "content": {
            "trackers": True,
            "trackerOccurrences": True,
            "topics": True,
            "brief": True,
            "callOutcome": True,
        },
        "interaction": {"speakers": True, "personInteractionStats": True, "questions": True},
    },
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Endpoint: method, path, the key of the list in its answers, and the scope that a key needs."""

    method: Literal["GET", "POST"]
    path: str
    key: str
    scope: str


USERS = Endpoint("GET", "/v2/users", "users", "api:users:read")
WORKSPACES = Endpoint("GET", "/v2/workspaces", "workspaces", "api:workspaces:read")
CALLS = Endpoint("POST", "/v2/calls/extensive", "calls", "api:calls:read:extensive")
TRANSCRIPTS = Endpoint("POST", "/v2/calls/transcript", "callTranscripts", "api:calls:read:transcript")
SCORECARDS = Endpoint("POST", "/v2/stats/activity/scorecards", "answeredScorecards", "api:stats:scorecards")
SCORECARD_SETTINGS = Endpoint("GET", "/v2/settings/scorecards", "scorecards", "api:settings:scorecards:read")
FOLDERS = Endpoint("GET", "/v2/library/folders", "folders", "api:library:read")
FOLDER_CALLS = Endpoint("GET", "/v2/library/folder-content", "calls", "api:library:read")
PROFILES = Endpoint("GET", "/v2/all-permission-profiles", "profiles", "api:users:read")
PROFILE_USERS = Endpoint("GET", "/v2/permission-profile/users", "users", "api:users:read")
MANUAL_LINKS = Endpoint(
    "GET", "/v2/calls/manual-crm-associations", "associations", "api:crm-calls:manual-association:read"
)


def text_time(moment: datetime) -> str:
    """Format a time for a filter: 2026-03-02T14:00:00+00:00."""
    return moment.isoformat(timespec="seconds")


def pages(client: GongClient, endpoint: Endpoint, request: dict[str, Any]) -> Iterator[Page]:
    """Yield the pages of an endpoint. The cursor goes where Gong reads it: the query of a GET, the body of a POST.

    Raises:
        RepeatedPage: a cursor or a page came twice.
        GongUnavailable: Gong no longer knows its cursor; reading from the first page helps.
    """
    cursor: str | None = None
    cursors: set[str] = set()
    digests: set[bytes] = set()
    while True:
        answer = _answer(client, endpoint, request, cursor)
        page = objects(answer.get(endpoint.key))
        records = answer.get("records")
        cursor = records.get("cursor") if isinstance(records, dict) else None
        if page:
            _refuse_repeated(_digest(page), digests, endpoint)
            yield page
        if not cursor:
            return
        _refuse_repeated(cursor, cursors, endpoint)


def _answer(client: GongClient, endpoint: Endpoint, request: dict[str, Any], cursor: str | None) -> dict[str, Any]:
    sent = request if cursor is None else {**request, "cursor": cursor}
    try:
        if endpoint.method == "GET":
            return client.get(endpoint.path, sent, scope=endpoint.scope)
        return client.post(endpoint.path, sent, scope=endpoint.scope)
    except BadBatch:
        if cursor is None:
            raise
        raise GongUnavailable(f"Gong's API no longer knows its place in {endpoint.path}.") from None


def _digest(page: Page) -> bytes:
    return blake2b(repr(page).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _refuse_repeated(value: Any, seen: set[Any], endpoint: Endpoint) -> None:
    if value in seen:
        raise RepeatedPage(f"Gong's API sent the same page of {endpoint.path} twice.")
    seen.add(value)


def users(client: GongClient) -> Iterator[Page]:
    """Yield the company's own people, former ones included."""
    return pages(client, USERS, {"includeAvatars": "false"})


def workspaces(client: GongClient) -> Iterator[Page]:
    """Yield the workspaces."""
    return pages(client, WORKSPACES, {})


def calls(client: GongClient, start: datetime, end: datetime) -> Iterator[Page]:
    """Yield the calls that started from `start` to before `end`, with people, statistics and CRM context."""
    return pages(client, CALLS, {"filter": _period(start, end), "contentSelector": _EVERYTHING})


def calls_of(client: GongClient, ids: Sequence[str]) -> Iterator[Page]:
    """Yield the calls of these ids; an id that Gong does not know is left out."""
    return _by_ids(client, CALLS, {"contentSelector": _EVERYTHING}, ids)


def transcripts_of(client: GongClient, ids: Sequence[str]) -> Iterator[Page]:
    """Yield the transcripts of these calls; a call without a transcript is left out."""
    return _by_ids(client, TRANSCRIPTS, {}, ids)


def _by_ids(client: GongClient, endpoint: Endpoint, request: dict[str, Any], ids: Sequence[str]) -> Iterator[Page]:
    for start in range(0, len(ids), IDS_PER_REQUEST):
        yield from _batch(client, endpoint, request, list(ids[start : start + IDS_PER_REQUEST]))


def _batch(client: GongClient, endpoint: Endpoint, request: dict[str, Any], ids: list[str]) -> list[Page]:
    """Read a batch. A single bad id spoils a batch, so a refused batch is read in halves."""
    try:
        return list(pages(client, endpoint, {**request, "filter": {"callIds": ids}}))
    except BadBatch:
        if len(ids) == 1:
            return []
    half = len(ids) // 2
    return _batch(client, endpoint, request, ids[:half]) + _batch(client, endpoint, request, ids[half:])


def scorecards(client: GongClient, start: date, end: date) -> Iterator[Page]:
    """Yield the scorecards answered from `start` to before `end`, by people and by Gong.

    The filter is the review date: the only filter by time of change that the API has.
    """
    period = {"reviewFromDate": start.isoformat(), "reviewToDate": end.isoformat(), "reviewMethod": "BOTH"}
    return pages(client, SCORECARDS, {"filter": period})


def scorecard_questions(client: GongClient) -> dict[str, dict[str, Any]]:
    """Return the questions of all scorecards by id."""
    return {
        str(question["questionId"]): question
        for page in pages(client, SCORECARD_SETTINGS, {})
        for card in page
        for question in objects(card.get("questions"))
        if question.get("questionId")
    }


def library_clips(client: GongClient, workspace: str) -> Iterator[tuple[dict[str, Any], Page]]:
    """Yield each library folder with its calls; a snippet has seconds from the start of the call."""
    for page in pages(client, FOLDERS, {"workspaceId": workspace}):
        for folder in page:
            for content in pages(client, FOLDER_CALLS, {"folderId": str(folder.get("id"))}):
                yield folder, content


def permission_profiles(client: GongClient, workspace: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield each permission profile with the ids of its users."""
    for page in pages(client, PROFILES, {"workspaceId": workspace}):
        for profile in page:
            members = pages(client, PROFILE_USERS, {"profileId": str(profile.get("id"))})
            yield profile, [str(user["id"]) for group in members for user in group if user.get("id")]


def manual_links(client: GongClient, start: datetime) -> Iterator[Page]:
    """Yield the deals that people chose for calls since `start`; nothing where Gong does not offer this endpoint."""
    try:
        yield from pages(client, MANUAL_LINKS, {"fromDateTime": text_time(start)})
    except MissingScope:
        return


def _period(start: datetime, end: datetime) -> dict[str, str]:
    return {"fromDateTime": text_time(start), "toDateTime": text_time(end)}
