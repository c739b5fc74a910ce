"""Gong's API as a source system: entities are read from the landed calls, and transcripts from the API."""

from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from gametape.errors import MissingSource
from gametape.gong.deals import Deals
from gametape.gong.directory import Directory, People
from gametape.gong.documents import (
    call_document,
    encode,
    links_document,
    manual_deals,
    scorecard_documents,
    transcript_document,
)
from gametape.source import Source, SourceGap, SourceRow, Window
from gametape.store.tables import gong_calls
from gametape.sync.gong_api import FIRST, CallsApi, Json, moment_of

NAMES = {
    "people": "gong_api_people",
    "opportunities": "gong_api_deals",
    "calls": "gong_api_calls",
    "opportunity_changes": "gong_api_deal_history",
    "call_links": "gong_api_links",
    "transcripts": "gong_api_transcripts",
    "coaching_sessions": "gong_api_scorecards",
}
"""Name of the source of each entity that Gong's API has."""

GAPS = {
    "opportunities": (
        SourceGap(missing="list of deals", cost="only deals with a call are here"),
        SourceGap(missing="owner of a deal", cost="the person who hosted most of its calls counts as the owner"),
        SourceGap(
            missing="outcome of a deal", cost='a stage such as "Closed Won" tells, unless Gong has IsClosed, IsWon'
        ),
    ),
    "opportunity_changes": (
        SourceGap(
            missing="history of a deal", cost="a change counts at the next call, and changes in between are lost"
        ),
    ),
    "emails": (SourceGap(missing="emails", cost="timelines and reply times are of calls only"),),
}
"""Gaps of Gong's API by entity, and the cost of each."""

LEFT_OUT_WITHOUT_SCOPE = ("transcripts", "coaching_sessions")
"""Entities that a key for Gong's API need not be allowed to read."""

_LATE = ("transcripts", "coaching_sessions")  # made or changed long after their stamp
_A_DAY, _REVIEWS = timedelta(days=1), timedelta(days=90)
_BATCH = 100  # transcripts in one request
_LANDED = 500  # landed calls in one query


