"""What happened on a deal since some day."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gametape.errors import NotFound
from gametape.queries.changes_since import SinceQuery, changes_since
from tests.builders.store_rows import MOMENT, add_call, add_change, add_deal, add_email

DAY = timedelta(days=1)
SINCE = SinceQuery(since=date(2026, 10, 20))
START = datetime(2026, 10, 20, tzinfo=UTC)


def test_each_field_is_told_then_and_now_with_its_moves_in_between(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_change(connection, deal, "close_date", "2026-10-01", "2026-11-01", START - DAY)
    add_change(connection, deal, "close_date", "2026-11-01", "2026-12-01", START)
    add_change(connection, deal, "close_date", "2026-12-01", "2026-12-24", START + DAY)
    add_change(connection, deal, "stage", "2", "3", START + 2 * DAY)
    add_change(connection, deal, "amount", "1", "2", START + DAY, deleted_at=MOMENT)
    found = changes_since(connection, deal, SINCE)
    assert [(move.field, move.old, move.new, move.moves) for move in found.fields] == [
        ("stage", "2", "3", 1),
        ("close_date", "2026-11-01", "2026-12-24", 2),
    ]
    assert [change.new for change in found.changes] == ["3", "2026-12-24", "2026-12-01"]
    assert found.since == START


def test_calls_and_mails_are_counted_from_the_first_moment_of_the_day(connection: sa.Connection) -> None:
    deal = add_deal(connection, "a")
    add_call(connection, "before", START - timedelta(microseconds=1), on=[deal])
    add_call(connection, "at midnight", START, on=[deal])
    add_call(connection, "gone", START, on=[deal], deleted_at=MOMENT)
    add_call(connection, "planned", datetime.fromisoformat("2199-01-01T00:00:00+00:00"), on=[deal])
    add_email(connection, "one", START + DAY, on=deal)
    add_email(connection, "two", START + DAY, on=deal, direction="theirs")
    add_email(connection, "elsewhere", START + DAY, on=add_deal(connection, "b"))
    found = changes_since(connection, deal, SINCE)
    assert (found.calls, found.emails) == (1, 2)


def test_nothing_changed_is_an_answer_and_an_unknown_deal_is_none(connection: sa.Connection) -> None:
    found = changes_since(connection, add_deal(connection, "a"), SINCE)
    assert (found.fields, found.changes, found.calls, found.emails) == ([], [], 0, 0)
    with pytest.raises(NotFound):
        changes_since(connection, uuid4(), SINCE)
