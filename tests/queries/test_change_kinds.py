"""Kinds of changes: outcomes, deals that became quiet, contacts who are new on a deal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gametape.queries.team_changes import TeamChanges, TeamChangesQuery, team_changes
from tests.builders.store_rows import add_call, add_change, add_deal, add_email, add_person, person

DAY = datetime(2026, 3, 2, tzinfo=UTC)
OLD = DAY - timedelta(days=90)
HOUR = timedelta(hours=1)


def told(connection: sa.Connection, quiet: dict[str | None, int] | None = None, **query: Any) -> TeamChanges:
    return team_changes(connection, TeamChangesQuery(since="2026-03-02", **query), quiet=quiet)


def test_the_move_into_a_closed_stage_is_the_outcome(connection: sa.Connection) -> None:
    for name, is_won in (("won", True), ("lost", False)):
        deal = add_deal(connection, name, opened_at=OLD, stage="Closed", is_closed=True, is_won=is_won)
        add_change(connection, deal, "stage", "3", "4", DAY + HOUR)
        add_change(connection, deal, "stage", "4", "Closed", DAY + 2 * HOUR)
    add_deal(connection, "closed before", opened_at=OLD, stage="Closed", is_closed=True)
    found = told(connection)
    assert {deal.name: deal.kinds for deal in found.items} == {"won": ["won", "stage"], "lost": ["lost", "stage"]}
    assert {each.kind: each.deals for each in found.kinds} == {"won": 1, "lost": 1, "stage": 2}
    assert [deal.name for deal in told(connection, kind=["won"]).items] == ["won"]
    assert (told(connection, kind=["won"]).total, told(connection, kind=["won"]).unchanged) == (1, 1)


def test_a_deal_is_newly_quiet_from_the_day_on_which_it_was_quiet_for_too_long(connection: sa.Connection) -> None:
    add_deal(connection, "newly", opened_at=OLD, stage="2", last_activity_at=DAY - timedelta(days=13))
    add_deal(connection, "long ago", opened_at=OLD, stage="2", last_activity_at=DAY - timedelta(days=15))
    add_deal(connection, "never active", opened_at=DAY - timedelta(days=13), stage="2")
    add_deal(connection, "patient stage", opened_at=OLD, stage="9", last_activity_at=DAY - timedelta(days=13))
    add_deal(connection, "closed", opened_at=OLD, stage="2", is_closed=True, last_activity_at=DAY - timedelta(days=13))
    found = told(connection, quiet={"2": 14})
    assert {deal.name: deal.quiet_since for deal in found.items} == {
        "newly": DAY + timedelta(days=1),
        "never active": DAY + timedelta(days=1),
    }
    assert told(connection).items == []


def test_a_contact_is_new_on_a_deal_once_whatever_the_address(connection: sa.Connection) -> None:
    deal = add_deal(connection, "deal", opened_at=OLD)
    known = add_person(connection, "ruiz@northwind.example", "Marta Ruiz", aliases=["m.ruiz@northwind.example"])
    assert known
    add_email(connection, "before", DAY - HOUR, on=deal, sender="m.ruiz@northwind.example", direction="theirs")
    guests = [
        person("Marta Ruiz", email="Ruiz@northwind.example"),
        person("Al", email="al@northwind.example", title="CFO"),
    ]
    call = add_call(connection, "call", DAY + HOUR, on=[deal], people=guests)
    add_email(connection, "after", DAY + 2 * HOUR, on=deal, sender="al@northwind.example", direction="theirs")
    absent = [person("Bo", email="bo@northwind.example", attended=False), person("Us", "ours", "us@lumen.example")]
    add_call(connection, "another", DAY + 3 * HOUR, on=[deal], people=absent)
    fresh = add_deal(connection, "opened in the period", opened_at=DAY + HOUR)
    add_email(connection, "first", DAY + 2 * HOUR, on=fresh, sender="zed@northwind.example", direction="theirs")
    found = {each.name: each for each in told(connection).items}
    (met,) = found["deal"].new_people
    assert (met.name, met.title, met.call_id, met.email_id) == ("Al", "CFO", call, None)
    assert found["opened in the period"].kinds == ["opened"]


@pytest.mark.parametrize(("old", "is_told"), [(None, False), ("5", True)])
def test_the_first_values_of_a_new_deal_are_no_changes(
    connection: sa.Connection, old: str | None, is_told: bool
) -> None:
    deal = add_deal(connection, "new", opened_at=DAY + HOUR)
    add_change(connection, deal, "amount", old, "6", DAY + HOUR)
    (found,) = told(connection).items
    assert found.kinds == ["opened", *(["amount"] if is_told else [])]
