"""What the history tells and what the sync observes is one story, in which each move stands once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.queries.activity import activity
from gametape.queries.changes_since import SinceQuery, changes_since
from gametape.queries.opportunity_detail import OpportunityDetail, get_opportunity
from gametape.queries.timeline import ChangeItem, TimelineQuery, timeline
from gametape.records.identity import derived_id
from tests.builders.warehouse_rows import DAY, HOUR, MINUTE, NOON, Company, Row, Sync, opportunity, salesforce_key, user

Deal = Callable[..., OpportunityDetail]
OLD, NEW = datetime.fromisoformat("2026-12-12T00:00:00+00:00"), datetime.fromisoformat("2027-01-15T00:00:00+00:00")


def deal_id(number: int = 1) -> Any:
    return derived_id("opportunity", salesforce_key("006", number))


@pytest.fixture
def deal(engine: sa.Engine) -> Deal:
    """The deal of a number as the API shows it."""

    def find(number: int = 1, **options: Any) -> OpportunityDetail:
        with engine.connect() as connection:
            return get_opportunity(connection, deal_id(number), **options)

    return find


def state(number: int, of: int = 1, **columns: Any) -> Row:
    """A row of the history table, as some connectors and every CSV file have it: all text but the time."""
    return {
        "id": salesforce_key("008", number),
        "opportunity_id": salesforce_key("006", of),
        "stage_name": "2. Discovery",
        "amount": "180000.50",
        "close_date": "2026-12-12 00:00:00+00",
        "created_date": NOON - 30 * DAY,
        "is_deleted": False,
        "_fivetran_synced": NOON,
    } | columns


def owner_change(number: int, of: int = 1, **columns: Any) -> Row:
    return {
        "id": salesforce_key("017", number),
        "opportunity_id": salesforce_key("006", of),
        "field": "Owner",
        "old_value": salesforce_key("005", 1),
        "new_value": salesforce_key("005", 2),
        "created_date": NOON,
        "is_deleted": False,
    } | columns


def moves(found: OpportunityDetail, *fields: str) -> list[tuple[str, str | None, str | None, str]]:
    """All but the first settings, oldest first."""
    return [
        (one.field, one.old, one.new, one.origin)
        for one in reversed(found.changes)
        if one.old is not None and (not fields or one.field in fields)
    ]


def test_a_move_that_both_tell_of_is_one_move(sync: Sync, company: Company, deal: Deal) -> None:
    """Text and numbers, timestamps and dates, capitals in addresses: in the same sync, and when history comes later."""
    company.put("salesforce.user", user(1, email="Rep1@Vendor.example"), user(2, email="Rep2@Vendor.example"))
    company.add("salesforce.opportunity", opportunity(2), opportunity(3))
    company.put("salesforce.opportunity_history", *(state(number, number) for number in (1, 2, 3)))
    company.put("salesforce.opportunity_field_history", owner_change(9, 9))
    sync()
    moved = {"amount": Decimal("2500"), "close_date": NEW, "owner_id": salesforce_key("005", 2)}
    for number in (1, 2, 3):
        company.change("salesforce.opportunity", salesforce_key("006", number), **moved, last_modified_date=NOON + HOUR)
    told = {"amount": "2500.00", "close_date": "2027-01-15 00:00:00+00"}
    company.add("salesforce.opportunity_history", state(11, 1, **told, created_date=NOON + HOUR))
    company.add("salesforce.opportunity_field_history", owner_change(1, 1, created_date=NOON + HOUR))
    sync()
    once = [
        ("amount", "180000.50", "2500.00", "opportunity_history"),
        ("close_date", "2026-12-12", "2027-01-15", "opportunity_history"),
        ("owner", "rep1@vendor.example", "rep2@vendor.example", "opportunity_field_history"),
    ]
    assert sorted(moves(deal(1))) == once
    assert deal(1).close_date_moves == 1
    assert {origin for *_, origin in moves(deal(2))} == {"observed"}
    # A second later than the deal's own stamp; and before the stamp of the older version, which was its account's.
    company.add("salesforce.opportunity_history", state(12, 2, **told, created_date=NOON + HOUR + timedelta(0, 0.5)))
    company.add("salesforce.opportunity_field_history", owner_change(2, 2, created_date=NOON + HOUR))
    company.add(
        "salesforce.opportunity_history",
        state(13, 3, **told, created_date=NOON - MINUTE, _fivetran_synced=NOON + 2 * HOUR),
    )
    company.add("salesforce.opportunity_field_history", owner_change(3, 3, created_date=NOON - MINUTE))
    sync()
    assert sorted(moves(deal(2))) == sorted(moves(deal(3))) == once


def test_a_return_that_only_the_sync_saw_stays(sync: Sync, company: Company, deal: Deal) -> None:
    """The history knows the value of old; nothing in it tells of the way there and back."""
    company.put("salesforce.opportunity_history", state(1))
    sync()
    for hours, stage in ((1, "3. Demo"), (2, "2. Discovery")):
        key = salesforce_key("006", 1)
        company.change("salesforce.opportunity", key, stage_name=stage, last_modified_date=NOON + hours * HOUR)
        sync()
    seen = [("stage", "2. Discovery", "3. Demo", "observed"), ("stage", "3. Demo", "2. Discovery", "observed")]
    assert moves(deal(), "stage") == seen
    company.add("salesforce.opportunity_history", state(2, amount="1", created_date=NOON + 3 * HOUR))
    sync()
    assert moves(deal(), "stage") == seen


def test_a_new_address_is_no_new_owner(sync: Sync, company: Company, deal: Deal) -> None:
    company.put("salesforce.opportunity_field_history", owner_change(1, 1, created_date=NOON - DAY))
    company.put("salesforce.user", user(1), user(2))
    company.change("salesforce.opportunity", salesforce_key("006", 1), owner_id=salesforce_key("005", 2)[:15])
    sync()
    renamed = [user(n, email=f"rep{n}@newname.example", last_modified_date=NOON + HOUR) for n in (1, 2)]
    company.put("salesforce.user", *renamed)
    sync()
    assert deal().owner_email == "rep2@newname.example"
    assert moves(deal(), "owner") == [
        ("owner", "rep1@newname.example", "rep2@newname.example", "opportunity_field_history")
    ]


def test_moves_of_one_second_stand_in_the_order_of_the_source(
    sync: Sync, company: Company, deal: Deal, engine: sa.Engine
) -> None:
    """In bands, stage history, changes since, the story, and as of a day; ids of ours are hashes and tell nothing."""
    numbers = range(1, 7)
    company.put("salesforce.opportunity", *(opportunity(n, stage_name="4. Offer", amount=3000) for n in numbers))
    steps = [("1. New", "1000", 20), ("3. Demo", "2000", 10), ("2. Call", "2500", 10), ("4. Offer", "3000.00", 10)]
    company.put(
        "salesforce.opportunity_history",
        *(
            state(n * 10 + place, n, stage_name=stage, amount=amount, created_date=NOON - days * DAY)
            for n in numbers
            for place, (stage, amount, days) in reversed(list(enumerate(steps)))
        ),
    )
    sync()
    stages = [stage for stage, *_ in steps]
    for n in numbers:
        found = deal(n)
        assert [move.stage for move in found.stage_history] == stages
        with engine.connect() as connection:
            assert [band.stage for band in activity(connection, deal_id(n)).stages] == stages
            since = changes_since(connection, deal_id(n), SinceQuery(since=(NOON - 11 * DAY).date()))
            story = timeline(connection, deal_id(n), TimelineQuery(limit=100))
        told = {(one.field, one.old, one.new, one.moves) for one in since.fields}
        assert told >= {("stage", "1. New", "4. Offer", 3), ("amount", "1000", "3000.00", 3)}
        changes = [item for item in reversed(story.items) if isinstance(item, ChangeItem) and item.field == "stage"]
        assert [item.new for item in changes] == stages
        then = deal(n, as_of=(NOON - 15 * DAY).date())
        assert (then.stage, then.amount) == ("1. New", Decimal(1000))


def test_a_deleted_history_row_is_no_link_of_the_chain(sync: Sync, company: Company, deal: Deal) -> None:
    """What was deleted, or sent again under another id, mends the moves around it, at the next sync."""
    company.put(
        "salesforce.opportunity_history",
        state(1, stage_name="A", created_date=NOON - 9 * DAY),
        state(2, stage_name="B", created_date=NOON - 8 * DAY),
        state(3, stage_name="C", created_date=NOON - 7 * DAY),
    )
    sync()
    company.change("salesforce.opportunity_history", salesforce_key("008", 2), is_deleted=True, _fivetran_synced=NOON)
    sync()
    assert [(old, new) for _, old, new, _ in moves(deal(), "stage")] == [("A", "C")]
    assert [move.stage for move in deal().stage_history] == ["A", "C"]
    company.add("salesforce.opportunity_history", state(4, stage_name="B", created_date=NOON - 8 * DAY))
    sync()
    assert [(old, new) for _, old, new, _ in moves(deal(), "stage")] == [("A", "B"), ("B", "C")]


def test_history_mode_of_the_deals_themselves_is_history(sync: Sync, company: Company, deal: Deal) -> None:
    versions = [("1. New", NOON - 9 * DAY, False), ("2. Call", NOON - 5 * DAY, False), ("3. Demo", NOON, True)]
    company.put(
        "salesforce.opportunity",
        *(
            opportunity(stage_name=stage, last_modified_date=start, _fivetran_start=start, _fivetran_active=active)
            for stage, start, active in versions
        ),
    )
    sync()
    assert deal().stage == "3. Demo"
    assert moves(deal()) == [
        ("stage", "1. New", "2. Call", "opportunity"),
        ("stage", "2. Call", "3. Demo", "opportunity"),
    ]
