"""A dropped transcript comes back when somebody opens it, and nothing that must not comes with it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound, WarehouseUnavailable
from gametape.settings import Settings
from gametape.store.tables import calls, transcripts
from gametape.sync.erase import erase
from gametape.sync.refetch import fetch_transcript
from gametape.sync.retention import retain
from gametape.warehouse.connect import Warehouse
from tests.builders.warehouse_deals import mentions, whole_deal
from tests.builders.warehouse_rows import Company, Sync, gong_call, monologue, salesforce_key

Row = Callable[[], Any]


@pytest.fixture
def dropped(sync: Sync, company: Company, chosen: Settings, engine: sa.Engine) -> Company:
    """A company whose only transcript was dropped."""
    whole_deal(company)
    company.change("salesforce.opportunity", salesforce_key("006", 1), is_closed=True)
    company.add("gongio_ft.transcript", monologue(0, 2, text="Another call."))
    assert sync().status == "success"
    assert retain(engine, chosen, 1, apply=True).transcripts == 1
    return company


@pytest.fixture
def row(engine: sa.Engine) -> Row:
    def find() -> Any:
        with engine.connect() as connection:
            query = sa.select(transcripts).where(transcripts.c.gong_call_id == "710001")
            return connection.execute(query).one()

    return find


def test_it_comes_back_from_the_source_and_stays(
    dropped: Company, engine: sa.Engine, chosen: Settings, row: Row, sync: Sync, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = fetch_transcript(engine, chosen, row().call_id)
    assert [turn.text for turn in turns][::2] == ["Our budget is ninety thousand.", "I agree."]
    assert row().dropped_at is None
    assert sync(full=True).entities["transcripts"].counts["updated"] == 0
    monkeypatch.setattr(Warehouse, "rows", lambda *_: pytest.fail("it is in the store"))
    assert fetch_transcript(engine, chosen, row().call_id) == turns


def test_only_one_call_is_asked_for(
    dropped: Company, engine: sa.Engine, chosen: Settings, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[str | None] = []
    rows = Warehouse.rows

    def watched(*arguments: Any) -> Any:
        for page in rows(*arguments):
            handed_over.extend(row.id for row in page)
            yield page

    monkeypatch.setattr(Warehouse, "rows", watched)
    fetch_transcript(engine, chosen, row().call_id)
    assert handed_over == ["710001"]


def test_who_was_erased_stays_silent(dropped: Company, engine: sa.Engine, chosen: Settings, row: Row) -> None:
    erase(engine, chosen, "person1@customer.example")
    turns = fetch_transcript(engine, chosen, row().call_id)
    assert [turn.text for turn in turns] == ["", "Thank you, [erased], at [erased].", "I agree."]
    assert mentions(engine, "person1@customer.example", "ninety") == []


def test_what_is_not_to_be_had_is_not_found(
    dropped: Company, engine: sa.Engine, chosen: Settings, row: Row, sync: Sync
) -> None:
    with pytest.raises(NotFound, match="no transcript"):
        fetch_transcript(engine, chosen, uuid.uuid4())
    dropped.put("gongio_ft.transcript", monologue(0, 2, text="Another call."))
    with pytest.raises(NotFound, match="no longer has this transcript"):
        fetch_transcript(engine, chosen, row().call_id)
    with engine.begin() as connection:
        connection.execute(sa.update(calls).values(is_private=True))
    with pytest.raises(NotFound, match="not kept"):
        fetch_transcript(engine, chosen, row().call_id)


def test_a_warehouse_that_is_away_changes_nothing(
    dropped: Company, engine: sa.Engine, chosen: Settings, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: Any) -> Any:
        yield from ()
        raise WarehouseUnavailable("busy")

    monkeypatch.setattr(Warehouse, "rows", away)
    with pytest.raises(WarehouseUnavailable):
        fetch_transcript(engine, chosen, row().call_id)
    assert row().dropped_at is not None


def test_a_transcript_without_a_call_is_no_hindrance(
    dropped: Company, engine: sa.Engine, chosen: Settings, row: Row, sync: Sync
) -> None:
    dropped.add("gongio_ft.call", gong_call(2))
    sync()
    assert fetch_transcript(engine, chosen, row().call_id)
