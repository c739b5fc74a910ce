"""Whole deals: calls, participants, links, transcripts and mails, and that they stay true."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store import tables
from gametape.sync.context import RunSummary
from gametape.sync.entities import WAVES
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.builders.warehouse_rows import (
    DAY,
    HOUR,
    NOON,
    Company,
    Sync,
    counts,
    gong_call,
    gong_user,
    link,
    mail,
    monologue,
    opportunity,
    participant,
    salesforce_key,
)

Rows = Callable[[str], list[Any]]


@pytest.fixture
def company(company: Company) -> Company:
    """A deal with a call of two people, a transcript, and a mail."""
    company.put("gongio_ft.call", gong_call(1))
    company.put(
        "gongio_ft.call_participant",
        participant(1),
        participant(2, affiliation="Internal", email_address="rep1@vendor.example", user_id="9001", title="AE"),
    )
    company.put("gongio_ft.users", gong_user())
    company.put("gongio_ft.call_context_integration", link(1, 1), link(1, 1, "StageName"))
    company.put("gongio_ft.transcript", monologue(0), monologue(1, speaker=2, text="Hi.", at=3))
    company.put("salesforce.email_message", mail())
    return company


@pytest.fixture
def rows(engine: sa.Engine) -> Rows:
    """All rows of a table."""

    def find(name: str) -> list[Any]:
        with engine.connect() as connection:
            return list(connection.execute(sa.select(tables.metadata.tables[name])))

    return find


def linked(rows: Rows) -> set[tuple[str, str]]:
    """Pairs of call and deal, by the sources' ids."""
    calls = {row.id: row.gong_call_id for row in rows("calls")}
    deals = {row.id: row.gong_opportunity_id[:15] for row in rows("opportunities")}
    return {(calls[row.call_id], deals[row.opportunity_id]) for row in rows("call_opportunities")}


def deal(number: int) -> str:
    return salesforce_key("006", number)[:15]


def test_a_deal_is_whole_after_one_sync(sync: Sync, company: Company, rows: Rows) -> None:
    summary = sync()
    assert summary.status == "success"
    (call,) = rows("calls")
    assert (call.title, call.duration_seconds, call.is_internal) == ("Call 1", 1800, False)
    assert call.started_at.isoformat() == "2026-10-20T22:00:00+00:00"
    assert {(p.email, p.side) for p in rows("call_participants")} == {
        ("person1@customer.example", "theirs"),
        ("rep1@vendor.example", "ours"),
    }
    assert linked(rows) == {("710001", deal(1))}
    (transcript,) = rows("transcripts")
    assert (transcript.turn_count, transcript.word_count) == (2, 3)
    (message,) = rows("emails")
    assert message.recipients == ["person1@customer.example", "ann@customer.example"]
    assert (message.direction, message.body_snippet) == ("ours", "Could you confirm the seat count?")
    assert {p.email: p.role for p in rows("people") if p.is_internal} == {"rep1@vendor.example": "AE"}


def test_a_second_sync_changes_nothing(sync: Sync, company: Company, rows: Rows) -> None:
    sync()
    names = [table.name for table in tables.metadata.sorted_tables if not table.name.startswith("sync_")]
    before = {name: rows(name) for name in names}
    summary = sync(full=True)
    assert {name: rows(name) for name in names} == before
    for result in summary.entities.values():
        assert {name for name, count in result.counts.items() if count} <= {"read", "unchanged", "warnings"}


def test_every_row_of_every_entity_is_accounted_for(sync: Sync, company: Company) -> None:
    company.add("gongio_ft.transcript", monologue(0, call=9))
    company.add("salesforce.email_message", mail(2, id=None), mail(3, message_date=None, related_to_id=None))
    for entity, result in sync().entities.items():
        told = {name: count for name, count in result.counts.items() if name != "warnings"}
        assert told.pop("read", 0) == sum(told.values()), entity


