"""`gametape retention`: what goes first, what never goes, and that the room is really there afterwards."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.errors import LeaseHeld
from gametape.settings import Settings
from gametape.store.tables import emails, opportunities, transcripts
from gametape.sync import lease
from gametape.sync.retention import make_plan, retain
from tests.builders.closed_deals import MEGABYTE, Retain, add_call, add_mail, closed, retained, size, texts_of
from tests.builders.store_rows import add_deal
from tests.builders.warehouse_deals import whole_deal
from tests.builders.warehouse_rows import HOUR, NOON, Company, Sync, mail, monologue, salesforce_key

__all__ = ["closed", "retained"]


def test_a_database_that_fits_is_left_alone(engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain) -> None:
    result = retained(size(engine) + MEGABYTE)
    assert (result.plan.deals, result.transcripts, result.message) == ([], 0, None)
    assert result.fits
    assert texts_of(engine, closed["old"]) == (3, 1)


def test_a_plan_names_the_oldest_closed_deals_and_changes_nothing(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    result = retained(size(engine) - 2 * MEGABYTE, apply=False)
    assert [(deal.name, deal.transcripts, deal.snippets) for deal in result.plan.deals] == [
        ("old", 3, 1),
        ("middle", 3, 1),
    ]
    assert [deal.closed_on for deal in result.plan.deals] == [date(2024, 1, 1), date(2025, 1, 1)]
    assert 2.2 * MEGABYTE < result.plan.bytes < 3 * MEGABYTE
    assert result.plan.bytes < result.plan.droppable_bytes < result.plan.text_bytes
    assert all(texts_of(engine, deal) == (3, 1) for deal in closed.values())


def test_the_database_is_smaller_afterwards_and_younger_text_is_still_there(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    before = size(engine)
    result = retained(before - 2 * MEGABYTE)
    assert result.fits
    assert result.database_bytes == size(engine) <= before - 2 * MEGABYTE
    assert texts_of(engine, closed["old"]) == (0, 0)
    assert texts_of(engine, closed["new"]) == (3, 1)
    with engine.connect() as connection:
        dropped = connection.execute(sa.select(transcripts).where(transcripts.c.turns.is_(None))).all()
    assert len(dropped) == result.transcripts
    assert all(row.dropped_at and row.turn_count == 1 and row.word_count == 1 for row in dropped)
    assert {row.word_filter for row in dropped} == {None}, "without the text it finds nothing"


@pytest.mark.parametrize("kilobytes", [1, 20, 150, 420, 900, 1700])
def test_it_goes_on_until_it_fits_whatever_is_missing(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain, kilobytes: int
) -> None:
    with engine.begin() as connection:
        for number in range(40):
            deal = add_deal(connection, f"small {number}", is_closed=True, close_date=date(2023, 1, 1 + number % 28))
            add_call(connection, deal, kilobytes=2)
            add_mail(connection, deal)
    result = retained(size(engine) - kilobytes * 1000)
    assert (result.fits, result.message) == (True, None)
    assert texts_of(engine, closed["new"]) == (3, 1)


def test_open_deals_keep_their_text_even_when_nothing_else_is_left(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    result = retained(MEGABYTE)
    assert not result.fits
    assert "Nothing more can be removed" in str(result.message)
    assert [texts_of(engine, closed[name]) for name in ("old", "middle", "new")] == [(0, 0)] * 3
    assert [texts_of(engine, closed[name]) for name in ("open", "unknown")] == [(3, 1)] * 2


def test_a_call_on_several_deals_is_as_young_as_the_youngest(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    with engine.begin() as connection:
        shared_with_open = add_call(connection, closed["old"], closed["open"])
        shared_with_new = add_call(connection, closed["old"], closed["new"])
        on_no_deal, mail_of_none = add_call(connection), add_mail(connection, None)
        plan = make_plan(connection, MEGABYTE)
    assert {deal.name: deal.transcripts for deal in plan.deals} == {"old": 3, "middle": 3, "new": 4}
    retained(MEGABYTE)
    with engine.connect() as connection:
        kept = set(connection.scalars(sa.select(transcripts.c.call_id).where(transcripts.c.turns.is_not(None))))
        mails = set(connection.scalars(sa.select(emails.c.id).where(emails.c.body_snippet.is_not(None))))
    assert {shared_with_open, on_no_deal} <= kept
    assert shared_with_new not in kept
    assert mail_of_none in mails


def test_gaps_are_room_too_before_any_text_goes(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    with engine.begin() as connection:
        gone = [add_call(connection, closed["open"], kilobytes=500) for _ in range(8)]
    with engine.begin() as connection:
        connection.execute(sa.delete(transcripts).where(transcripts.c.call_id.in_(gone)))
    result = retained(size(engine) - 3 * MEGABYTE)
    assert result.fits
    assert (result.transcripts, result.snippets) == (0, 0)


def test_where_tables_cannot_be_written_anew_no_more_is_dropped_than_was_planned(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    def no_room(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FULL" in statement:
            raise sa.exc.OperationalError(statement, {}, Exception("could not extend file: No space left on device"))

    sa.event.listen(engine, "before_cursor_execute", no_room)
    result = retained(size(engine) - MEGABYTE)
    assert result.transcripts == 3
    assert "could not be rewritten" in str(result.message)
    assert not result.fits
    assert texts_of(engine, closed["middle"]) == (3, 1)


def test_no_sync_runs_meanwhile(
    engine: sa.Engine, settings: Settings, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    with lease.held(engine, uuid.uuid4(), timedelta(minutes=1)):
        assert retained(MEGABYTE, apply=False).plan.deals
        with pytest.raises(LeaseHeld):
            retained(MEGABYTE)


def test_no_sync_brings_dropped_text_back(sync: Sync, company: Company, chosen: Settings, engine: sa.Engine) -> None:
    whole_deal(company)
    company.change("salesforce.opportunity", salesforce_key("006", 1), is_closed=True)
    assert sync().status == "success"
    assert retain(engine, chosen, 1, apply=True).transcripts == 1

    def dropped() -> tuple[Any, ...]:
        with engine.connect() as connection:
            said = connection.execute(sa.select(transcripts)).one()
            written = connection.scalars(sa.select(emails.c.body_snippet)).all()
        return said.turns, bool(said.dropped_at), said.turn_count, set(written)

    assert dropped() == (None, True, 3, {None})
    sync(full=True)
    assert dropped() == (None, True, 3, {None})
    company.add("gongio_ft.transcript", monologue(3, text="One more thing.", at=9))
    company.add("salesforce.email_message", mail(1, text_body="Changed", last_modified_date=NOON + HOUR))
    sync(full=True)
    assert dropped() == (None, True, 4, {None})


def test_dropping_needs_no_deal_to_be_there_for_ever(
    engine: sa.Engine, closed: dict[str, uuid.UUID], retained: Retain
) -> None:
    """A deal that is deleted at the source is over, whatever else it says."""
    with engine.begin() as connection:
        connection.execute(
            sa.update(opportunities)
            .where(opportunities.c.id == closed["open"])
            .values(deleted_at=NOON, close_date=None)
        )
        plan = make_plan(connection, MEGABYTE)
    assert [(deal.name, deal.closed_on) for deal in plan.deals][-1] == ("open", NOON.date())
