"""Gong's API in memory: calls that tests add, change and remove, in pages of two."""

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 2, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def gong_call(number: int, **about: Any) -> dict[str, Any]:
    """A call of that number, a day after the one before it."""
    started = START + number * DAY
    return {
        "metaData": {"id": f"7{number:018}", "started": started.isoformat(), "title": f"Call {number}", "duration": 900}
        | about,
        "media": {"audioUrl": "https://media.example/1"},
    }


class GongInMemory:
    """`dies_after`: the number of pages after which every request fails; None for never."""

    def __init__(self, *calls: dict[str, Any]) -> None:
        self.there = {call["metaData"]["id"]: call for call in calls}
        self.texts: dict[str, dict[str, Any]] = {}
        self.people: list[dict[str, Any]] = []
        self.pages = 0
        self.error: Exception | None = None
        self.dies_after: int | None = None

    def put(self, *calls: dict[str, Any]) -> None:
        self.there |= {call["metaData"]["id"]: call for call in calls}

    def users(self) -> Iterator[dict[str, Any]]:
        yield from self.people

    def calls(self, start: datetime, end: datetime) -> Generator[list[dict[str, Any]]]:
        found = [call for call in self.there.values() if start <= _started(call) < end]
        for place in range(0, len(found), 2):
            if self.dies_after is not None and self.pages >= self.dies_after and self.error:
                raise self.error
            self.pages += 1
            yield found[place : place + 2]

    def transcripts(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        yield from (self.texts[id_] for id_ in ids if id_ in self.texts)

    def calls_of(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        yield from (self.there[id_] for id_ in ids if id_ in self.there)

    def manual_links(self, _start: datetime = START) -> Iterator[dict[str, Any]]:
        yield from ()

    def scorecards(self, _start: date, _end: date) -> Iterator[dict[str, Any]]:
        yield from ()

    def scorecard_questions(self) -> dict[str, dict[str, Any]]:
        return {}

    def left(self) -> int | None:
        return None

    def close(self) -> None:
        pass


def _started(call: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(call["metaData"]["started"])
