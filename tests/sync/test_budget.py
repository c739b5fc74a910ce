import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from gametape.errors import BudgetSpent
from gametape.sync.budget import Budget, read_ahead

SOON, NOW = timedelta(seconds=60), timedelta(seconds=0.01)


def numbers(count: int, *, closed: threading.Event | None = None) -> Generator[int]:
    try:
        yield from range(1, count + 1)
    finally:
        if closed:
            closed.set()


def read(items: Generator[int], budget: Budget | None = None) -> Iterator[int]:
    return read_ahead(items, budget=budget or Budget(None), every=SOON, meanwhile=lambda: None)


def test_all_items_come_in_order() -> None:
    assert list(read(numbers(5))) == [1, 2, 3, 4, 5]


def test_the_next_item_is_fetched_while_this_one_is_worked_on() -> None:
    fetched = threading.Event()

    def items() -> Generator[int]:
        yield 1
        fetched.set()
        yield 2

    with closing(read(items())) as reading:  # type: ignore[type-var]
        next(reading)
        assert fetched.wait(timeout=30)


def test_an_error_of_the_source_arrives() -> None:
    def items() -> Generator[int]:
        yield 1
        raise TimeoutError("the source gave up")

    reading = read(items())
    assert next(reading) == 1
    with pytest.raises(TimeoutError, match="the source gave up"):
        next(reading)


def test_a_reader_that_stops_early_closes_the_source() -> None:
    closed = threading.Event()
    with closing(read(numbers(5, closed=closed))) as reading:  # type: ignore[type-var]
        next(reading)
    assert closed.is_set()


def test_a_source_that_does_not_answer_in_time_ends_the_run() -> None:
    answer = threading.Event()

    def items() -> Generator[int]:
        answer.wait(timeout=60)
        yield 1

    with pytest.raises(BudgetSpent):
        next(read(items(), Budget(NOW)))
    answer.set()


def test_somebody_is_told_now_and_then_while_the_wait_is_long() -> None:
    told = threading.Event()

    def items() -> Generator[int]:
        told.wait(timeout=60)
        yield 1

    reading = read_ahead(items(), budget=Budget(None), every=timedelta(milliseconds=1), meanwhile=told.set)
    assert next(reading) == 1


def test_a_run_stops_while_there_is_time_for_the_slowest_page() -> None:
    budget = Budget(SOON)
    budget.page_done()
    spent = Budget(timedelta(seconds=-1))
    with pytest.raises(BudgetSpent):
        spent.page_done()
    assert Budget(None).left() == float("inf")


def test_a_run_that_is_ended_stops_in_every_scan() -> None:
    budget = Budget(None)
    scan = budget.for_scan()
    scan.page_done()
    budget.end()
    with pytest.raises(BudgetSpent):
        scan.page_done()