def test_a_call_of_which_only_the_deletion_comes_is_no_activity(
    sync: Sync, company: Company, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.put("salesforce.email_message", mail(related_to_id=None))
    sync()
    assert rows("opportunities")[0].last_activity_at == rows("calls")[0].started_at
    nothing = dict.fromkeys(("title", "started", "duration"))
    company.change("gongio_ft.call", "710001", **nothing, _fivetran_deleted=True, _fivetran_synced=NOON + DAY)
    company.put("gongio_ft.call_participant", participant(1, call=9))
    monkeypatch.setattr("gametape.sync.run.WAVES", WAVES[:1])  # the call's links do not come to it
    assert sync().entities["calls"].counts["deleted"] == 1
    assert rows("calls")[0].title == "Call 1", "nothing else is touched"
    assert rows("opportunities")[0].last_activity_at is None


def test_20_one_call_on_five_deals_and_a_link_that_vanishes(sync: Sync, company: Company, rows: Rows) -> None:
    company.put("salesforce.opportunity", *(opportunity(n) for n in range(1, 6)))
    company.put("gongio_ft.call_context_integration", *(link(1, n) for n in range(1, 6)))
    sync()
    assert linked(rows) == {("710001", deal(n)) for n in range(1, 6)}
    company.put("gongio_ft.call_context_integration", link(1, 2), link(1, 3))
    sync()
    assert linked(rows) == {("710001", deal(2)), ("710001", deal(3))}


def test_20_links_of_a_call_without_any_left_vanish_too(sync: Sync, company: Company, rows: Rows) -> None:
    sync()
    company.put("gongio_ft.call_context_integration", link(9, 1))
    sync()
    assert linked(rows) == set()


def test_20_a_link_waits_for_its_deal_and_for_its_call(sync: Sync, company: Company, rows: Rows) -> None:
    company.put("gongio_ft.call_context_integration", link(1, 7), link(2, 1))
    summary = sync()
    assert linked(rows) == set()
    assert "1 link waiting" in str(summary.entities["call_links"].message)
    company.add("salesforce.opportunity", opportunity(7))
    company.add("gongio_ft.call", gong_call(2))
    sync()
    assert linked(rows) == {("710001", deal(7)), ("710002", deal(1))}


def test_20_a_transcript_before_its_call(sync: Sync, company: Company, rows: Rows) -> None:
    company.add("gongio_ft.transcript", monologue(0, call=2))
    assert counts(sync(), "transcripts") == {"read": 2, "inserted": 1, "waiting": 1}
    company.add("gongio_ft.call", gong_call(2))
    sync()
    assert len(rows("transcripts")) == 2


def test_participants_are_replaced_with_their_call(sync: Sync, company: Company, rows: Rows) -> None:
    sync()
    company.put("gongio_ft.call_participant", participant(3))
    company.change("gongio_ft.call", "710001", title="Renamed", _fivetran_synced=NOON + DAY)
    sync()
    assert [p.name for p in rows("call_participants")] == ["Person 3"]


def test_of_a_private_call_only_the_metadata_is_kept(sync: Sync, company: Company, rows: Rows) -> None:
    sync()
    assert rows("transcripts")[0].turns is not None
    company.change("gongio_ft.call", "710001", is_private=True, _fivetran_synced=NOON + DAY)
    sync()
    assert rows("calls")[0].is_private
    assert rows("transcripts")[0].turns is None
    sync(full=True)
    assert rows("transcripts")[0].turns is None


def test_a_call_that_is_public_again_has_its_words_again(sync: Sync, company: Company, rows: Rows) -> None:
    company.add("gongio_ft.call", gong_call(2, _fivetran_synced=NOON + 5 * DAY))
    company.add("gongio_ft.transcript", monologue(0, call=2) | {"_fivetran_synced": NOON + 5 * DAY})
    sync()
    (before,) = [row.turns for row in rows("transcripts") if row.gong_call_id == "710001"]
    company.change("gongio_ft.call", "710001", is_private=True, _fivetran_synced=NOON + 6 * DAY)
    sync()
    assert {row.gong_call_id for row in rows("transcripts") if row.turns is None} == {"710001"}
    company.change("gongio_ft.call", "710001", is_private=False, _fivetran_synced=NOON + 7 * DAY)
    assert counts(sync(), "transcripts")["updated"] == 1
    assert {row.gong_call_id: row.turns for row in rows("transcripts")}["710001"] == before
    assert counts(sync(), "transcripts").keys() == {"read", "unchanged"}


def test_a_call_that_came_as_private_has_its_words_once_it_is_public(sync: Sync, company: Company, rows: Rows) -> None:
    company.change("gongio_ft.call", "710001", is_private=True)
    sync()
    assert rows("transcripts")[0].turns is None
    company.change("gongio_ft.call", "710001", is_private=False, _fivetran_synced=NOON + DAY)
    sync()
    assert rows("transcripts")[0].turns is not None


def test_words_that_were_dropped_to_save_room_stay_dropped_when_their_call_changes(
    sync: Sync, company: Company, rows: Rows, engine: sa.Engine
) -> None:
    sync()
    with engine.begin() as connection:
        connection.execute(sa.update(tables.transcripts).values(turns=None, dropped_at=sa.func.now()))
    company.change("gongio_ft.call", "710001", title="Renamed", _fivetran_synced=NOON + DAY)
    sync()
    assert rows("transcripts")[0].turns is None


def test_last_activity_is_the_latest_call_with_the_customer_or_mail(sync: Sync, company: Company, rows: Rows) -> None:
    sync()
    assert rows("opportunities")[0].last_activity_at == NOON - 3 * DAY
    company.add("gongio_ft.call", gong_call(2, started="2026-10-31T09:00:00Z"))
    company.add("gongio_ft.call", gong_call(3, started="2026-11-01T09:00:00Z", scope="Internal"))
    company.add("gongio_ft.call_context_integration", link(2, 1), link(3, 1))
    company.add("gongio_ft.call", gong_call(4, started="2026-11-02T09:00:00Z"))
    company.add("gongio_ft.call_context_integration", link(4, 1))
    company.add("gongio_ft.call_participant", participant(3, call=4, methods='["Invitee"]'))
    sync()
    assert rows("opportunities")[0].last_activity_at.isoformat() == "2026-10-31T09:00:00+00:00"
    assert {row.gong_call_id for row in rows("calls") if row.is_no_show} == {"710004"}
    assert {row.participant_id for row in rows("call_participants") if row.attended is False} == {"p3"}


def test_a_call_counts_as_activity_once_its_time_has_come(
    sync: Sync, company: Company, engine: sa.Engine, rows: Rows
) -> None:
    """Nothing changes at the source between a call's planning and its start."""
    company.put("gongio_ft.call", gong_call(1, started="2199-01-01T09:00:00Z"))
    sync()
    assert rows("opportunities")[0].last_activity_at == NOON - 3 * DAY
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE calls SET started_at = now() - interval '1 hour'"))
    sync()
    assert rows("opportunities")[0].last_activity_at == rows("calls")[0].started_at


def test_a_mail_without_its_deal_is_kept_and_adopted(sync: Sync, company: Company, rows: Rows) -> None:
    company.put("salesforce.email_message", mail(related_to_id=salesforce_key("006", 7)))
    sync()
    assert rows("emails")[0].opportunity_id is None
    company.add("salesforce.opportunity", opportunity(7))
    sync()
    adopted = {row.id: row.name for row in rows("opportunities")}[rows("emails")[0].opportunity_id]
    assert adopted == "Deal 7"


@pytest.mark.parametrize(
    ("table", "key", "entity", "stored"),
    [
        ("gongio_ft.call", "710001", "calls", "calls"),
        ("salesforce.email_message", salesforce_key("02s", 1), "emails", "emails"),
    ],
)
def test_deletes_are_soft_and_come_back(
    sync: Sync, company: Company, rows: Rows, table: str, key: str, entity: str, stored: str
) -> None:
    sync()
    flag, stamp = (
        ("is_deleted", "last_modified_date") if "email" in table else ("_fivetran_deleted", "_fivetran_synced")
    )
    company.change(table, key, **{flag: True, stamp: NOON + HOUR})
    assert counts(sync(), entity)["deleted"] == 1
    assert rows(stored)[0].deleted_at is not None
    company.change(table, key, **{flag: False, stamp: NOON + 2 * HOUR})
    sync()
    assert rows(stored)[0].deleted_at is None


def test_an_entity_that_fails_leaves_the_others_alone(sync: Sync, company: Company, rows: Rows) -> None:
    company.put("gongio_ft.call", {"workspace_id": "1", "title": "No id column"})
    summary = sync()
    assert summary.status == "partial"
    assert summary.entities["calls"].status == "failed"
    assert {summary.entities[name].status for name in ("opportunities", "people", "emails")} == {"success"}
    assert len(rows("emails")) == 1


def test_what_a_warehouse_does_not_have_is_absent_and_no_failure(
    engine: sa.Engine, company: Company, chosen: Settings
) -> None:
    for table in [name for name in company.tables if name.startswith("gongio_ft") or "email" in name]:
        company.drop(table)
    with connect(chosen) as warehouse:
        summary: RunSummary = run(engine, warehouse, chosen, trigger="cli")
    assert summary.status == "success"
    assert summary.entities["calls"].status == "absent"
    assert "gongio_ft.call" in str(summary.entities["calls"].message)
