"""Gong's API for the sample company: an ASGI application that answers as Gong does, from a sample warehouse.

`GongApi.answer` answers one request; `__call__` is the same over ASGI. Like Gong, it says 404 where nothing is found,
reads a cursor only where it belongs, and ignores a cursor elsewhere.
"""

import base64
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl

from gametape.sample.gong_company import GongCompany

Json = dict[str, Any]
Message = MutableMapping[str, Any]

PAGE = 100
NO_CALLS = "No calls found corresponding to the provided filters"
SCOPES = {
    "GET /v2/users": "api:users:read",
    "GET /v2/workspaces": "api:workspaces:read",
    "GET /v2/calls": "api:calls:read:basic",
    "POST /v2/calls/extensive": "api:calls:read:extensive",
    "POST /v2/calls/transcript": "api:calls:read:transcript",
    "POST /v2/stats/activity/scorecards": "api:stats:scorecards",
    "GET /v2/settings/scorecards": "api:settings:scorecards:read",
    "GET /v2/library/folders": "api:library:read",
    "GET /v2/library/folder-content": "api:library:read",
    "GET /v2/all-permission-profiles": "api:users:read",
    "GET /v2/permission-profile/users": "api:users:read",
    "GET /v2/calls/manual-crm-associations": "api:crm-calls:manual-association:read",
}


@dataclass(frozen=True)
class ApiRequest:
    """Request: method, path, query and body as JSON. Header names are in lower case."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ApiAnswer:
    """Answer: status, JSON body and headers."""

    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


def refusal(status: int, message: str, **headers: str) -> ApiAnswer:
    """Return an error in Gong's form."""
    return ApiAnswer(status, {"requestId": "sample", "errors": [message]}, headers)


