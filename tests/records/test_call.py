from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.call import CallRecord, meeting_keys, metadata_only
from gametape.store.tables import call_participants, calls
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason, values

ANA = {
    "id": "901",
    "user_id": None,
    "name": "Ana Souza",
    "email": "Ana@Customer.com",
    "title": "COO",
    "affiliation": "External",
    "speaker_id": "6432345678555530067",
    "talk_time": "812.5",
}
DANA: dict[str, Any] = {
    "id": "902",
    "user_id": "7",
    "name": "Dana Lee",
    "email": "dana@example.com",
    "affiliation": "Internal",
}


@pytest.mark.parametrize("word", ["Private", "ja", "2"])
def test_a_word_that_nobody_knows_keeps_a_call_private(word: str) -> None:
    row, warnings = reads(CallRecord, id="1", title="Salary", is_private=word)
    assert row["is_private"] is True
    assert "treated as private" in warnings[0]


def test_columns() -> None:
    row, warnings = reads(
        CallRecord,
        id="7782342274025937895",
        title="Discovery",
        started_at="2026-03-02T10:00:00Z",
        duration="2712",
        direction="Conference",
        scope="External",
        is_private="false",
        languages="eng",
        purpose="Demo",
        outcome="Next meeting",
        url="https://app.gong.io/call?id=7782342274025937895",
        system="Zoom",
        owner_email="Dana@example.com",
        brief="They plan by phone.",
        participants=[ANA, DANA],
        fields={"workspace_id": "3", "media_url": "https://media/x.mp4", "mediaAudioUrl": "x", "note": None},
    )
    assert warnings == []
    participants = row.pop("participants")
    assert {name: row[name] for name in row if name != "id"} == {
        "gong_call_id": "7782342274025937895",
        "title": "Discovery",
        "started_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
        "duration_seconds": 2712,
        "direction": "Conference",
        "is_internal": False,
        "is_no_show": False,
        "is_private": False,
        "language": "eng",
        "purpose": "Demo",
        "outcome": "Next meeting",
        "url": "https://app.gong.io/call?id=7782342274025937895",
        "owner_email": "dana@example.com",
        "meeting_keys": [],
        "metadata": {"system": "Zoom", "brief": "They plan by phone.", "fields": {"workspace_id": "3"}},
    }
    assert set(row) <= set(calls.c.keys())
    assert participants[0] == {
        "participant_id": "901",
        "name": "Ana Souza",
        "email": "ana@customer.com",
        "title": "COO",
        "side": "theirs",
        "attended": True,
        "kind": "person",
        "speaker_id": "6432345678555530067",
        "talk_seconds": Decimal("812.5"),
    }
    assert participants[1]["side"] == "ours"
    assert set(participants[1]) <= set(call_participants.c.keys())


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x/y", "https://", "//x/y", "https://x/ y", 'https://x/"><script>', "http://[x", 7],
)
def test_an_address_that_is_no_web_address_is_left_out_and_said(url: Any) -> None:
    row, warnings = reads(CallRecord, id="1", url=url)
    assert row["url"] is None
    assert warnings[0].startswith("url: ")


@pytest.mark.parametrize("duration", ["-1", "1e12", "NaN", "an hour", [45]])
def test_a_duration_that_is_none_is_left_out_and_said(duration: Any) -> None:
    row, warnings = reads(CallRecord, id="1", duration=duration)
    assert row["duration_seconds"] is None
    assert warnings[0].startswith("duration: ")


def test_internal_by_scope_and_without_one_by_who_was_there() -> None:
    assert reads(CallRecord, id="1", scope="internal", participants=[ANA])[0]["is_internal"] is True
    assert reads(CallRecord, id="1", scope="External", participants=[DANA])[0]["is_internal"] is False
    assert reads(CallRecord, id="1", participants=[DANA])[0]["is_internal"] is True
    assert reads(CallRecord, id="1", participants=[DANA, ANA])[0]["is_internal"] is False


def test_a_note_taker_and_a_room_are_no_guests() -> None:
    bot = {"id": "3", "name": "Fireflies.ai Notetaker", "affiliation": "External"}
    room = {"id": "4", "email": "c_1@resource.calendar.google.com", "affiliation": "Unknown"}
    row, _ = reads(CallRecord, id="1", scope="External", participants=[DANA, bot, room])
    assert row["is_internal"] is True
    assert [person["kind"] for person in row["participants"]] == ["person", "machine", "room"]
    assert reads(CallRecord, id="1", scope="External", participants=[DANA, ANA, bot])[0]["is_internal"] is False
    assert reads(CallRecord, id="1")[0]["is_internal"] is False


@pytest.mark.parametrize(
    ("cells", "attended"),
    [
        ({"methods": '["Invitee","Attendee"]'}, True),
        ({"methods": ["Attendee"]}, True),
        ({"methods": '["Invitee"]'}, False),
        ({"methods": "invitee"}, False),
        ({"methods": "Invitee, Attendee"}, True),
        ({"methods": "[]"}, None),
        ({"methods": '["Uploaded"]'}, None),
        ({"methods": '["Invitee","Uploaded"]'}, None),
        ({"methods": None}, None),
        ({}, None),
        ({"methods": '["Invitee"]', "talk_time": "12.5"}, True),
    ],
)
def test_attended_is_what_methods_say_and_whoever_spoke_was_there(cells: dict[str, Any], attended: bool | None) -> None:
    row, _ = reads(CallRecord, id="1", participants=[DANA | cells])
    assert row["participants"][0]["attended"] is attended


