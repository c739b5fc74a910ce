"""Filters of deals by team, product, close date, slips and amount."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from gametape.queries.opportunities import OpportunityQuery, list_opportunities
from tests.builders.store_rows import add_change, add_deal, add_person


def names(connection: sa.Connection, **query: Any) -> set[str]:
    zone = ZoneInfo("America/Los_Angeles")
    return {deal.name for deal in list_opportunities(connection, OpportunityQuery(**query), zone).items}


def test_a_team_is_the_manager_and_all_below_also_in_a_circle(connection: sa.Connection) -> None:
    for email, manager in (("top", "low"), ("middle", "TOP"), ("low", "middle"), ("other", None), ("theirs", "top")):
        above = manager and f"{manager}@x.example"
        add_person(
            connection, f"{email}@x.example", email, is_internal=email != "theirs", manager_email=above, kind="person"
        )
        add_deal(connection, email, owner_email=f"{email}@x.example")
    add_deal(connection, "nobody's", owner_email=None)
    assert names(connection, team="Middle@x.example") == {"middle", "low", "top"}  # the circle goes through all three
    assert names(connection, team="other@x.example") == {"other"}


def test_close_dates_product_and_amount_include_their_limits(connection: sa.Connection) -> None:
    add_deal(connection, "early", close_date=date(2026, 1, 31), amount=10, product="Core")
    add_deal(connection, "late", close_date=date(2026, 2, 28), amount=20, product=None)
    add_deal(connection, "undated", close_date=None, amount=None, product="Plus")
    assert names(connection, closes_from="2026-01-31", closes_by="2026-02-28") == {"early", "late"}
    assert names(connection, closes_by="2026-02-27") == {"early"}
    assert names(connection, amount_min="10", amount_max="19.99") == {"early"}
    assert names(connection, product=["", "Plus"]) == {"late", "undated"}


def test_a_deal_slipped_if_its_close_date_moved_to_a_later_day_since_the_day_began_there(
    connection: sa.Connection,
) -> None:
    morning = datetime(2026, 3, 1, 9, tzinfo=UTC)  # 1 a.m. in Los Angeles
    moves = {
        "slipped": ("2026-03-31", "2026-04-30", morning),
        "pulled in": ("2026-03-31", "2026-03-15", morning),
        "before": ("2026-03-31", "2026-04-30", morning - timedelta(hours=2)),
        "first date": (None, "2026-04-30", morning),
        "no day": ("soon", "sooner", morning),
    }
    for name, (old, new, at) in moves.items():
        add_change(connection, add_deal(connection, name), "close_date", old, new, at)
    assert names(connection, slipped_since="2026-03-01") == {"slipped"}
    assert names(connection, slipped_since="2026-02-28") == {"slipped", "before"}
