"""Two recordings of one meeting are one in every count, and both stay readable."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.queries.activity import activity, count_activity
from gametape.queries.people import contacts
from gametape.queries.signal_inputs import open_deal_states
from gametape.queries.timeline import CallItem, TimelineQuery, timeline
from gametape.records.identity import derived_id
from tests.builders.warehouse_rows import (
    DAY,
    MINUTE,
    NOON,
    Company,
    Row,
    Sync,
    gong_call,
    gong_user,
    link,
    opportunity,
    participant,
)
from tests.builders.warehouse_rows import salesforce_key as key

ROOM = "https://meet.example/j/77"
START = NOON - 10 * DAY
FIRST, SECOND = 1, 2
"""Our two people who record."""

# By deal its calls: who records, when, and where; and how many meetings they are.
DEALS: dict[int, tuple[int, list[dict[str, Any]]]] = {
    1: (1, [{"by": FIRST, "url": f"{ROOM}?pwd=a"}, {"by": SECOND, "at": 12 * MINUTE, "url": ROOM, "duration": "900"}]),
    2: (2, [{"by": FIRST, "url": ROOM}, {"by": FIRST, "at": 7 * DAY, "url": ROOM}]),
    3: (1, [{"by": FIRST}, {"by": SECOND, "at": 3 * MINUTE}]),
    4: (2, [{"by": FIRST}, {"by": FIRST, "at": 3 * MINUTE}]),
    5: (2, [{"by": FIRST}, {"by": SECOND, "with": 2}]),
    6: (1, [{"by": FIRST, "event": "e1"}, {"by": SECOND, "event": "e1", "with": 2}, {"by": SECOND, "event": "e1"}]),
    7: (2, [{"by": FIRST}, {"by": SECOND, "at": 20 * MINUTE}]),
}


def _call(
    number: int, by: int, at: Any = 0 * DAY, url: str | None = None, event: str | None = None, **more: Any
) -> Row:
    more.pop("with", None)
    return gong_call(
        number,
        primary_user_id=f"900{by}",
        started=(START + at).isoformat(),
        meeting_url=url,
        calendar_event_id=event,
        **more,
    )


@pytest.fixture
def company(company: Company) -> Company:
    """A deal for each way in which two recordings may or may not be of one meeting."""
    calls: list[Row] = []
    people: list[Row] = []
    links: list[Row] = []
    for deal, (_, recordings) in DEALS.items():
        for recording in recordings:
            number = len(calls) + 1
            calls.append(_call(number, **recording))
            people.append(participant(recording.get("with", 1), number))
            links.append(link(number, deal))
    company.put("salesforce.opportunity", *map(opportunity, DEALS))
    company.put("gongio_ft.users", gong_user(), gong_user(id="9002", email_address="rep2@vendor.example"))
    company.put("gongio_ft.call", *calls)
    company.put("gongio_ft.call_participant", *people)
    company.put("gongio_ft.call_context_integration", *links)
    return company


def _id(deal: int) -> UUID:
    return derived_id("opportunity", key("006", deal))


def test_recordings_of_one_meeting_count_once_on_every_surface(sync: Sync, company: Company, engine: sa.Engine) -> None:
    sync()
    expected = {_id(deal): meetings for deal, (meetings, _) in DEALS.items()}
    with engine.connect() as connection:
        counted = count_activity(connection, list(expected))
        assert {id_: told["call_count"] for id_, told in counted.items()} == expected
        assert {id_: one.calls for id_, one in open_deal_states(connection, list(expected))[1].items()} == expected
        assert {id_: len(activity(connection, id_).calls) for id_ in expected} == expected
        assert [(one.name, one.calls) for one in contacts(connection, _id(3), active_days=30).people] == [
            ("Person 1", 1)
        ]
        story = [one for one in timeline(connection, _id(1), TimelineQuery()).items if isinstance(one, CallItem)]
    # Both can be read; the longer one counts.
    assert [(one.title, one.is_repeat) for one in story] == [("Call 2", True), ("Call 1", False)]
    company.change("gongio_ft.call", "710001", _fivetran_deleted=True, _fivetran_synced=NOON + DAY)
    sync()
    with engine.connect() as connection:
        assert count_activity(connection, [_id(1)])[_id(1)]["call_count"] == 1
        assert len(activity(connection, _id(1)).calls) == 1