def test_a_participant_listed_twice_attended_when_either_row_says_so() -> None:
    twice: list[dict[str, Any]] = [DANA | {"methods": methods} for methods in ('["Invitee"]', '["Attendee"]', None)]
    assert reads(CallRecord, id="1", participants=twice)[0]["participants"][0]["attended"] is True
    assert reads(CallRecord, id="1", participants=[twice[2], twice[0]])[0]["participants"][0]["attended"] is False


INVITED: dict[str, Any] = {"methods": '["Invitee"]', "talk_time": None}
CAME: dict[str, Any] = {"methods": '["Invitee","Attendee"]'}
STRANGER: dict[str, Any] = {"id": "903", "affiliation": "Unknown"}


@pytest.mark.parametrize(
    ("others", "is_no_show"),
    [
        ([ANA | INVITED], True),
        ([ANA | INVITED, STRANGER | INVITED], True),
        ([ANA | INVITED, STRANGER], False),  # the stranger may be of the customer
        ([ANA | INVITED, ANA | CAME | {"id": "904"}], False),
        ([ANA | {"talk_time": None}], False),
        ([], False),
    ],
)
def test_a_no_show_is_a_call_that_all_others_were_only_invited_to(
    others: list[dict[str, Any]], is_no_show: bool
) -> None:
    row, _ = reads(CallRecord, id="1", scope="External", participants=[DANA | CAME, *others])
    assert (row["is_no_show"], row["is_internal"]) == (is_no_show, is_no_show)


def test_one_of_our_users_is_ours_where_gong_does_not_say() -> None:
    for affiliation in (None, "Unknown"):
        known = DANA | {"affiliation": affiliation, "is_user": True}
        assert reads(CallRecord, id="1", participants=[known])[0]["participants"][0]["side"] == "ours"
    told = reads(CallRecord, id="1", participants=[ANA | {"is_user": True}])[0]["participants"][0]
    assert told["side"] == "theirs", "what Gong says counts"


def test_participants_without_id_are_named_by_their_place_and_nobody_twice() -> None:
    row, warnings = reads(
        CallRecord,
        id="1",
        participants=[
            ANA | {"talk_time": None},
            {"affiliation": "Unknown"},
            {"name": "Kim", "affiliation": "Martian", "talk_time": "soon"},
            ANA | {"name": None, "affiliation": "Unknown"},
        ],
    )
    people = {person["participant_id"]: person for person in row["participants"]}
    assert list(people) == ["901", "place 2", "place 3"]
    assert (people["901"]["name"], people["901"]["side"], people["901"]["talk_seconds"]) == (
        "Ana Souza",
        "theirs",
        Decimal("812.5"),
    )
    assert people["place 2"]["side"] == people["place 3"]["side"] == "unknown"
    assert warnings == ["talk_time: 'soon' left out (not a number)"]


def test_an_id_of_the_source_is_nobody_who_came_without_one() -> None:
    row, _ = reads(CallRecord, id="1", participants=[{"name": "Kim"}, {"id": "p1", "name": "Ana"}])
    assert [person["name"] for person in row["participants"]] == ["Kim", "Ana"]


def test_participants_that_are_none_are_left_out_and_said() -> None:
    assert reads(CallRecord, id="1", participants="Ana")[1] == ["participants: 'Ana' left out (not a list)"]
    row, warnings = reads(CallRecord, id="1", participants=["Ana", DANA, None])
    assert len(row["participants"]) == 1
    assert warnings == ["participants: 2 left out (not objects)"]


def test_several_languages_and_a_long_brief() -> None:
    row, _ = reads(CallRecord, id="1", languages='["deu", "eng"]', brief="é" * 5000)
    assert row["language"] == "deu"
    assert row["metadata"]["languages"] == ["deu", "eng"]
    assert len(row["metadata"]["brief"]) == 1000


def test_of_a_private_call_what_was_said_goes_and_who_and_when_stay() -> None:
    row, _ = reads(
        CallRecord, id="1", title="Salary", is_private=True, brief="secret", system="Zoom", participants=[DANA]
    )
    slim = metadata_only(row)
    assert slim["is_private"] is True
    assert slim["metadata"] == {"system": "Zoom"}
    assert (slim["title"], len(slim["participants"])) == ("Salary", 1)


def test_an_id_is_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(CallRecord)
    assert CallRecord.read('{"id": "1", "is_deleted": true, "participants": []}', []).missing()
    assert CallRecord.read('{"id": "1", "is_deleted": true, "title": "x"}', []).missing() is None
    assert CallRecord.read('{"id": "1"}', []).missing() is None


people = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys((*ANA, "extra"), values)) | values, max_size=4)


@given(cells(CallRecord, participants=people))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(CallRecord, document)
    row = row_or_reason(CallRecord, document | {"id": "1"})
    assert row
    ids = [person["participant_id"] for person in row["participants"]]
    assert len(set(ids)) == len(ids)


def test_a_meeting_is_known_by_hashes_of_its_address_and_event() -> None:
    bare = meeting_keys("https://zoom.test/j/1", None)
    assert meeting_keys("https://ZOOM.test/j/1/?pwd=secret", "e1") == [*bare, *meeting_keys(None, "e1")]
    one, other = (meeting_keys(f"https://x.webex.test/j.php?MTID={room}", None) for room in "ab")
    assert one != other
    assert meeting_keys("http://[", None) != meeting_keys(None, None) == []
