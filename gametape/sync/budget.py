"""Time budget of a run, and reading of the next page while the last page is written."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event
from typing import TypeVar

from gametape.errors import BudgetSpent

Item = TypeVar("Item")

_CHECK_EVERY = 1.0  # seconds between two checks whether the run is over
_PATIENCE, _GRACE = 300.0, 2.0  # seconds that a source gets to end its page: with time left in the budget, and without


class Budget:
    """Deadline of a scan: the scan stops when less time is left than its slowest page has taken.

    `length` None means no deadline.
    """

    def __init__(self, length: timedelta | None) -> None:
        self._end = time.monotonic() + length.total_seconds() if length else float("inf")
        self._ended = Event()
        self._slowest = 0.0
        self._page_began = time.monotonic()

    def for_scan(self) -> "Budget":
        """Return a budget with the same deadline for one scan, which times its own pages: scans run in parallel."""
        budget = Budget(None)
        budget._end, budget._ended = self._end, self._ended
        return budget

    def left(self) -> float:
        """Return the seconds until the deadline; infinity if there is none."""
        return 0.0 if self._ended.is_set() else self._end - time.monotonic()

    def end(self) -> None:
        """Let every scan stop at its next page: somebody interrupts the run."""
        self._ended.set()

    def page_done(self) -> None:
        """Note that a page was committed.

        Raises:
            BudgetSpent: another page might not end in time.
        """
        now = time.monotonic()
        self._slowest = max(self._slowest, now - self._page_began)
        self._page_began = now
        if self._ended.is_set() or self.left() < self._slowest:
            raise BudgetSpent("Time budget used up; the next run continues from here.")


def read_ahead(
    items: Generator[Item], *, budget: Budget, every: timedelta, meanwhile: Callable[[], None]
) -> Generator[Item]:
    """Yield the items; each is fetched in a thread while the caller works on the item before it.

    While the caller waits for an item, `meanwhile` is called every `every`, so that a slow query does not cost the
    lease.

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
        # Waits for the page under way, because the caller may query the same source right after; with a limit.
        closing = pool.submit(items.close)
        wait([closing], timeout=max(min(budget.left(), _PATIENCE), _GRACE))
        pool.shutdown(wait=False)


def _wait(
    upcoming: Future[Item | None], budget: Budget, every: timedelta, meanwhile: Callable[[], None]
) -> Item | None:
    last_call = time.monotonic()
    while True:
        try:
            return upcoming.result(timeout=min(every.total_seconds(), max(budget.left(), 0), _CHECK_EVERY))
        except TimeoutError:
            if upcoming.done():  # the source itself timed out
                raise
            if budget.left() <= 0:
                raise BudgetSpent("The time budget was used up waiting for the source.") from None
            if time.monotonic() - last_call >= every.total_seconds():
                meanwhile()
                last_call = time.monotonic()