class GongSource:
    """Reads the source rows of each entity from the landed calls (gong_landing.py) and from Gong's API.

    `place` names the company's API.
    """

    def __init__(self, engine: sa.Engine, api: CallsApi, place: str) -> None:
        self.api = api
        self.place = place
        self._engine = engine
        self._listing = Lock()
        self._users: Directory | None = None

    def parts(self, entity: str) -> list[str]:
        """Return the entity's own name: it has one source."""
        return [entity]

    def source(self, entity: str) -> Source:
        """Return the source that feeds `entity`.

        Raises:
            MissingSource: Gong's API does not have it.
        """
        if entity not in NAMES:
            raise MissingSource(f"Gong's API has no {entity.replace('_', ' ')}.")
        return Source(NAMES[entity], entity, self.place, unreliable_stamps=entity in _LATE)

    def absent_tables(self, source: Source) -> dict[str, bool]:  # noqa: ARG002
        """Return nothing: the API has no tables that could be missing."""
        return {}

    def gaps(self, source: Source) -> list[SourceGap]:  # noqa: ARG002
        """Return nothing: what the API never has (GAPS) cannot be lost, and doctor tells of it."""
        return []

    def rows(self, source: Source, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield the rows of a window in pages, ordered by (stamp, id).

        Raises:
            BudgetSpent: the day's requests are spent.
            Retry: the API did not answer.
        """
        match source.entity:
            case "calls":
                yield from self._calls(window, size)
            case "transcripts":
                yield from self._transcripts(window, min(size, _BATCH))
            case "coaching_sessions":
                yield from self._scorecards(window, size)
            case "call_links":
                yield from _whole(self._links(), window, size)
            case "people":
                people = People(self._directory())
                for call in self._landed():
                    people.add_call(call)
                yield from _whole(people.documents(), window, size)
            case _:
                is_history = source.entity == "opportunity_changes"
                deals = Deals(None if is_history else self._directory())
                for call in self._landed():
                    deals.add_call(call)
                yield from _whole(deals.histories() if is_history else deals.documents(), window, size)

    def estimate(self, source: Source, window: Window) -> int | None:  # noqa: ARG002
        """Return None: the API does not charge by bytes."""
        return None

    def close(self) -> None:
        """Close connections."""
        self.api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _directory(self) -> Directory:
        """Return our people, listed once for all entities, which are read in parallel."""
        with self._listing:
            if self._users is None:
                self._users = Directory(self.api.users())
            return self._users

    def _calls(self, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield a row per landed call. A deleted call has only its id left; one that was never held has no row."""
        directory = self._directory()
        for page in self._pages(gong_calls.c.changed_at, window, size):
            texts = [_gone(row.call_id) if row.deleted_at else call_document(row.document, directory) for row in page]
            if found := [
                SourceRow(row.call_id, row.changed_at, text) for row, text in zip(page, texts, strict=True) if text
            ]:
                yield found

    def _links(self) -> Iterator[tuple[str, str]]:
        """Yield the links of each landed call; those that people chose come from a list of their own."""
        manual = manual_deals(self.api.manual_links())
        for page in self._pages(gong_calls.c.started_at, Window(), _LANDED):
            for row in page:
                is_gone = row.deleted_at is not None
                text = _gone(row.call_id) if is_gone else links_document(row.document, manual.get(row.call_id, ()))
                yield row.call_id, text

    def _scorecards(self, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield answers on scorecards by the time of their review."""
        start = window.position.stamp if window.position else window.after
        questions, directory = self.api.scorecard_questions(), self._directory()
        day, end = (start or self._first_call()).date() - _A_DAY, datetime.now(UTC).date() + 2 * _A_DAY
        while day < end:
            until = min(day + _REVIEWS, end)
            rows = [
                SourceRow(id_, reviewed, text)
                for card in self.api.scorecards(day, until)
                if (reviewed := moment_of(card.get("reviewTime")))
                for id_, text in scorecard_documents(card, questions, directory)
            ]
            rows = [row for row in sorted(rows) if _is_in(window, row)]
            for place in range(0, len(rows), size):
                yield rows[place : place + size]
            day = until

    def _first_call(self) -> datetime:
        """Return the start of the oldest call: no scorecard is older."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.min(gong_calls.c.started_at))) or FIRST

    def _transcripts(self, window: Window, size: int) -> Generator[list[SourceRow]]:
        """Yield transcripts by the start of their call. One that Gong has not made yet is asked for again next time."""
        for page in self._pages(gong_calls.c.started_at, window, size, sa.column("deleted_at").is_(None)):
            started = {row.call_id: row.started_at for row in page}
            texts = dict(filter(None, map(transcript_document, self.api.transcripts(list(started)))))
            if found := [SourceRow(id_, moment, texts[id_]) for id_, moment in started.items() if id_ in texts]:
                yield found

    def _pages(
        self, stamp: sa.Column[Any], window: Window, size: int, *conditions: sa.ColumnElement[bool]
    ) -> Iterator[list[Any]]:
        """Yield landed calls in pages ordered by (stamp, id), each page read by a query of its own."""
        there = gong_calls.c
        place = sa.tuple_(stamp, there.call_id)
        query = sa.select(gong_calls).where(*conditions).order_by(stamp, there.call_id).limit(size)
        if window.id is not None:
            query = query.where(there.call_id == window.id)
        if window.after:
            query = query.where(stamp > window.after)
        behind: tuple[datetime, str] | None = None
        if window.position and window.position.stamp:
            behind = (window.position.stamp, window.position.id)
        while True:
            page_query = query.where(place > sa.tuple_(*behind)) if behind else query
            with self._engine.connect() as connection:
                page = list(connection.execute(page_query))
            if page:
                yield page
            if len(page) < size:
                return
            behind = (getattr(page[-1], stamp.name), page[-1].call_id)

    def _landed(self) -> Iterator[Json]:
        for page in self._pages(gong_calls.c.started_at, Window(), _LANDED, gong_calls.c.deleted_at.is_(None)):
            for row in page:
                yield row.document


def _gone(call_id: str) -> str:
    return encode({"id": call_id, "is_deleted": True})


def _is_in(window: Window, row: SourceRow) -> bool:
    place = window.position
    is_behind = place is None or place.stamp is None or (row.stamp, row.id) > (place.stamp, place.id)
    is_later = window.after is None or row.stamp is None or row.stamp > window.after
    return is_behind and is_later and window.id in (None, row.id)


def _whole(found: Iterable[tuple[str, str]], window: Window, size: int) -> Generator[list[SourceRow]]:
    """Yield documents without a stamp in the order of their ids."""
    rows = [SourceRow(id_, None, text) for id_, text in sorted(found)]
    if window.id is not None:
        rows = [row for row in rows if row.id == window.id]
    if window.position:
        rows = [row for row in rows if str(row.id) > window.position.id]
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
