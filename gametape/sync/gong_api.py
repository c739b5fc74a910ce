"""Protocol of what the sync asks Gong's API, and the count of its requests per day; company_api.py asks them."""

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.errors import RequestsSpent
from gametape.store.tables import gong_requests

Json = dict[str, Any]

FIRST = datetime(2015, 1, 1, tzinfo=UTC)
"""Start of the first window: Gong has no older calls."""


class CallsApi(Protocol):
    """Users, calls by the time of their start, and transcripts by call."""

    def users(self) -> Iterator[Json]:
        """Yield the company's own people."""

    def calls(self, start: datetime, end: datetime) -> Generator[list[Json]]:
        """Yield the calls that started from `start` to before `end`, in pages."""

    def calls_of(self, ids: Sequence[str]) -> Iterator[Json]:
        """Yield the calls of at most 100 ids; an id that the API does not know is left out."""

    def transcripts(self, ids: Sequence[str]) -> Iterator[Json]:
        """Yield the transcripts of at most 100 calls; a call without one is left out."""

    def manual_links(self, start: datetime = FIRST) -> Iterator[Json]:
        """Yield the deals that people chose for calls since `start`."""

    def scorecards(self, start: date, end: date) -> Iterator[Json]:
        """Yield the scorecards answered from `start` to before `end`."""

    def scorecard_questions(self) -> dict[str, Json]:
        """Return the questions of all scorecards by id."""

    def left(self) -> int | None:
        """Return how many requests are left today; None if they are not counted."""

    def close(self) -> None:
        """Close connections."""


class RequestCount:
    """Count of requests per day (UTC) in one row of the store, which all processes of a deployment share."""

    def __init__(self, engine: sa.Engine, daily: int) -> None:
        self._engine = engine
        self._daily = daily

    def take(self) -> None:
        """Count one request.

        Raises:
            RequestsSpent: the day's requests are spent.
        """
        there = gong_requests.c
        new = pg.insert(gong_requests).values(day=_TODAY, spent=1)
        counted = new.on_conflict_do_update(
            index_elements=["day"], set_={"spent": there.spent + 1}, where=there.spent < self._daily
        )
        with self._engine.begin() as connection:
            is_allowed = connection.execute(counted.returning(there.spent)).first() is not None
            connection.execute(sa.delete(gong_requests).where(there.day < _TODAY))
        if not is_allowed:
            raise RequestsSpent(
                f"All {self._daily:,} requests to Gong's API for today are used.",
                hint="The next run continues from here; the count starts again at 00:00 UTC.",
            )

    def left(self) -> int:
        """Return how many requests are left today."""
        with self._engine.connect() as connection:
            spent = connection.scalar(sa.select(gong_requests.c.spent).where(gong_requests.c.day == _TODAY))
        return max(self._daily - (spent or 0), 0)


_TODAY = sa.func.date(sa.func.timezone("UTC", sa.func.now()))


def moment_of(value: Any) -> datetime | None:
    """Return a time of the API; UTC if it names no zone, None if it is none."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
