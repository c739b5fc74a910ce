"""The list: which deals, in which order, and how it pages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gametape.errors import BadRequest
from gametape.queries.opportunities import OpportunityQuery, SortName, list_opportunities
from gametape.store.tables import opportunities
from tests.builders.store_rows import MOMENT, add_change, add_deal, add_deals

SORTS = get_args(SortName)


def names(connection: sa.Connection, **query: Any) -> list[str]:
    return [deal.name for deal in list_opportunities(connection, OpportunityQuery(**query)).items]


def test_owner_stage_and_outcome_must_all_hold_and_values_of_one_are_alternatives(connection: sa.Connection) -> None:
    add_deal(connection, "a", owner_email="dana@x.example", stage="1")
    add_deal(connection, "b", owner_email="wei@x.example", stage="2")
    add_deal(connection, "c", owner_email="wei@x.example", stage="1", is_closed=True, is_won=True)
    add_deal(connection, "d", owner_email=None, stage=None)

    assert set(names(connection, owner=["dana@x.example", "WEI@x.example"])) == {"a", "b", "c"}
    assert set(names(connection, owner=["wei@x.example"], stage=["1", "2"])) == {"b", "c"}
    assert set(names(connection, owner=["wei@x.example"], outcome=["open"])) == {"b"}
    assert set(names(connection, owner=[""])) == {"d"}
    assert set(names(connection, stage=["", "2"])) == {"b", "d"}


@pytest.mark.parametrize(
    ("closed", "won", "outcome"),
    [
        (False, False, "open"),
        (None, None, "open"),
        (None, False, "open"),
        (True, True, "won"),
        (None, True, "won"),
        (True, False, "lost"),
        (True, None, "lost"),
    ],
)
def test_every_deal_is_open_won_or_lost_even_with_gaps(
    connection: sa.Connection, closed: bool | None, won: bool | None, outcome: str
) -> None:
    add_deal(connection, "a", is_closed=closed, is_won=won)
    assert {one: names(connection, outcome=[one]) for one in ("open", "won", "lost")} == {
        one: ["a"] if one == outcome else [] for one in ("open", "won", "lost")
    }
    assert list_opportunities(connection, OpportunityQuery()).items[0].outcome == outcome


def test_a_deleted_deal_is_neither_listed_nor_counted(connection: sa.Connection) -> None:
    add_deal(connection, "kept")
    add_deal(connection, "gone", deleted_at=MOMENT)
    page = list_opportunities(connection, OpportunityQuery())
    assert [deal.name for deal in page.items] == ["kept"]
    assert page.summary is not None
    assert page.summary.total.value == 1


@pytest.mark.parametrize(
    ("least", "greatest", "shown"),
    [
        ("5.0", None, ["5.0", "7.3"]),  # 49.6 is shown as 5.0, so it is one
        (None, "4.9", ["0.0", "4.9"]),
        ("4.9", "5.0", ["4.9", "5.0"]),
        ("0", None, ["0.0", "4.9", "5.0", "7.3"]),
    ],
)
def test_health_is_compared_as_it_is_shown(
    connection: sa.Connection, least: str | None, greatest: str | None, shown: list[str]
) -> None:
    for score in ("0", "49.49", "49.6", "73"):
        add_deal(connection, score, health_score=Decimal(score))
    add_deal(connection, "none", health_score=None)
    query = OpportunityQuery(health_min=least, health_max=greatest, sort="health")
    assert [f"{deal.health:.1f}" for deal in list_opportunities(connection, query).items] == shown


def test_quiet_deals_are_those_without_activity_for_so_long_or_ever(connection: sa.Connection) -> None:
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    for name, ago in (("14 days", 14), ("13 days", 13), ("long", 400)):
        add_deal(connection, name, last_activity_at=now - timedelta(days=ago))
    add_deal(connection, "never", last_activity_at=None)
    add_deal(connection, "won", last_activity_at=None, is_closed=True, is_won=True)
    assert set(names(connection, quiet_days=14, outcome=["open"])) == {"14 days", "long", "never"}
    assert set(names(connection, quiet_days=401)) == {"never", "won"}


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("rollout", {"Platform Rollout"}),
        ("KRAFT roll", {"Platform Rollout"}),
        ("öresund", {"Platform Rollout"}),
        ("50%", {"50% off_er"}),
        ("%", {"50% off_er"}),
        ("f_e", {"50% off_er"}),
        ("\\", set()),
        ("'; DROP TABLE opportunities; --", set()),
        ("  ", {"Platform Rollout", "50% off_er"}),
        ("ro", {"Platform Rollout"}),
        ("ou", set()),
        ("kr", {"Platform Rollout"}),
    ],
)
def test_each_word_must_stand_in_the_name_or_the_account_literally(
    connection: sa.Connection, search: str, found: set[str]
) -> None:
    add_deal(connection, "Platform Rollout", account_name="Öresund Kraft")
    add_deal(connection, "50% off_er", account_name=None)
    assert set(names(connection, search=search)) == found


@pytest.mark.parametrize("sort", SORTS)
def test_deals_without_a_value_come_last_in_both_directions(connection: sa.Connection, sort: SortName) -> None:
    late = datetime(2027, 1, 1, tzinfo=UTC)
    for name, day, number, moment in (("low", 1, 10, MOMENT), ("high", 2, 20, late), ("none", None, None, None)):
        add_deal(
            connection,
            name,
            account_name=number and f"account {number}",
            owner_email=number and f"{number}@x.example",
            stage=number and f"{number}. Stage",
            close_date=day and date(2026, 12, day),
            amount=number,
            health_score=number,
            last_activity_at=moment,
            source_modified_at=moment,
            updated_at=MOMENT if sort.endswith("activity") else datetime(2020, 1, 1, tzinfo=UTC),
        )
    low_first = ["low", "high"] if not sort.startswith("-") else ["high", "low"]
    if sort.endswith("updated"):  # it always has a value: ours, where the source is silent
        expected = ["none", "low", "high"] if sort == "updated" else ["high", "low", "none"]
    elif sort.endswith("name"):  # it always has a value, too
        expected = sorted(["low", "high", "none"], reverse=sort.startswith("-"))
    else:
        expected = [*low_first, "none"]
    assert names(connection, sort=sort) == expected


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_every_deal_once_forwards_and_backwards(connection: sa.Connection, sort: SortName) -> None:
    """Equal values and missing ones around the edges of pages are where a keyset breaks."""
    add_deals(
        connection,
        [
            {
                "name": f"{number:02}",
                "stage": None if number % 3 == 0 else f"{number // 4}. Stage",
                "account_name": None if number % 4 == 0 else "Acme" if number % 2 else "acme",
                "amount": None if number % 3 == 0 else number // 4,
                "health_score": None if number % 4 == 0 else number // 5,
                "close_date": None if number % 5 == 0 else date(2026, 12, 1 + number // 6),
                "last_activity_at": None if number % 2 else MOMENT,
            }
            for number in range(23)
        ],
    )
    whole = names(connection, sort=sort, limit=200)
    pages = [list_opportunities(connection, OpportunityQuery(sort=sort, limit=5))]
    while pages[-1].next:
        pages.append(list_opportunities(connection, OpportunityQuery(sort=sort, limit=5, cursor=pages[-1].next)))
    assert [deal.name for page in pages for deal in page.items] == whole
    assert pages[0].previous is None

    back = [pages[-1]]
    while back[-1].previous:
        back.append(list_opportunities(connection, OpportunityQuery(sort=sort, limit=5, cursor=back[-1].previous)))
    assert [deal.name for page in reversed(back) for deal in page.items] == whole
    assert [page.summary is None for page in pages] == [False, True, True, True, True]


def test_a_page_goes_on_where_the_last_one_ended_though_deals_came_and_went(connection: sa.Connection) -> None:
    add_deals(connection, [{"name": f"{amount}", "amount": amount} for amount in (50, 40, 30, 20, 10)])
    first = list_opportunities(connection, OpportunityQuery(sort="-amount", limit=2))
    connection.execute(sa.update(opportunities).where(opportunities.c.name == "40").values(deleted_at=MOMENT))
    add_deal(connection, "60", amount=60)
    assert names(connection, sort="-amount", limit=2, cursor=first.next) == ["30", "20"]


def test_a_cursor_of_another_sort_is_refused(connection: sa.Connection) -> None:
    add_deals(connection, [{"name": "a"}, {"name": "b"}])
    cursor = list_opportunities(connection, OpportunityQuery(sort="amount", limit=1)).next
    with pytest.raises(BadRequest, match="not valid for this request"):
        list_opportunities(connection, OpportunityQuery(sort="-amount", cursor=cursor))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_other_text_is_no_cursor(connection: sa.Connection, text: str) -> None:
    with pytest.raises(BadRequest):
        list_opportunities(connection, OpportunityQuery(cursor=text))


def test_moves_of_the_close_date_are_counted_without_its_first_setting(connection: sa.Connection) -> None:
    moved = add_deal(connection, "moved")
    add_deal(connection, "still")
    add_change(connection, moved, "close_date", None, "2026-11-01")
    add_change(connection, moved, "close_date", "2026-11-01", "2026-12-01")
    add_change(connection, moved, "close_date", "2026-12-01", "2026-12-24")
    add_change(connection, moved, "close_date", "2026-12-24", "2027-01-24", deleted_at=MOMENT)
    add_change(connection, moved, "amount", "1", "2")
    found = {deal.name: deal.close_date_moves for deal in list_opportunities(connection, OpportunityQuery()).items}
    assert found == {"moved": 2, "still": 0}


def test_money_keeps_every_digit_and_owner_names_come_from_the_source(connection: sa.Connection) -> None:
    amount = Decimal("123456789012345678.91")
    add_deal(connection, "a", amount=amount, currency="EUR", metadata={"owner_name": "Dana Okafor"})
    deal = list_opportunities(connection, OpportunityQuery()).items[0]
    assert (deal.amount, deal.currency, deal.owner_name) == (amount, "EUR", "Dana Okafor")
    assert '"amount":"123456789012345678.91"' in deal.model_dump_json()
