"""Answers that leave Gong's published description become documents all the same."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from gametape.gong.deals import Deals
from gametape.gong.directory import Directory, People
from gametape.gong.documents import (
    call_document,
    links_document,
    manual_deals,
    scorecard_documents,
    transcript_document,
)
from gametape.records.call import CallRecord
from gametape.records.opportunity import OpportunityRecord
from gametape.records.transcript import TranscriptRecord

LONG = 12345678901234567890  # 20 digits: more than a float holds
OURS = Directory([{"id": LONG, "emailAddress": "Ana@Ours.example", "firstName": "Ana", "lastName": None}])


def call(**changed: Any) -> dict[str, Any]:
    meta = {"id": LONG, "title": "Demo", "started": "2026-03-02T14:00:00.123456+02:00", "primaryUserId": str(LONG)}
    return {"metaData": {**meta, **changed.pop("meta", {})}, **changed}


def read(item: dict[str, Any]) -> CallRecord:
    document = call_document(item, OURS)
    assert document
    return CallRecord.read(document, [])


def test_ids_as_numbers_keep_all_digits() -> None:
    record = read(call(parties=[{"id": LONG, "userId": LONG, "affiliation": "Internal"}]))
    assert record.id == str(LONG)
    assert record.owner_email == "ana@ours.example"
    assert [(person.id, person.email, person.name) for person in record.participants] == [
        (str(LONG), "ana@ours.example", "Ana")
    ]


@pytest.mark.parametrize("part", ["parties", "context", "content", "interaction"])
@pytest.mark.parametrize("value", [None, "text", 5, [None, "x"], {}])
def test_any_part_may_be_empty_or_of_another_type(part: str, value: Any) -> None:
    item = call(**{part: value})
    assert read(item).title == "Demo"
    assert json.loads(links_document(item))["links"] == []
    People(OURS).add_call(item)
    Deals().add_call(item)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02T14:00:00Z", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ("2026-03-02T14:00:00.5Z", datetime(2026, 3, 2, 14, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-03-02T16:00:00.123456+02:00", datetime(2026, 3, 2, 14, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_times_in_each_of_gongs_forms_are_the_same_moment(written: str, meant: datetime) -> None:
    assert read(call(meta={"started": written})).started_at == meant


def test_a_call_without_a_privacy_flag_is_as_in_the_warehouse_and_an_unknown_word_is_private() -> None:
    assert read(call()).is_private is None
    assert read(call(meta={"isPrivate": True})).is_private is True
    assert read(call(meta={"isPrivate": "perhaps"})).is_private is True


def test_a_meeting_that_was_not_held_is_no_call() -> None:
    assert call_document(call(meta={"started": None, "scheduled": "2026-03-02T14:00:00Z"}), OURS) is None


def test_media_is_in_no_document() -> None:
    item = call(media={"audioUrl": "https://media.example/a.mp3"}, meta={"media": "Video"})
    assert "media" not in (call_document(item, OURS) or "").lower()


def test_a_transcript_without_text_waits() -> None:
    assert transcript_document({"callId": LONG, "transcript": None}) is None
    assert transcript_document({"callId": None, "transcript": [{"sentences": []}]}) is None


def test_a_transcript_keeps_what_can_be_read() -> None:
    sentence = {"start": 1000, "end": 2000, "text": "Hello \ud800 there\x00."}
    told = transcript_document(
        {"callId": LONG, "transcript": [{"speakerId": 7, "topic": None, "sentences": [sentence, None]}, "x"]}
    )
    assert told
    turns = TranscriptRecord.read(told[1], []).monologues
    assert turns
    assert [turn.sentences for turn in turns] == [("Hello there.",)]


def test_both_lengths_of_an_id_are_one_deal_and_the_latest_call_wins() -> None:
    def item(id_: str, started: str, call_id: str, stage: str | None, **fields: Any) -> dict[str, Any]:
        values = [{"name": name, "value": value} for name, value in {"StageName": stage, **fields}.items()]
        objects = [{"objectType": "Opportunity", "objectId": id_, "timing": "Now", "fields": values}]
        return call(meta={"id": call_id, "started": started}, context=[{"system": "Salesforce", "objects": objects}])

    calls = [
        item("006Hs0000000002", "2026-01-01T10:00:00Z", "1", "Discovery", Name="Rollout", Region__c="EMEA", Amount=1e3),
        item("006Hs0000000002IAA", "2026-02-01T10:00:00Z", "2", "Proposal"),
    ]
    for order in (calls, calls[::-1]):
        deals = Deals()
        for each in order:
            deals.add_call(each)
        [(id_, document)] = deals.documents()
        record = OpportunityRecord.read(document, [])
        assert id_ == "006Hs0000000002IAA"
        assert (record.name, record.stage, str(record.amount)) == ("Rollout", "Proposal", "1000.0")
        assert json.loads(document)["fields"] == {"region_c": "EMEA"}


@pytest.mark.parametrize(("visibility", "count"), [("PUBLIC", 1), (None, 1), ("PRIVATE", 0), ("OPT_IN_USERS", 0)])
def test_only_public_scorecards_are_read(visibility: str | None, count: int) -> None:
    card = {"answeredScorecardId": LONG, "callId": LONG, "visibilityType": visibility, "answers": [{"questionId": 3}]}
    assert len(list(scorecard_documents(card, {}, OURS))) == count


def test_links_by_hand_survive_missing_parts() -> None:
    items: list[dict[str, Any]] = [
        {"callId": LONG, "associatedCrmObjects": [{"dealCrmId": "006A"}, {"dealCrmId": None}, None]},
        {"callId": None},
        {"callId": "5", "associatedCrmObjects": None},
    ]
    assert manual_deals(items) == {str(LONG): ["006A"], "5": []}


def test_a_tagged_address_of_ours_is_ours_and_one_person() -> None:
    item = call(parties=[{"id": "1", "emailAddress": "ana+demo@ours.example", "affiliation": "Unknown"}])
    assert read(item).participants[0].is_user is True
    people = People(OURS)
    people.add_call(item)
    [(email, document)] = people.documents()
    assert email == "ana@ours.example"
    assert json.loads(document)["aliases"] == ["ana+demo@ours.example"]
