"""Calendar of the deployment (GAMETAPE_TIMEZONE), by which deals are overdue or close soon and days begin and end.

Comparisons must not depend on the reader's location: the list, its signals, the deal page and the assistant agree. Days
without activity need no calendar: they are whole days of 24 hours.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import sqlalchemy as sa


def today(connection: sa.Connection, zone: tzinfo) -> date:
    """Return today's date by the store's clock, in the deployment's time zone."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return day_of(now, zone)


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
