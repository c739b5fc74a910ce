"""Calendar of the deployment (GAMETAPE_TIMEZONE), by which deals are overdue or close soon.

Comparisons must not depend on the reader's location: the list, its signals, the deal page and the assistant agree. Days
without activity need no calendar: they are whole days of 24 hours.
"""

from datetime import date, datetime, tzinfo

import sqlalchemy as sa


def today(connection: sa.Connection, zone: tzinfo) -> date:
    """Return today's date by the store's clock, in the deployment's time zone."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return day_of(now, zone)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """Return the calendar day of a moment in a time zone."""
    return moment.astimezone(zone).date()
