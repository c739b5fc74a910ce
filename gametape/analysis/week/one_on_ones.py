"""Days of 1:1s: a rep's brief tells what changed since the last one."""

from datetime import date, timedelta

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import BadRequest
from gametape.queries.calendar import today
from gametape.queries.deals import ResultRow
from gametape.queries.question_text import AskedDay
from gametape.settings import Settings
from gametape.store.tables import one_on_ones

UNRECORDED_DAYS = 14
"""Days that a brief looks back if no 1:1 was recorded."""

row = one_on_ones.c


class BriefPeriod(ResultRow):
    """Start of the period of a brief."""

    since: date
    last_one_on_one: date | None = Field(description="Day of the last recorded 1:1.")


class NewOneOnOne(BaseModel):
    """1:1 to record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    held_on: AskedDay = Field(description="Day of the 1:1. Replaces the day that was recorded last.")


def last_one_on_one(connection: sa.Connection, rep_email: str) -> date | None:
    """Return the day of a rep's last 1:1, as it was recorded last; None if none was recorded."""
    query = sa.select(row.held_on).where(row.rep_email == rep_email).order_by(row.id.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()


def period_of_brief(
    connection: sa.Connection, rep_email: str, settings: Settings, since: date | None = None
) -> BriefPeriod:
    """Return the period of a brief: from `since`, else from the last 1:1, else of the last two weeks."""
    last = last_one_on_one(connection, rep_email)
    start = since or last or today(connection, settings.zone) - timedelta(days=UNRECORDED_DAYS)
    return BriefPeriod(since=start, last_one_on_one=last)


def record_one_on_one(connection: sa.Connection, rep_email: str, new: NewOneOnOne, settings: Settings) -> BriefPeriod:
    """Record the day of a rep's 1:1, from which the next brief tells what changed.

    Raises:
        BadRequest: the day is in the future.
    """
    if new.held_on > today(connection, settings.zone):
        raise BadRequest("That day is in the future.", hint="Record a 1:1 on the day it was held.")
    connection.execute(sa.insert(one_on_ones).values(rep_email=rep_email, held_on=new.held_on))
    return period_of_brief(connection, rep_email, settings)
