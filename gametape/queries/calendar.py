"""The one calendar that decides what is overdue and what closes when: that of the deployment, GAMETAPE_TIMEZONE.

Nothing that people compare may depend on where its reader sits: the list, its signals, the page of a deal and the
assistant say the same. How long a deal has been quiet needs no calendar: it is whole days of 24 hours.
"""

from datetime import date, datetime, tzinfo

import sqlalchemy as sa


def today(connection: sa.Connection, zone: tzinfo) -> date:
    """Today by the store's clock, in the deployment's time zone."""
    now: datetime = connection.execute(sa.select(sa.func.now())).scalar_one()
    return day_of(now, zone)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The calendar day of a moment."""
    return moment.astimezone(zone).date()
