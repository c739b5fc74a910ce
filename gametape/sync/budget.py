"""How much time a run has, and reading one page ahead while the last one is written."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event
from typing import TypeVar

from gametape.errors import BudgetSpent

Item = TypeVar("Item")

_GLANCE = 1.0  # seconds between two looks at whether the run is over
_PATIENCE, _GRACE = 300.0, 2.0  # seconds that a source gets to end its page: with a budget left, and without


class Budget:
    """A deadline that a scan keeps: it stops while there is still time for its slowest page so far."""

    def __init__(self, length: timedelta | None) -> None:
        self._end = time.monotonic() + length.total_seconds() if length else float("inf")
        self._ended = Event()
        self._slowest = 0.0
        self._page_began = time.monotonic()

    def for_scan(self) -> "Budget":
        """The same deadline, with pages of its own: entities are scanned side by side."""
        budget = Budget(None)
        budget._end, budget._ended = self._end, self._ended
        return budget

    def left(self) -> float:
        """Seconds until the deadline; infinite without one."""
        return 0.0 if self._ended.is_set() else self._end - time.monotonic()

    def end(self) -> None:
        """Let the run stop at its next page, in every scan: somebody interrupts it."""
        self._ended.set()

    def page_done(self) -> None:
        """Note that a page is committed.

        Raises:
            BudgetSpent: another page might not be done in time.
        """
        now = time.monotonic()
        self._slowest = max(self._slowest, now - self._page_began)
        self._page_began = now
        if self._ended.is_set() or self.left() < self._slowest:
            raise BudgetSpent("Time budget used up; the next run continues from here.")


def read_ahead(
    items: Generator[Item], *, budget: Budget, every: timedelta, meanwhile: Callable[[], None]
) -> Generator[Item]:
    """The items, each fetched in a thread while the one before it is worked on.

    While the wait is long, `meanwhile` is called every now and then, so that a slow query does not cost the lease.

    Raises:
        BudgetSpent: the budget ended while waiting.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    try:
        upcoming = pool.submit(next, items, None)
        while (item := _wait(upcoming, budget, every, meanwhile)) is not None:
            upcoming = pool.submit(next, items, None)
            yield item
    finally:
        # The page under way is waited for, as its source may be asked again right after; but not for ever.
        closing = pool.submit(items.close)
        wait([closing], timeout=max(min(budget.left(), _PATIENCE), _GRACE))
        pool.shutdown(wait=False)


def _wait(
    upcoming: Future[Item | None], budget: Budget, every: timedelta, meanwhile: Callable[[], None]
) -> Item | None:
    told = time.monotonic()
    while True:
        try:
            return upcoming.result(timeout=min(every.total_seconds(), max(budget.left(), 0), _GLANCE))
        except TimeoutError:
            if upcoming.done():  # the source itself timed out
                raise
            if budget.left() <= 0:
                raise BudgetSpent("The time budget was used up waiting for the source.") from None
            if time.monotonic() - told >= every.total_seconds():
                meanwhile()
                told = time.monotonic()
