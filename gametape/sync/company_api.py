"""The API of one company, asked by gametape's client. Imported on use, because the client is slow to import."""

from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from gametape.gong import endpoints
from gametape.gong.access import gong_access
from gametape.gong.gong_client import GongClient
from gametape.settings import Settings
from gametape.sync.gong_api import FIRST, Json, RequestCount
from gametape.sync.gong_source import GongSource


def open_gong(engine: sa.Engine, settings: Settings) -> GongSource:
    """Open Gong's API as a source system.

    Raises:
        BadSettings: a key is missing, or the address is not one to send a key to.
    """
    access = gong_access(settings)
    count = RequestCount(engine, settings.gong_daily_requests)
    return GongSource(engine, CompanyApi(GongClient(access, budget=count), count), access.url.partition("://")[2])


class CompanyApi:
    """The API of the company whose keys the settings hold."""

    def __init__(self, client: GongClient, count: RequestCount | None = None) -> None:
        self._client = client
        self._count = count

    def users(self) -> Iterator[Json]:
        """Yield the company's own people."""
        for page in endpoints.users(self._client):
            yield from page

    def calls(self, start: datetime, end: datetime) -> Generator[list[Json]]:
        """Yield the calls that started from `start` to before `end`, in pages."""
        yield from endpoints.calls(self._client, start, end)

    def calls_of(self, ids: Sequence[str]) -> Iterator[Json]:
        """Yield the calls of at most 100 ids; an id that the API does not know is left out."""
        for page in endpoints.calls_of(self._client, ids):
            yield from page

    def transcripts(self, ids: Sequence[str]) -> Iterator[Json]:
        """Yield the transcripts of at most 100 calls; a call without one is left out."""
        for page in endpoints.transcripts_of(self._client, ids):
            yield from page

    def manual_links(self, start: datetime = FIRST) -> Iterator[Json]:
        """Yield the deals that people chose for calls since `start`."""
        for page in endpoints.manual_links(self._client, start):
            yield from page

    def scorecards(self, start: date, end: date) -> Iterator[Json]:
        """Yield the scorecards answered from `start` to before `end`."""
        for page in endpoints.scorecards(self._client, start, end):
            yield from page

    def scorecard_questions(self) -> dict[str, Json]:
        """Return the questions of all scorecards by id."""
        return endpoints.scorecard_questions(self._client)

    def left(self) -> int | None:
        """Return how many requests are left today; None if they are not counted."""
        return None if self._count is None else self._count.left()

    def close(self) -> None:
        """Close connections."""
        self._client.close()
