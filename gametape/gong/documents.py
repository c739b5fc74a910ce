"""Documents from Gong's JSON: the keys, texts and order of the warehouse's queries, so that records know no difference.

calls.sql -> call_document          transcripts.sql -> transcript_document
call_links.sql -> links_document    coaching.sql -> scorecard_documents
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from gametape.gong.directory import Directory
from gametape.gong.values import Json, address, flag, mapping, objects, text, texts

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

CONTEXT, MANUAL = "call_context_integration", "manual_call_integration"
"""Origins of links, named as the warehouse's tables."""


def call_id(call: Json) -> str | None:
    """Return the id of a call, of an id list as well as of a full answer."""
    return text(mapping(call.get("metaData")).get("id")) or text(call.get("id"))


def call_document(call: Json, directory: Directory) -> str | None:
    """Return the document of a call; None if it was scheduled and never held."""
    meta, content = mapping(call.get("metaData")), mapping(call.get("content"))
    if text(meta.get("started")) is None and text(meta.get("scheduled")) is not None:
        return None
    outcome = mapping(content.get("callOutcome"))
    language = text(meta.get("language"))
    return encode(
        {
            "id": call_id(call),
            "title": text(meta.get("title")),
            "started_at": text(meta.get("started")),
            "duration": text(meta.get("duration")),
            "direction": text(meta.get("direction")),
            "scope": text(meta.get("scope")),
            "is_private": flag(meta.get("isPrivate")),
            "languages": encode([language]) if language else None,
            "purpose": text(meta.get("purpose")),
            "outcome": text(outcome.get("name")),
            "url": text(meta.get("url")),
            "meeting_url": text(meta.get("meetingUrl")),
            "calendar_event_id": text(meta.get("calendarEventId")),
            "system": text(meta.get("system")),
            "owner_email": directory.email(meta.get("primaryUserId")),
            "brief": text(content.get("brief")),
            "is_deleted": False,
            "participants": _participants(call, directory) or None,
            "fields": _fields(call, outcome),
        }
    )


def _participants(call: Json, directory: Directory) -> list[Json]:
    spoken: dict[str, str | None] = {}
    for speaker in objects(mapping(call.get("interaction")).get("speakers")):
        if (id_ := text(speaker.get("id"))) is not None:
            spoken[id_] = text(speaker.get("talkTime"))
    people = [_participant(party, directory, spoken) for party in objects(call.get("parties"))]
    return sorted(people, key=lambda person: [person[key] or "" for key in ("id", "speaker_id", "email", "name")])


def _participant(party: Json, directory: Directory, spoken: dict[str, str | None]) -> Json:
    user = directory.user(party.get("userId"))
    email = text(party.get("emailAddress"))
    methods = texts(party.get("methods"))
    return {
        "id": text(party.get("id")),
        "user_id": text(party.get("userId")),
        "name": text(party.get("name")) or (user.name if user else None),
        "email": email or (user.email if user else None),
        "title": text(party.get("title")) or (user.title if user else None),
        "affiliation": text(party.get("affiliation")),
        "is_user": user is not None or directory.is_ours(address(email)),
        "methods": encode(methods) if methods else None,
        "speaker_id": text(party.get("speakerId")),
        "talk_time": spoken.get(text(party.get("id")) or ""),
    }


def _fields(call: Json, outcome: Json) -> Json:
    meta = mapping(call.get("metaData"))
    questions = mapping(mapping(call.get("interaction")).get("questions"))
    return {
        "company_question_count": text(questions.get("companyCount")),
        "custom_data": text(meta.get("customData")),
        "non_company_question_count": text(questions.get("nonCompanyCount")),
        "sdr_disposition": text(meta.get("sdrDisposition")),
        "call_outcome_category": text(outcome.get("category")),
        "call_outcome_id": text(outcome.get("id")),
    }


def transcript_document(item: Json) -> tuple[str, str] | None:
    """Return (call id, document) of a transcript; None if it names no call or has no text yet."""
    id_, monologues = text(item.get("callId")), objects(item.get("transcript"))
    if id_ is None or not monologues:
        return None
    return id_, encode(
        {
            "id": id_,
            "is_deleted": False,
            "monologues": [
                {
                    "index": f"{place:09}",
                    "speaker_id": text(monologue.get("speakerId")),
                    "topic": text(monologue.get("topic")),
                    "sentence": encode(objects(monologue.get("sentences"))),
                }
                for place, monologue in enumerate(monologues)
            ],
        }
    )


def crm_objects(call: Json, kind: str) -> Iterator[Json]:
    """Yield the CRM objects of a type (`opportunity`, `account`) that Gong links to a call."""
    for system in objects(call.get("context")):
        for item in objects(system.get("objects")):
            if (text(item.get("objectType")) or "").lower() == kind and text(item.get("objectId")):
                yield item


def links_document(call: Json, manual: Iterable[str] = ()) -> str:
    """Return the document of a call's deals.

    Args:
        call: the call as Gong sends it.
        manual: ids of deals that people chose for the call.
    """
    pairs = {(text(item.get("objectId")), CONTEXT) for item in crm_objects(call, "opportunity")}
    pairs |= {(deal, MANUAL) for deal in manual}
    links = [{"opportunity": deal, "origin": origin} for deal, origin in sorted(pairs, key=str)]
    return encode({"id": call_id(call), "links": links, "is_deleted": False})


def manual_deals(associations: Iterable[Json]) -> dict[str, list[str]]:
    """Return the deals that people chose, by call id."""
    chosen: dict[str, list[str]] = {}
    for item in associations:
        deals = [text(target.get("dealCrmId")) for target in objects(item.get("associatedCrmObjects"))]
        if (id_ := text(item.get("callId"))) is not None:
            chosen.setdefault(id_, []).extend(deal for deal in deals if deal)
    return chosen


def scorecard_documents(card: Json, questions: dict[str, Json], directory: Directory) -> Iterator[tuple[str, str]]:
    """Yield (id, document) of each answer of an answered scorecard. Answers that are not public are left out."""
    id_ = text(card.get("answeredScorecardId"))
    if id_ is None or (text(card.get("visibilityType")) or "PUBLIC").upper() != "PUBLIC":
        return
    answers = {text(answer.get("questionId")): answer for answer in objects(card.get("answers"))}
    for question_id, answer in answers.items():
        if question_id is not None:
            key = f"{id_}:{question_id}"
            yield key, encode(_answer(key, card, answer, questions.get(question_id, {}), directory))


def _answer(key: str, card: Json, answer: Json, question: Json, directory: Directory) -> dict[str, Any]:
    overall = answer.get("isOverall")
    return {
        "id": key,
        "call_id": text(card.get("callId")),
        "rep_email": directory.email(card.get("reviewedUserId")),
        "reviewer_email": directory.email(card.get("reviewerUserId")),
        "scorecard": text(card.get("scorecardName")),
        "question": text(question.get("questionText")),
        "score": text(answer.get("score")),
        "answer_text": text(answer.get("answerText")),
        "is_overall": question.get("isOverall") if overall is None else overall,
        "not_applicable": answer.get("notApplicable"),
        "reviewed_at": text(card.get("reviewTime")),
        "is_deleted": False,
    }
