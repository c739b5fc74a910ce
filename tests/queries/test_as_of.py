"""A deal as it was known on a day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.opportunity_detail import OpportunityDetail, get_opportunity
from tests.builders.store_rows import MOMENT, add_call, add_change, add_deal, add_email, add_person

DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def deal(connection: sa.Connection) -> UUID:
    """Opened in September; everything moved on 10 October at noon, and again ten days later."""
    deal = add_deal(
        connection,
        "Platform rollout",
        stage="3. Demonstrate",
        amount=Decimal("300.50"),
        close_date=date(2026, 12, 24),
        owner_email="wei@lumen.example",
        opened_at=OCTOBER - 20 * DAY,
        health_score=40,
        metadata={
            "owner_name": "Wei Chen",
            "stage_history": [
                {"stage": "2. Discover", "at": "2026-10-10T12:00:00+00:00", "origin": "opportunity_history"},
                {"stage": "3. Demonstrate", "at": "2026-10-20T12:00:00+00:00", "origin": "opportunity_history"},
            ],
        },
    )
    for field, values in {
        "stage": ("1. Qualify", "2. Discover", "3. Demonstrate"),
        "amount": ("100", "200.25", "300.50"),
        "close_date": ("2026-11-01", "2026-12-01", "2026-12-24"),
        "owner": ("dana@lumen.example", "sofia@lumen.example", "wei@lumen.example"),
    }.items():
        add_change(connection, deal, field, values[0], values[1], OCTOBER + 9 * DAY + DAY / 2)
        add_change(connection, deal, field, values[1], values[2], OCTOBER + 19 * DAY + DAY / 2)
    return deal


def view(connection: sa.Connection, deal: UUID, day: date) -> OpportunityDetail:
    return get_opportunity(connection, deal, day)


@pytest.mark.parametrize(
    ("day", "stage", "amount", "close", "owner", "moves"),
    [
        (date(2026, 10, 9), "1. Qualify", "100", date(2026, 11, 1), "dana@lumen.example", 0),
        (date(2026, 10, 10), "2. Discover", "200.25", date(2026, 12, 1), "sofia@lumen.example", 1),
        (date(2026, 10, 19), "2. Discover", "200.25", date(2026, 12, 1), "sofia@lumen.example", 1),
        (date(2026, 10, 20), "3. Demonstrate", "300.50", date(2026, 12, 24), "wei@lumen.example", 2),
        (date.max, "3. Demonstrate", "300.50", date(2026, 12, 24), "wei@lumen.example", 2),
    ],
)
def test_every_field_is_that_of_the_end_of_the_day(
    connection: sa.Connection, deal: UUID, day: date, stage: str, amount: str, close: date, owner: str, moves: int
) -> None:
    found = view(connection, deal, day)
    assert (found.stage, found.amount, found.close_date, found.owner_email, found.close_date_moves) == (
        stage,
        Decimal(amount),
        close,
        owner,
        moves,
    )
    assert (found.as_of, found.uncertain) == (day, [])
    assert len(found.changes) == found.changes_total == 4 * moves
    assert len(found.stage_history) == moves


def test_what_has_no_history_is_not_passed_off_as_that_days(connection: sa.Connection, deal: UUID) -> None:
    assert get_opportunity(connection, deal).health_score == 40
    found = view(connection, deal, date(2026, 10, 15))
    assert (found.health_score, found.health) == (None, None)


def test_the_owner_of_then_has_the_name_we_know(connection: sa.Connection, deal: UUID) -> None:
    add_person(connection, "sofia@lumen.example", "Sofía Lindqvist", is_internal=True)
    assert view(connection, deal, date(2026, 10, 15)).owner_name == "Sofía Lindqvist"
    assert view(connection, deal, date(2026, 10, 1)).owner_name is None
    assert view(connection, deal, date(2026, 10, 25)).owner_name == "Wei Chen"


def test_calls_and_mails_of_later_days_are_not_known_yet(connection: sa.Connection, deal: UUID) -> None:
    add_call(connection, "call", OCTOBER + 5 * DAY, on=[deal])
    add_call(connection, "among us", OCTOBER + 8 * DAY, on=[deal], is_internal=True)
    add_email(connection, "later", OCTOBER + 15 * DAY, on=deal)
    found = view(connection, deal, date(2026, 10, 10))
    assert (found.call_count, found.email_count) == (2, 0)
    assert found.last_activity_at == OCTOBER + 5 * DAY
    assert found.activity == [*[0] * 11, 1]


def test_a_deal_that_is_won_now_was_open_while_in_an_open_stage(connection: sa.Connection) -> None:
    add_deal(connection, "another", stage="1. Qualify")
    deal = add_deal(connection, "a", stage="Closed Won", is_closed=True, is_won=True)
    add_change(connection, deal, "stage", "1. Qualify", "Closed Won", MOMENT)
    assert view(connection, deal, (MOMENT - DAY).date()).outcome == "open"
    assert view(connection, deal, MOMENT.date()).outcome == "won"


def test_a_deal_that_was_reopened_was_lost_then(connection: sa.Connection) -> None:
    add_deal(connection, "another", stage="Closed Lost", is_closed=True)
    deal = add_deal(connection, "a", stage="1. Qualify")
    add_change(connection, deal, "stage", "Closed Lost", "1. Qualify", MOMENT)
    assert view(connection, deal, (MOMENT - DAY).date()).outcome == "lost"


def test_a_move_that_was_only_seen_later_makes_the_day_uncertain(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a", stage="2")
    seen: dict[str, Any] = {"origin": "observed", "not_before": MOMENT - 5 * DAY}
    add_change(connection, deal, "stage", "1", "2", MOMENT, **seen)
    around = view(connection, deal, (MOMENT - 2 * DAY).date())
    assert (around.stage, around.uncertain) == ("1", ["stage"])
    assert view(connection, deal, (MOMENT - 6 * DAY).date()).uncertain == []
    assert view(connection, deal, MOMENT.date()).uncertain == []


def test_a_deal_is_not_found_on_days_before_it_was_opened(connection: sa.Connection, deal: UUID) -> None:
    opened = (OCTOBER - 20 * DAY).date()
    assert view(connection, deal, opened).stage == "1. Qualify"
    with pytest.raises(NotFound, match="opened on Sep 11, 2026"):
        view(connection, deal, opened - DAY)


@pytest.mark.parametrize("old", ["a lot", "NaN", "Infinity", "", None])
def test_an_amount_that_is_no_number_is_unknown(connection: sa.Connection, old: str | None) -> None:
    deal = add_deal(connection, "a", amount=2)
    add_change(connection, deal, "amount", old, "2", MOMENT)
    assert view(connection, deal, (MOMENT - DAY).date()).amount is None


@pytest.mark.parametrize(("old", "day"), [("soon", None), ("2026-11-01T00:00:00Z", date(2026, 11, 1)), ("", None)])
def test_a_close_date_is_read_as_far_as_it_is_one(connection: sa.Connection, old: str, day: date | None) -> None:
    deal = add_deal(connection, "a", close_date=date(2026, 12, 1))
    add_change(connection, deal, "close_date", old, "2026-12-01", MOMENT)
    assert view(connection, deal, (MOMENT - DAY).date()).close_date == day