class GongApi:
    """Answers requests.

    Args:
        company: what there is to tell.
        key: accepted access key.
        secret: its secret.
        page_size: items per page.
        scopes: granted scopes; None grants all.
    """

    def __init__(
        self,
        company: GongCompany,
        key: str,
        secret: str,
        *,
        page_size: int = PAGE,
        scopes: frozenset[str] | None = None,
    ) -> None:
        self.company = company
        self.scopes = scopes
        self._page_size = page_size
        self._authorization = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()
        self._routes: dict[str, Callable[[ApiRequest], ApiAnswer]] = {
            "GET /v2/users": lambda request: self._page(request, "users", company.users),
            "GET /v2/workspaces": lambda _: ApiAnswer(200, {"requestId": "sample", "workspaces": company.workspaces}),
            "GET /v2/calls": self._call_ids,
            "POST /v2/calls/extensive": self._calls,
            "POST /v2/calls/transcript": self._transcripts,
            "POST /v2/stats/activity/scorecards": self._scorecards,
            "GET /v2/settings/scorecards": self._scorecard_settings,
            "GET /v2/library/folders": self._folders,
            "GET /v2/library/folder-content": self._folder_content,
            "GET /v2/all-permission-profiles": self._profiles,
            "GET /v2/permission-profile/users": self._profile_users,
            "GET /v2/calls/manual-crm-associations": self._manual_links,
        }

    def answer(self, request: ApiRequest) -> ApiAnswer:
        """Answer a request."""
        route = f"{request.method} {request.path}"
        if route not in self._routes:
            return refusal(404, f"No route {request.path}")
        if request.headers.get("authorization") != self._authorization:
            return refusal(401, "Unauthorized")
        if self.scopes is not None and SCOPES[route] not in self.scopes:
            return refusal(401, f"You don't have permission to use '{SCOPES[route]}' in your app.")
        try:
            return self._routes[route](request)
        except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
            return refusal(400, "Bad request")

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer over ASGI."""
        if scope["type"] != "http":
            return
        content = b""
        while True:
            message = await receive()
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        answer = self.answer(_request(scope, content))
        headers = [(b"content-type", b"application/json")]
        headers += [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer.body).encode()})

    def _page(self, request: ApiRequest, key: str, items: list[Json], nothing: str = NO_CALLS) -> ApiAnswer:
        if not items:
            return refusal(404, nothing)
        inputs = request.query if request.method == "GET" else request.body
        rest = {name: value for name, value in inputs.items() if name != "cursor"}
        bound = blake2b(json.dumps([request.path, rest], sort_keys=True).encode(), digest_size=8).hexdigest()
        start = _offset(inputs.get("cursor"), bound)
        if start is None:
            return refusal(400, "Invalid cursor")
        page = items[start : start + self._page_size]
        records: Json = {
            "totalRecords": len(items),
            "currentPageSize": len(page),
            "currentPageNumber": start // self._page_size,
        }
        if start + self._page_size < len(items):
            records["cursor"] = base64.b64encode(f"{start + self._page_size}:{bound}".encode()).decode()
        return ApiAnswer(200, {"requestId": "sample", "records": records, key: page})

    def _within(self, chosen: Json) -> list[Json]:
        """Return the calls that a filter selects. Like Gong, it needs ids or a period."""
        ids = chosen.get("callIds")
        if ids is not None:
            known = set(ids)
            return [call for call in self.company.calls if call["metaData"]["id"] in known]
        start, end = _moment(chosen["fromDateTime"]), _moment(chosen["toDateTime"])
        return [call for call in self.company.calls if start <= _moment(call["metaData"]["started"]) < end]

    def _call_ids(self, request: ApiRequest) -> ApiAnswer:
        return self._page(request, "calls", [call["metaData"] for call in self._within(request.query)])

    def _calls(self, request: ApiRequest) -> ApiAnswer:
        shown = request.body.get("contentSelector", {})
        exposed = shown.get("exposedFields", {})
        timings = shown.get("contextTiming", ["Now"])
        calls = [
            _exposed(call, shown.get("context"), timings, exposed) for call in self._within(request.body["filter"])
        ]
        return self._page(request, "calls", calls)

    def _transcripts(self, request: ApiRequest) -> ApiAnswer:
        ids = [call["metaData"]["id"] for call in self._within(request.body["filter"])]
        told = self.company.transcripts
        found = [{"callId": id_, "transcript": told[id_]} for id_ in ids if id_ in told]
        return self._page(request, "callTranscripts", found)

    def _scorecards(self, request: ApiRequest) -> ApiAnswer:
        chosen = request.body["filter"]
        start, end = chosen["reviewFromDate"], chosen["reviewToDate"]
        method = chosen.get("reviewMethod", "MANUAL")
        cards = [
            card
            for card in self.company.scorecards
            if start <= card["reviewTime"][:10] < end and method in ("BOTH", card["reviewMethod"])
        ]
        return self._page(request, "answeredScorecards", cards, "Answered scorecards not found")

    def _scorecard_settings(self, _: ApiRequest) -> ApiAnswer:
        cards: dict[str, Json] = {}
        for row in self.company.questions:
            card = cards.setdefault(row["scorecard_id"], {"scorecardId": row["scorecard_id"], "questions": []})
            card["questions"].append(
                {"questionId": row["question_id"], "questionText": row["question_text"], "isOverall": row["is_overall"]}
            )
        return ApiAnswer(200, {"requestId": "sample", "scorecards": list(cards.values())})

    def _folders(self, request: ApiRequest) -> ApiAnswer:
        if request.query.get("workspaceId") not in {workspace["id"] for workspace in self.company.workspaces}:
            return refusal(404, "Workspace not found")
        shown = ("id", "name", "parentFolderId", "createdBy", "updated")
        folders = [{name: folder[name] for name in shown} for folder in self.company.folders]
        return ApiAnswer(200, {"requestId": "sample", "folders": folders})

    def _folder_content(self, request: ApiRequest) -> ApiAnswer:
        folder = next((item for item in self.company.folders if item["id"] == request.query["folderId"]), None)
        if folder is None:
            return refusal(404, "No folders found for the specified period")
        shown = ("id", "name", "createdBy", "updated", "calls")
        return ApiAnswer(200, {"requestId": "sample"} | {name: folder[name] for name in shown})

    def _profiles(self, request: ApiRequest) -> ApiAnswer:
        if request.query["workspaceId"] not in {workspace["id"] for workspace in self.company.workspaces}:
            return refusal(404, "Workspace not found")
        profiles = [{name: profile[name] for name in profile if name != "users"} for profile in self.company.profiles]
        return ApiAnswer(200, {"requestId": "sample", "profiles": profiles})

    def _profile_users(self, request: ApiRequest) -> ApiAnswer:
        profile = next(item for item in self.company.profiles if item["id"] == request.query["profileId"])
        users = [{name: user[name] for name in ("id", "emailAddress")} for user in profile["users"]]
        return ApiAnswer(200, {"requestId": "sample", "users": users})

    def _manual_links(self, request: ApiRequest) -> ApiAnswer:
        start = _moment(request.query["fromDateTime"])
        links = [link for link in self.company.manual_links if _moment(link["created"]) >= start]
        return self._page(request, "associations", links)


def _request(scope: Message, content: bytes) -> ApiRequest:
    try:
        body = json.loads(content) if content else {}
    except ValueError:
        body = {}
    return ApiRequest(
        scope["method"],
        scope["path"],
        dict(parse_qsl(scope["query_string"].decode())),
        body if isinstance(body, dict) else {},
        {name.decode().lower(): value.decode() for name, value in scope["headers"]},
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _offset(cursor: str | None, bound: str) -> int | None:
    """Return the place of a cursor; None for a cursor that another request got."""
    if cursor is None:
        return 0
    start, _, owner = base64.b64decode(cursor).decode().partition(":")
    return int(start) if owner == bound else None


def _exposed(call: Json, context: str | None, timings: list[str], exposed: Json) -> Json:
    """Return the parts of a call that the request asked for."""
    shown: Json = {"metaData": call["metaData"]}
    if context in ("Basic", "Extended"):
        shown["context"] = [
            {**system, "objects": [item for item in system["objects"] if item["timing"] in timings]}
            for system in call["context"]
        ]
    if exposed.get("parties"):
        shown["parties"] = call["parties"]
    for part in ("content", "interaction"):
        if exposed.get(part):
            shown[part] = call[part]
    return shown
