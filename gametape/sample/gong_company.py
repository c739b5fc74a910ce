"""The sample company as Gong's API tells of it: JSON objects made from the rows of the sample warehouse."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gametape.sample.sink import connect

Json = dict[str, Any]

_CHILDREN = ("call_participant", "call_speaker", "call_interaction", "call_tracker", "call_context_integration")
# Without times with a zone: DuckDB needs another package to give those to Python.
_EVERY = "SELECT * EXCLUDE (_fivetran_synced)"
_HISTORY = (
    "SELECT opportunity_id, make_timestamp(epoch_us(created_date)), stage_name, amount,"
    " make_timestamp(epoch_us(close_date)) FROM salesforce.opportunity_history"
    " WHERE NOT is_deleted ORDER BY created_date, id"
)


class GongCompany:
    """Users, calls, transcripts and scorecards of a sample warehouse, read once."""

    def __init__(self, warehouse: Path) -> None:
        self._db = connect(warehouse, read_only=True)
        try:
            self._read()
        finally:
            self._db.close()

    def _read(self) -> None:
        self._children = {table: self._grouped(table, "call_id") for table in _CHILDREN}
        self._states: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for state in self._db.execute(_HISTORY).fetchall():
            self._states[state[0][:15]].append(state)
        self.users = self._users()
        rows = self._rows(f"{_EVERY} FROM gongio_ft.call WHERE NOT _fivetran_deleted ORDER BY started, id")
        self.calls = [self._call(row) for row in rows]
        self.workspaces = [{"id": id_, "name": "Sales"} for id_ in sorted({row["workspace_id"] for row in rows})]
        self.transcripts = self._transcripts()
        self.questions = self._rows(f"{_EVERY} FROM gongio_ft.scorecard_question ORDER BY question_id")
        self.scorecards = self._scorecards()
        self.manual_links = self._manual_links()
        self.folders = _folders(self.calls, self.users)
        self.profiles = _profiles(self.users)

    def _rows(self, sql: str) -> list[Json]:
        result = self._db.execute(sql)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _grouped(self, table: str, key: str) -> dict[str, list[Json]]:
        groups: dict[str, list[Json]] = defaultdict(list)
        for row in self._rows(f"{_EVERY} FROM gongio_ft.{table} WHERE NOT _fivetran_deleted ORDER BY ALL"):
            groups[row[key]].append(row)
        return groups

    def _users(self) -> list[Json]:
        aliases = self._grouped("user_email_alias", "user_id")
        return [
            {
                "id": row["id"],
                "emailAddress": row["email_address"],
                "created": row["created"],
                "active": row["active"],
                "emailAliases": [alias["email"] for alias in aliases.get(row["id"], ())],
                "trustedEmailAddress": None,
                "firstName": row["first_name"],
                "lastName": row["last_name"],
                "title": row["title"],
                "phoneNumber": row["phone_number"],
                "managerId": row["manager_id"],
                "conferencingProviders": [],
            }
            for row in self._rows(f"{_EVERY} FROM gongio_ft.users WHERE NOT _fivetran_deleted ORDER BY id")
        ]

    def _call(self, row: Json) -> Json:
        children = {table: self._children[table].get(row["id"], []) for table in _CHILDREN}
        return {
            "metaData": _meta_data(row),
            "context": self._context(children["call_context_integration"], _moment(row["started"])),
            "parties": [_party(person) for person in children["call_participant"]],
            "content": {"trackers": _trackers(children["call_tracker"]), "topics": [], "brief": row["brief"]},
            "interaction": {
                "speakers": [
                    {"id": speaker["id"], "userId": speaker["user_id"], "talkTime": float(speaker["talk_time"])}
                    for speaker in children["call_speaker"]
                ],
                "interactionStats": [
                    {"name": stat["name"], "value": float(stat["value"])} for stat in children["call_interaction"]
                ],
                "questions": {
                    "companyCount": int(row["company_question_count"]),
                    "nonCompanyCount": int(row["non_company_question_count"]),
                },
            },
        }

    def _context(self, rows: list[Json], started: datetime) -> list[Json]:
        """Return the CRM objects of a call: each as it is now, each deal also as it was at the time of the call."""
        fields: dict[tuple[str, str], list[Json]] = defaultdict(list)
        for row in rows:
            fields[row["object_type"], row["object_id"]].append(
                {"name": row["name"], "value": json.loads(row["value"])}
            )
        objects: list[Json] = []
        for (kind, id_), values in fields.items():
            objects.append({"objectType": kind, "objectId": id_, "timing": "Now", "fields": values})
            then = self._state(id_, started) if kind == "Opportunity" else []
            if then:
                objects.append({"objectType": kind, "objectId": id_, "timing": "TimeOfCall", "fields": then})
        return [{"system": "Salesforce", "objects": objects}] if objects else []

    def _state(self, deal: str, at: datetime) -> list[Json]:
        state = next((state for state in reversed(self._states[deal[:15]]) if state[1].replace(tzinfo=UTC) <= at), None)
        if state is None:
            return []
        _, _, stage, amount, close = state
        return [
            {"name": "StageName", "value": stage},
            {"name": "Amount", "value": None if amount is None else float(amount)},
            {"name": "CloseDate", "value": None if close is None else str(close.date())},
        ]

    def _transcripts(self) -> dict[str, list[Json]]:
        monologues: dict[str, list[Json]] = defaultdict(list)
        rows = self._db.execute(
            "SELECT call_id, speaker_id, topic, sentence FROM gongio_ft.transcript WHERE NOT _fivetran_deleted"
            ' ORDER BY call_id, CAST("index" AS INTEGER)'
        ).fetchall()
        for call, speaker, topic, sentence in rows:
            monologues[call].append({"speakerId": speaker, "topic": topic, "sentences": json.loads(sentence)})
        return monologues

    def _scorecards(self) -> list[Json]:
        names = {row["id"]: row["name"] for row in self._rows("SELECT id, name FROM gongio_ft.scorecard")}
        answers = self._grouped("answered_scorecard_answer", "answered_scorecard_id")
        return [
            {
                "answeredScorecardId": row["id"],
                "scorecardId": row["scorecard_id"],
                "scorecardName": names.get(row["scorecard_id"]),
                "callId": row["call_id"],
                "callStartTime": row["call_start_time"],
                "reviewedUserId": row["reviewed_user_id"],
                "reviewerUserId": row["reviewer_user_id"],
                "reviewMethod": "MANUAL",
                "reviewTime": row["review_time"],
                "visibilityType": "PUBLIC",
                "answers": [_answer(answer) for answer in answers[row["id"]]],
            }
            for row in self._rows(f"{_EVERY} FROM gongio_ft.answered_scorecard ORDER BY review_time, id")
        ]

    def _manual_links(self) -> list[Json]:
        created = {row["id"]: row["created"] for row in self._rows("SELECT id, created FROM gongio_ft.manual_call")}
        return [
            {
                "callId": row["manual_call_id"],
                "userId": row["manual_user_id"],
                "created": created[row["manual_call_id"]],
                "associatedCrmObjects": [{"accountCrmId": row["account_crm_id"], "dealCrmId": row["deal_crm_id"]}],
            }
            for row in self._rows(f"{_EVERY} FROM gongio_ft.manual_call_integration ORDER BY ALL")
        ]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _meta_data(row: Json) -> Json:
    return {
        "id": row["id"],
        "url": row["url"],
        "title": row["title"],
        "scheduled": row["scheduled"],
        "started": row["started"],
        "duration": row["duration"],
        "primaryUserId": row["primary_user_id"],
        "direction": row["direction"],
        "system": _first(row["systems"]),
        "scope": row["scope"],
        "media": row["media"],
        "language": _first(row["languages"]),
        "workspaceId": row["workspace_id"],
        "sdrDisposition": row["sdr_disposition"],
        "clientUniqueId": row["client_unique_id"],
        "customData": row["custom_data"],
        "purpose": row["purpose"],
        "meetingUrl": row["meeting_url"],
        "isPrivate": row["is_private"],
        "calendarEventId": row["calendar_event_id"],
    }


def _first(listed: str | None) -> str | None:
    values: Sequence[str] = json.loads(listed) if listed else ()
    return values[0] if values else None


def _party(row: Json) -> Json:
    return {
        "id": row["id"],
        "emailAddress": row["email_address"],
        "name": row["name"],
        "title": row["title"],
        "userId": row["user_id"],
        "speakerId": row["speaker_id"],
        "context": [],
        "affiliation": row["affiliation"],
        "phoneNumber": row["phone_number"],
        "methods": json.loads(row["methods"]),
    }


def _trackers(rows: Iterable[Json]) -> list[Json]:
    found: dict[str, Json] = {}
    for row in rows:
        tracker = found.setdefault(
            row["id"], {"id": row["id"], "name": row["name"], "count": 0, "type": row["type"], "occurrences": []}
        )
        tracker["count"] += 1
        tracker["occurrences"].append({"startTime": float(row["start_time"]), "speakerId": row["speaker_id"]})
    return list(found.values())


def _answer(row: Json) -> Json:
    return {
        "questionId": row["question_id"],
        "questionRevisionId": row["question_revision_id"],
        "isOverall": row["is_overall"],
        "score": None if row["score"] is None else int(row["score"]),
        "answerText": row["answer_text"],
        "notApplicable": row["not_applicable"] == "true",
        "selectedOptions": [],
    }


def _folders(calls: Sequence[Json], users: Sequence[Json]) -> list[Json]:
    """Return a library folder with a clip of the longest call of each of three hosts."""
    longest: dict[str, Json] = {}
    for call in sorted(calls, key=lambda call: (-int(call["metaData"]["duration"]), call["metaData"]["id"])):
        longest.setdefault(call["metaData"]["primaryUserId"], call)
    curator = next((user["managerId"] for user in users if user["managerId"]), None)
    clips = [
        {
            "id": call["metaData"]["id"],
            "title": call["metaData"]["title"],
            "note": "How the next step is agreed on.",
            "addedBy": curator,
            "created": call["metaData"]["started"],
            "url": call["metaData"]["url"],
            "snippet": {"fromSec": 60, "toSec": 120},
        }
        for call in list(longest.values())[:3]
    ]
    folder = {"id": "4400000000000000001", "name": "Great calls", "parentFolderId": None, "createdBy": curator}
    return [folder | {"updated": clips[0]["created"] if clips else None, "calls": clips}]


def _profiles(users: Sequence[Json]) -> list[Json]:
    """Return the permission profiles of managers, who see all calls, and of the others, who see their own."""
    managers = {user["managerId"] for user in users}
    return [
        {
            "id": id_,
            "name": name,
            "description": "",
            "callsAccess": {"permissionLevel": level},
            "users": [user for user in users if (user["id"] in managers) == (name == "Managers")],
        }
        for id_, name, level in (
            ("4500000000000000001", "Managers", "all"),
            ("4500000000000000002", "Reps", "own"),
        )
    ]
