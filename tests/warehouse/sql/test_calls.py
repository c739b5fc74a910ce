"""What a call is: its own row, and everybody who was on it."""

from datetime import UTC, datetime

from gametape.warehouse import Window
from tests.warehouse.conftest import WarehouseOf, documents, only, read

WHOLE = """
CREATE TABLE gongio_ft.call AS SELECT
  '77' AS id, 'w1' AS workspace_id, 'Demo' AS title, '2026-03-02T14:00:00.123Z' AS started, 1865::BIGINT AS duration,
  'Conference' AS direction, 'External' AS scope, true AS is_private, '["eng","deu"]' AS languages,
  '["Zoom","Salesforce"]' AS systems, '2' AS primary_user_id, 'https://ours.app.gong.test/call?id=77' AS url,
  'They want it.' AS brief, 'Won over' AS call_outcome_name, 'Video' AS media, 'https://x/y.mp3' AS media_audio_url,
  'https://x/y.mp4' AS "mediaVideoUrl", 'https://zoom.test/j/1?pwd=s' AS meeting_url, '3' AS company_question_count,
  false AS _fivetran_deleted, TIMESTAMPTZ '2026-03-03' AS _fivetran_synced;
CREATE TABLE gongio_ft.users AS FROM (VALUES ('2', 'ann@ours.test', 'Ann', 'Lee', 'AE')) t(id, email_address,
  first_name, last_name, title);
CREATE TABLE gongio_ft.call_participant AS FROM (VALUES
  ('p2', '77', NULL, 'External', 'mia@theirs.test', 'Mia Berg', 'CIO', 's2', false),
  ('p1', '77', '2', 'Internal', NULL, NULL, NULL, 's1', false),
  ('p3', '77', NULL, 'Unknown', NULL, NULL, NULL, 's3', false),
  (NULL, '77', NULL, 'External', NULL, 'Phone guest', NULL, NULL, false),
  ('p4', '77', NULL, 'External', 'gone@theirs.test', 'Removed', NULL, NULL, true),
  ('p1', '78', NULL, 'External', 'else@theirs.test', 'On another call', NULL, NULL, false)
) t(id, call_id, user_id, affiliation, email_address, name, title, speaker_id, _fivetran_deleted);
CREATE TABLE gongio_ft.call_speaker AS FROM (VALUES ('p1', '77', '712.4', false), ('p2', '77', '300', false),
  ('p3', '77', '9', true), ('p1', '78', '1', false)) t(id, call_id, talk_time, _fivetran_deleted);
"""


def test_document_holds_the_call_and_who_was_on_it(warehouse_of: WarehouseOf) -> None:
    (row,) = read(warehouse_of(WHOLE), "calls")
    call = documents([row])["77"]
    people = call.pop("participants")
    assert row.stamp == datetime(2026, 3, 3, tzinfo=UTC), "calls are loaded by change"
    assert call == {
        "id": "77",
        "title": "Demo",
        "started_at": "2026-03-02T14:00:00.123Z",
        "duration": "1865",
        "direction": "Conference",
        "scope": "External",
        "is_private": "true",
        "languages": '["eng","deu"]',
        "purpose": None,
        "outcome": "Won over",
        "url": "https://ours.app.gong.test/call?id=77",
        "meeting_url": "https://zoom.test/j/1?pwd=s",
        "calendar_event_id": None,
        "system": "Zoom",
        "owner_email": "ann@ours.test",
        "brief": "They want it.",
        "is_deleted": False,
        "fields": {"company_question_count": "3"},
    }, "recordings, and the way into the meeting, are nowhere"
    kept = ("id", "user_id", "name", "email", "title", "affiliation", "speaker_id", "talk_time")
    assert [tuple(one[key] for key in kept) for one in people] == [
        (None, None, "Phone guest", None, None, "External", None, None),
        ("p1", "2", "Ann Lee", "ann@ours.test", "AE", "Internal", "s1", "712.4"),
        ("p2", None, "Mia Berg", "mia@theirs.test", "CIO", "External", "s2", "300"),
        ("p3", None, None, None, None, "Unknown", "s3", None),
    ]


WHO = """
CREATE TABLE gongio_ft.call AS FROM (VALUES
  ('1', '2026-03-02T14:00:00Z', '2026-03-02T14:00:00Z'), ('2', NULL, '2026-03-09T14:00:00Z')) t(id, started, scheduled);
CREATE TABLE gongio_ft.users AS FROM (VALUES ('2', 'Ann@ours.test'), ('3', 'bo@ours.test')) t(id, email_address);
CREATE TABLE gongio_ft.user_email_alias AS FROM (VALUES ('a.lee@ours.test', '2')) t(email, user_id);
CREATE TABLE salesforce."user" AS FROM (VALUES
  ('005000000000001AAA', 'CAL@ours.test', 'Standard'),
  ('005000000000002AAA', 'portal@theirs.test', 'PowerCustomerSuccess')
) t(id, email, user_type);
CREATE TABLE gongio_ft.call_participant AS FROM (VALUES
  ('p1', '1', '2', NULL, '["Invitee","Attendee"]'), ('p2', '1', NULL, 'ann@ours.test', '["Invitee"]'),
  ('p3', '1', NULL, 'A.Lee@ours.test', NULL), ('p4', '1', NULL, 'bo+demo@ours.test', 'null'),
  ('p5', '1', NULL, 'cal@ours.test', '[]'), ('p6', '1', NULL, 'portal@theirs.test', NULL),
  ('p7', '1', NULL, 'mia@theirs.test', NULL)
) t(id, call_id, user_id, email_address, methods);
"""


