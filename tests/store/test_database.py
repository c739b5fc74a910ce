"""The engine, its errors, and the schema it finds."""

from datetime import timedelta

import sqlalchemy as sa


def test_times_come_back_in_utc(connection: sa.Connection) -> None:
    now = connection.scalars(sa.select(sa.func.now())).one()
    assert now.utcoffset() == timedelta(0)
    assert connection.scalar(sa.text("SHOW TimeZone")) == "UTC"
