"""The emulator answers in the shapes of Gong's published description, as far as gametape reads them.

`SHAPES` was written by hand from that description and from notes on live answers: where the two differ (ids are text,
values may be null), the live answers count. A key that is not in a shape must not be in an answer.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gametape.gong import endpoints
from gametape.gong.gong_client import GongClient
from gametape.sample.gong_api import SCOPES
from gametape.sample.gong_company import GongCompany
from tests.fakes.gong_api import FaultyGong

ID, TEXT, NUMBER, FLAG, TIME = "id", "text", "number", "flag", "time"
_FORMS = {
    ID: lambda value: isinstance(value, str) and re.fullmatch(r"\d{1,20}", value) is not None,
    TEXT: lambda value: isinstance(value, str),
    NUMBER: lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    FLAG: lambda value: isinstance(value, bool),
    TIME: lambda value: isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value) is not None,
}

_META = {
    "id": ID, "url": TEXT, "title": TEXT, "scheduled?": TIME, "started": TIME, "duration": NUMBER, "primaryUserId?": ID,
    "direction": TEXT, "system?": TEXT, "scope?": TEXT, "media?": TEXT, "language?": TEXT, "workspaceId": ID,
    "sdrDisposition?": TEXT, "clientUniqueId?": TEXT, "customData?": TEXT, "purpose?": TEXT, "meetingUrl?": TEXT,
    "isPrivate": FLAG, "calendarEventId?": TEXT,
}  # fmt: skip
_OBJECT = {"objectType": TEXT, "objectId": TEXT, "timing": TEXT, "fields": [{"name": TEXT, "value?": ...}]}
_PARTY = {
    "id?": ID, "emailAddress?": TEXT, "name?": TEXT, "title?": TEXT, "userId?": ID, "speakerId?": ID, "context": [...],
    "affiliation": TEXT, "phoneNumber?": TEXT, "methods": [TEXT],
}  # fmt: skip
_TRACKER = {
    "id": ID, "name": TEXT, "count": NUMBER, "type": TEXT, "occurrences": [{"startTime": NUMBER, "speakerId?": ID}],
}  # fmt: skip
_CALL = {
    "metaData": _META,
    "context": [{"system": TEXT, "objects": [_OBJECT]}],
    "parties": [_PARTY],
    "content": {"trackers": [_TRACKER], "topics": [...], "brief?": TEXT},
    "interaction": {
        "speakers": [{"id": ID, "userId?": ID, "talkTime": NUMBER}],
        "interactionStats": [{"name": TEXT, "value": NUMBER}],
        "questions": {"companyCount": NUMBER, "nonCompanyCount": NUMBER},
    },
}
_USER = {
    "id": ID, "emailAddress": TEXT, "created": TIME, "active": FLAG, "emailAliases": [TEXT],
    "trustedEmailAddress?": TEXT, "firstName": TEXT, "lastName": TEXT, "title?": TEXT, "phoneNumber?": TEXT,
    "managerId?": ID, "conferencingProviders": [...],
}  # fmt: skip
_ANSWER = {
    "questionId": ID, "questionRevisionId": ID, "isOverall": FLAG, "score?": NUMBER, "answerText?": TEXT,
    "notApplicable": FLAG, "selectedOptions": [...],
}  # fmt: skip
_CARD = {
    "answeredScorecardId": ID, "scorecardId": ID, "scorecardName?": TEXT, "callId": ID, "callStartTime": TIME,
    "reviewedUserId": ID, "reviewerUserId?": ID, "reviewMethod": TEXT, "reviewTime": TIME, "visibilityType": TEXT,
    "answers": [_ANSWER],
}  # fmt: skip
_FOLDER = {"id": ID, "name": TEXT, "parentFolderId?": ID, "createdBy?": ID, "updated?": TIME}
_CLIP = {
    "id": ID, "title": TEXT, "note?": TEXT, "addedBy?": ID, "created": TIME, "url": TEXT,
    "snippet": {"fromSec": NUMBER, "toSec": NUMBER},
}  # fmt: skip
_PAGED = {"totalRecords": NUMBER, "currentPageSize": NUMBER, "currentPageNumber": NUMBER, "cursor?": TEXT}
_MONOLOGUE = {"speakerId": ID, "topic?": TEXT, "sentences": [{"start": NUMBER, "end": NUMBER, "text": TEXT}]}
_LINK = {
    "callId": ID, "userId?": ID, "created": TIME,
    "associatedCrmObjects": [{"accountCrmId?": TEXT, "dealCrmId?": TEXT}],
}  # fmt: skip

SHAPES: dict[str, dict[str, Any]] = {
    "GET /v2/users": {"records": _PAGED, "users": [_USER]},
    "GET /v2/workspaces": {"workspaces": [{"id": ID, "name": TEXT}]},
    "GET /v2/calls": {"records": _PAGED, "calls": [_META]},
    "POST /v2/calls/extensive": {"records": _PAGED, "calls": [_CALL]},
    "POST /v2/calls/transcript": {
        "records": _PAGED,
        "callTranscripts": [{"callId": ID, "transcript": [_MONOLOGUE]}],
    },
    "POST /v2/stats/activity/scorecards": {"records": _PAGED, "answeredScorecards": [_CARD]},
    "GET /v2/settings/scorecards": {
        "scorecards": [{"scorecardId": ID, "questions": [{"questionId": ID, "questionText": TEXT, "isOverall": FLAG}]}],
    },
    "GET /v2/library/folders": {"folders": [_FOLDER]},
    "GET /v2/library/folder-content": {**_FOLDER, "calls": [_CLIP]},
    "GET /v2/all-permission-profiles": {
        "profiles": [{"id": ID, "name": TEXT, "description?": TEXT, "callsAccess": {"permissionLevel": TEXT}}],
    },
    "GET /v2/permission-profile/users": {"users": [{"id": ID, "emailAddress": TEXT}]},
    "GET /v2/calls/manual-crm-associations": {"records": _PAGED, "associations": [_LINK]},
}
"""Answer of each route beside `requestId`; a key with a question mark may be absent or null, `...` is anything."""


def faults(value: Any, shape: Any, at: str = "") -> Iterator[str]:
    """Yield where a value is not of a shape."""
    if isinstance(shape, dict):
        yield from _faults_of_object(value, shape, at)
    elif isinstance(shape, list):
        items = value if isinstance(value, list) else ["no list"]
        yield from (fault for item in items for fault in faults(item, shape[0], f"{at}[]"))
    elif shape is not ... and not _FORMS[shape](value):
        yield f"{at}: {value!r} is no {shape}"


def _faults_of_object(value: Any, shape: dict[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at}: no object"
        return
    named = {name.removesuffix("?"): name for name in shape}
    yield from (f"{at}.{name}: unknown" for name in value.keys() - named.keys())
    for name, key in named.items():
        if value.get(name) is not None:
            yield from faults(value[name], shape[key], f"{at}.{name}")
        elif not key.endswith("?"):
            yield f"{at}.{name}: missing"


def test_every_route_has_a_shape() -> None:
    assert SHAPES.keys() == SCOPES.keys()


def requests(api: FaultyGong) -> dict[str, dict[str, Any]]:
    company = api.company
    period = {"fromDateTime": "2020-01-01T00:00:00Z", "toDateTime": "2030-01-01T00:00:00Z"}
    reviews = {"reviewFromDate": "2020-01-01", "reviewToDate": "2030-01-01", "reviewMethod": "BOTH"}
    workspace = {"workspaceId": company.workspaces[0]["id"]}
    everything = endpoints._EVERYTHING
    return {
        "GET /v2/calls": period,
        "POST /v2/calls/extensive": {"filter": period, "contentSelector": everything},
        "POST /v2/calls/transcript": {"filter": period},
        "POST /v2/stats/activity/scorecards": {"filter": reviews},
        "GET /v2/library/folders": workspace,
        "GET /v2/library/folder-content": {"folderId": company.folders[0]["id"]},
        "GET /v2/all-permission-profiles": workspace,
        "GET /v2/permission-profile/users": {"profileId": company.profiles[0]["id"]},
        "GET /v2/calls/manual-crm-associations": {"fromDateTime": "2020-01-01T00:00:00Z"},
    }


@pytest.mark.parametrize("route", SHAPES)
def test_an_answer_has_the_shape_of_its_route(api: FaultyGong, client: GongClient, route: str) -> None:
    method, _, path = route.partition(" ")
    asked = requests(api).get(route, {})
    answer = client.get(path, asked, scope="") if method == "GET" else client.post(path, asked, scope="")
    assert answer.pop("requestId")
    assert any(len(part) for part in answer.values() if isinstance(part, list)), "an empty answer proves nothing"
    assert sorted(set(faults(answer, SHAPES[route]))) == []


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"id": 5, "name": "x"}, ".id: 5 is no id"),
        ({"id": "5"}, ".name: missing"),
        ({"id": "5", "name": "x", "more": 1}, ".more: unknown"),
        ([], ": no object"),
    ],
)
def test_what_is_not_of_a_shape_is_found(value: Any, fault: str) -> None:
    assert list(faults(value, {"id": ID, "name": TEXT})) == [fault]


def test_clips_and_profiles_are_read(api: FaultyGong, client: GongClient) -> None:
    workspace = api.company.workspaces[0]["id"]
    ((folder, clips),) = endpoints.library_clips(client, workspace)
    assert folder["name"] == "Great calls"
    assert {clip["id"] for clip in clips} <= {call["metaData"]["id"] for call in api.company.calls}
    levels = {profile["callsAccess"]["permissionLevel"]: set(users) for profile, users in _profiles(client, workspace)}
    assert levels["all"]
    assert levels["own"]
    assert levels["all"] | levels["own"] == {user["id"] for user in api.company.users}


def test_the_company_is_read_with_what_an_installation_has(
    gong_warehouse: Path, company: GongCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB asks for pytz when it gives a time with a zone; only development has it."""
    monkeypatch.setitem(sys.modules, "pytz", None)
    assert GongCompany(gong_warehouse).calls == company.calls


def _profiles(client: GongClient, workspace: str) -> list[tuple[dict[str, Any], list[str]]]:
    return list(endpoints.permission_profiles(client, workspace))