def test_users_are_known_by_id_and_by_address_and_a_planned_call_is_not_a_call_yet(warehouse_of: WarehouseOf) -> None:
    people = only(warehouse_of(WHO), "calls")["participants"]
    assert [(one["id"], one["is_user"], one["methods"]) for one in people] == [
        ("p1", True, '["Invitee","Attendee"]'),
        ("p2", True, '["Invitee"]'),
        ("p3", True, None),
        ("p4", True, None),
        ("p5", True, "[]"),
        ("p6", False, None),
        ("p7", False, None),
    ]


def test_a_call_of_several_workspaces_is_one_and_there_while_any_has_it(warehouse_of: WarehouseOf) -> None:
    rows = read(
        warehouse_of("""CREATE TABLE gongio_ft.call AS FROM (VALUES
  ('1', 'a', 'deleted here', '2026-01-01T00:00:00Z', true, TIMESTAMPTZ '2026-02-02'),
  ('1', 'c', 'third', '2026-01-01T00:00:00Z', false, TIMESTAMPTZ '2026-02-01'),
  ('1', 'b', 'second', '2026-01-01T00:00:00Z', false, TIMESTAMPTZ '2026-02-01'),
  ('2', 'a', NULL, NULL, true, TIMESTAMPTZ '2026-02-03'),
  (NULL, 'a', 'without an id', NULL, false, NULL), (NULL, 'b', 'another one', NULL, false, NULL)
) t(id, workspace_id, title, started, _fivetran_deleted, _fivetran_synced)"""),
        "calls",
    )
    calls = documents([row for row in rows if row.id])
    assert {id_: (call["title"], call["is_deleted"]) for id_, call in calls.items()} == {
        "1": ("second", False),
        "2": (None, True),
    }
    assert [row.id for row in rows].count(None) == 2, "a row without an id is there to be rejected, not lost"


def test_only_what_was_loaded_since_is_read(duckdb_of: WarehouseOf) -> None:
    warehouse = duckdb_of("""CREATE TABLE gongio_ft.call AS FROM (VALUES
  ('old', 'x', true, TIMESTAMPTZ '2026-02-01'), ('new', 'x', false, TIMESTAMPTZ '2026-03-02'),
  ('deleted', 'x', true, TIMESTAMPTZ '2026-03-01')) t(id, started, _fivetran_deleted, _fivetran_synced)""")
    rows = read(warehouse, "calls", Window(after=datetime(2026, 2, 15, tzinfo=UTC)))
    assert [row.id for row in rows] == ["deleted", "new"]


def test_a_bare_call_table_is_enough(warehouse_of: WarehouseOf) -> None:
    call = only(
        warehouse_of("CREATE TABLE gongio_ft.call AS SELECT '1' AS \"Id\", '2026-01-01' AS started, 'Zoom' AS systems"),
        "calls",
    )
    assert (call["participants"], call["owner_email"], call["system"]) == (None, None, "Zoom")


def test_retyped_columns_read_the_same(warehouse_of: WarehouseOf) -> None:
    (row,) = read(
        warehouse_of("""
CREATE TABLE gongio_ft.call AS SELECT 77::BIGINT AS id, TIMESTAMPTZ '2026-03-02 14:00:00.123' AS started,
  1865.5::DOUBLE AS duration, 'true' AS is_private, 2::BIGINT AS primary_user_id,
  '2026-03-03T00:00:00Z' AS _fivetran_synced;
CREATE TABLE gongio_ft.users AS SELECT 2::BIGINT AS id, 'ann@ours.test' AS email_address;
CREATE TABLE gongio_ft.call_participant AS SELECT 5::BIGINT AS id, 77::BIGINT AS call_id;
CREATE TABLE gongio_ft.call_speaker AS SELECT 5::BIGINT AS id, 77::BIGINT AS call_id, 3.25::DOUBLE AS talk_time;
"""),
        "calls",
    )
    call = documents([row])["77"]
    assert row.stamp == datetime(2026, 3, 3, tzinfo=UTC)
    assert (call["started_at"], call["duration"], call["is_private"]) == (
        "2026-03-02 14:00:00.123+00",
        "1865.5",
        "true",
    )
    assert (call["owner_email"], call["participants"][0]["talk_time"]) == ("ann@ours.test", "3.25")
