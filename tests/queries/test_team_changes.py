"""Changes of all deals since a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gametape.queries.team_changes import TeamChanges, TeamChangesQuery, team_changes
from tests.builders.store_rows import add_call, add_change, add_deal

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def since(connection: sa.Connection, **query: Any) -> TeamChanges:
    return team_changes(connection, TeamChangesQuery(since="2026-03-02", **query))


def test_each_deal_that_changed_is_told_with_its_values_then_and_now(connection: sa.Connection) -> None:
    moved = add_deal(connection, "moved", opened_at=DAY - timedelta(days=50))
    add_change(connection, moved, "stage", "1", "2", DAY + timedelta(hours=1))
    add_change(connection, moved, "stage", "2", "3", DAY + timedelta(hours=2))
    add_change(connection, moved, "amount", "5", "6", DAY - timedelta(hours=1))
    add_call(connection, "in it", DAY + timedelta(hours=3), on=[moved])
    add_call(connection, "before it", DAY - timedelta(hours=3), on=[moved])
    add_deal(connection, "new", opened_at=DAY + timedelta(days=1))
    add_deal(connection, "still", opened_at=DAY - timedelta(days=9))
    told = since(connection)
    assert [(deal.name, deal.is_new) for deal in told.items] == [("new", True), ("moved", False)]
    assert (told.total, told.unchanged) == (2, 1)
    (stage,) = told.items[1].fields
    assert (stage.field, stage.old, stage.new, stage.moves) == ("stage", "1", "3", 2)
    assert (told.items[1].calls, told.items[1].emails) == (1, 0)


def test_pages_hold_each_deal_once(connection: sa.Connection) -> None:
    for number in range(5):
        add_deal(connection, f"deal {number}", opened_at=DAY)
    seen, cursor = [], None
    for _ in range(3):
        page = since(connection, limit=2, cursor=cursor)
        seen += [deal.name for deal in page.items]
        cursor = page.next
    assert cursor is None
    assert len(seen) == len(set(seen)) == 5
