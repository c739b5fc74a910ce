"""How much happens on deals: in lists, and in the strip above one."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries import activity as strip
from gametape.queries.activity import activity, count_activity
from gametape.queries.opportunities import OpportunityQuery, list_opportunities
from tests.builders.store_rows import MOMENT, add_call, add_change, add_deal, add_email

DAY = timedelta(days=1)


def now(connection: sa.Connection) -> datetime:
    moment: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return moment


def test_calls_and_mails_are_counted_by_deal_without_deleted_ones(connection: sa.Connection) -> None:
    busy, quiet, both = (add_deal(connection, name) for name in ("busy", "quiet", "both"))
    add_call(connection, "one", on=[busy, both])
    add_call(connection, "among us", on=[busy], is_internal=True)
    add_call(connection, "gone", on=[busy], deleted_at=MOMENT)
    add_call(connection, "undated", None, on=[busy])
    add_email(connection, "mail", on=busy)
    add_email(connection, "gone", on=busy, deleted_at=MOMENT)
    add_email(connection, "of no deal")
    found = {
        deal.name: (deal.call_count, deal.email_count)
        for deal in list_opportunities(connection, OpportunityQuery()).items
    }
    assert found == {"busy": (3, 1), "quiet": (0, 0), "both": (1, 0)}
    assert set(count_activity(connection, [quiet])) == {quiet}
    assert count_activity(connection, []) == {}


def test_a_dozen_weeks_end_now_and_leave_out_what_the_customer_had_no_part_in(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    moment = now(connection)
    add_email(connection, "today", moment, on=deal)
    add_email(connection, "in this week", moment - 6 * DAY, on=deal)
    add_call(connection, "a week ago", moment - 7 * DAY, on=[deal])
    add_call(connection, "in the first week", moment - 84 * DAY + timedelta(seconds=1), on=[deal])
    add_call(connection, "before", moment - 84 * DAY, on=[deal])
    add_call(connection, "among us", moment - DAY, on=[deal], is_internal=True)
    add_call(connection, "planned", moment + DAY, on=[deal])
    add_call(connection, "nobody came", moment - DAY, on=[deal], is_internal=True, is_no_show=True)
    found = list_opportunities(connection, OpportunityQuery()).items[0]
    assert found.activity == [1, *[0] * 9, 1, 2]
    assert found.call_count == 4, "neither the planned call nor the no-show"


def test_a_page_costs_the_same_number_of_statements_whatever_is_on_it(connection: sa.Connection) -> None:
    for number in range(3):
        deal = add_deal(connection, f"{number}")
        for _ in range(number):
            add_call(connection, "call", on=[deal])

    def statements(limit: int) -> int:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            seen.append(statement)

        sa.event.listen(connection, "before_cursor_execute", note)
        list_opportunities(connection, OpportunityQuery(limit=limit))
        sa.event.remove(connection, "before_cursor_execute", note)
        return len(seen)

    assert statements(1) == statements(3)


def stages(connection: sa.Connection, deal: UUID) -> list[tuple[Any, ...]]:
    return [(band.stage, band.since, band.until) for band in activity(connection, deal).stages]


def test_stage_bands_follow_one_another(connection: sa.Connection) -> None:
    opened = MOMENT - 60 * DAY
    deal = add_deal(connection, "a", stage="3", opened_at=opened)
    add_change(connection, deal, "stage", "2", "3", MOMENT - 10 * DAY)
    add_change(connection, deal, "stage", "1", "2", MOMENT - 40 * DAY)
    add_change(connection, deal, "amount", "1", "2", MOMENT - 20 * DAY)
    add_change(connection, deal, "stage", "3", "4", MOMENT, deleted_at=MOMENT)
    assert stages(connection, deal) == [
        ("1", opened, MOMENT - 40 * DAY),
        ("2", MOMENT - 40 * DAY, MOMENT - 10 * DAY),
        ("3", MOMENT - 10 * DAY, None),
    ]


def test_a_history_that_tells_of_the_first_stage_needs_no_opening_day(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a", stage="1", opened_at=MOMENT - 60 * DAY)
    add_change(connection, deal, "stage", None, "1", MOMENT - 59 * DAY)
    assert stages(connection, deal) == [("1", MOMENT - 59 * DAY, None)]


def test_without_a_history_there_is_the_one_stage_that_is_known(connection: sa.Connection) -> None:
    assert stages(connection, add_deal(connection, "a", stage="2", opened_at=MOMENT)) == [("2", MOMENT, None)]
    assert stages(connection, add_deal(connection, "b", stage="2")) == [("2", None, None)]
    assert stages(connection, add_deal(connection, "c", stage=None)) == []


def test_an_opening_day_after_the_first_move_gives_no_band_that_ends_before_it_begins(
    connection: sa.Connection,
) -> None:
    deal = add_deal(connection, "a", stage="2", opened_at=MOMENT)
    add_change(connection, deal, "stage", "1", "2", MOMENT - 5 * DAY)
    assert stages(connection, deal)[0] == ("1", MOMENT - 5 * DAY, MOMENT - 5 * DAY)


def test_calls_and_mails_are_marked_oldest_first(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    late = add_call(connection, "late", MOMENT, on=[deal], duration_seconds=1590, is_internal=True)
    early = add_call(connection, "early", MOMENT - DAY, on=[deal], duration_seconds=None)
    mail = add_email(connection, "mail", MOMENT, on=deal, direction="theirs")
    add_call(connection, "undated", None, on=[deal])
    add_email(connection, "gone", on=deal, deleted_at=MOMENT)
    found = activity(connection, deal)
    assert [(mark.id, mark.at, mark.minutes, mark.is_internal) for mark in found.calls] == [
        (early, MOMENT - DAY, None, False),
        (late, MOMENT, 26.5, True),
    ]
    assert [(mark.id, mark.at, mark.direction) for mark in found.emails] == [(mail, MOMENT, "theirs")]
    assert found.capped is False


def test_a_life_too_long_to_draw_is_cut_at_its_beginning_and_says_so(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strip, "CAP", 2)
    deal = add_deal(connection, "a")
    mails = [add_email(connection, "mail", MOMENT + number * DAY, on=deal) for number in range(3)]
    found = activity(connection, deal)
    assert ([mark.id for mark in found.emails], found.capped) == (mails[1:], True)


def test_an_unknown_deal_has_no_life(connection: sa.Connection) -> None:
    with pytest.raises(NotFound):
        activity(connection, uuid4())


def test_counts_of_a_past_day_know_nothing_of_what_came_later(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    day = datetime(2026, 10, 1, tzinfo=UTC)
    add_email(connection, "before", day - timedelta(seconds=1), on=deal)
    add_email(connection, "after", day, on=deal)
    assert count_activity(connection, [deal], day)[deal] == {
        "call_count": 0,
        "email_count": 1,
        "activity": [*[0] * 11, 1],
    }
