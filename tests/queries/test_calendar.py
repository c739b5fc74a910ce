"""The calendar of the deployment, at its edges."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from gametape.queries.calendar import PeriodName, day_of, end_of, period, start_of, written_date
from tests.databases import OnlyGiven

WEST, EAST = ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")  # UTC-11 and UTC+14


@pytest.mark.parametrize(
    ("moment", "west", "utc", "east"),
    [
        ("2026-11-20T23:59:59+00:00", date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
        ("2026-11-21T00:00:00+00:00", date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 21)),
        ("2026-11-21T10:00:00+00:00", date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)),
        ("2026-11-21T11:00:00+00:00", date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 22)),
    ],
)
def test_a_day_ends_where_the_company_is(moment: str, west: date, utc: date, east: date) -> None:
    at = datetime.fromisoformat(moment)
    assert (day_of(at, WEST), day_of(at, UTC), day_of(at, EAST)) == (west, utc, east)


def test_a_day_begins_and_ends_where_the_company_is() -> None:
    day = date(2026, 11, 1)
    new_york = ZoneInfo("America/New_York")  # sets its clocks back on this day, which has 25 hours
    assert (start_of(day, new_york), end_of(day, new_york)) == (
        datetime(2026, 11, 1, 4, tzinfo=UTC),
        datetime(2026, 11, 2, 5, tzinfo=UTC),
    )
    assert start_of(day, EAST) == datetime(2026, 10, 31, 10, tzinfo=UTC)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_last_day_there_are(day: date) -> None:
    for zone in (WEST, UTC, EAST):
        assert start_of(day, zone) <= end_of(day, zone)


def test_a_time_zone_that_is_none_is_refused() -> None:
    assert OnlyGiven(timezone="America/New_York").zone == ZoneInfo("America/New_York")
    assert OnlyGiven().zone is UTC
    for wrong in ("Mars/Olympus", "../etc", ""):
        with pytest.raises(ValidationError, match="time zone name"):
            OnlyGiven(timezone=wrong)


@pytest.mark.parametrize(
    ("name", "fiscal", "first", "last"),
    [
        ("this_week", 1, "2026-11-30", "2026-12-06"),
        ("last_week", 1, "2026-11-23", "2026-11-29"),
        ("next_month", 1, "2026-12-01", "2026-12-31"),
        ("this_quarter", 1, "2026-10-01", "2026-12-31"),
        ("next_quarter", 1, "2027-01-01", "2027-03-31"),
        ("this_quarter", 2, "2026-11-01", "2027-01-31"),
        ("last_quarter", 12, "2026-09-01", "2026-11-30"),
        ("this_year", 7, "2026-07-01", "2027-06-30"),
        ("last_year", 1, "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_seen_from_today_and_by_the_fiscal_year(
    name: PeriodName, fiscal: int, first: str, last: str
) -> None:
    monday = date(2026, 11, 30) if fiscal != 12 else date(2026, 12, 1)
    assert period(name, monday, fiscal) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_text_that_is_no_day_of_the_calendar_is_none() -> None:
    assert written_date("2026-02-28T10:00:00Z") == date(2026, 2, 28)
    assert written_date("2026-02-30") is None
    assert written_date("soon") is None
