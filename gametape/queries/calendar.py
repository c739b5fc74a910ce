"""Calendar of the deployment (GAMETAPE_TIMEZONE), by which deals are overdue or close soon and days begin and end.

Comparisons must not depend on the reader's location: the list, its signals, the deal page and the assistant agree. Days
without activity need no calendar: they are whole days of 24 hours.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

import sqlalchemy as sa

PeriodName = Literal[
    "this_week", "last_week", "this_month", "last_month", "next_month", "this_quarter", "last_quarter", "next_quarter",
    "this_year", "last_year",
]  # fmt: skip
"""Period of the calendar; weeks begin on Monday, quarters and years with the fiscal year."""


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def period(name: PeriodName, day: date, fiscal_year_start: int = 1) -> Period:
    """Return the period with this name, seen from `day`.

    Args:
        name: the period.
        day: today, in the deployment's time zone.
        fiscal_year_start: month in which the fiscal year begins, 1 to 12.

    >>> period("next_quarter", date(2026, 11, 30), fiscal_year_start=2)
    Period(first=datetime.date(2027, 2, 1), last=datetime.date(2027, 4, 30))
    """
    which, unit = name.split("_")
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return Period(monday, monday + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    counted = day.year * 12 + day.month - 1
    start = counted - (counted - (fiscal_year_start - 1)) % months + step * months
    return Period(_first_of(start), _first_of(start + months) - timedelta(days=1))


def _first_of(months: int) -> date:
    """Return the first day of a month, counted from the year 0."""
    return date(months // 12, months % 12 + 1, 1)


def today(connection: sa.Connection, zone: tzinfo) -> date:
    """Return today's date by the store's clock, in the deployment's time zone."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return day_of(now, zone)


def written_date(text: str) -> date | None:
    """Return the day at the beginning of a text; None if there is none, or no such day in the calendar."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the calendar day of a moment in a time zone."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of a day in a time zone, as UTC."""
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:  # the first or last days of the calendar
        return datetime.combine(day, time.min, UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the first moment after a day in a time zone, as UTC."""
    return start_of(day + timedelta(days=1), zone) if day < date.max else datetime.max.replace(tzinfo=UTC)
