"""A second process shares the analysis: same results, and nothing is lost when it ends early."""

import shutil
import sys
from collections import Counter, deque
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis import second_process
from gametape.analysis.refresh import Refreshed, refresh
from gametape.settings import Settings
from gametape.store.tables import call_metrics, coaching_sessions, insights
from gametape.store.turns import Turn
from tests.builders.measured_calls import PEOPLE
from tests.builders.store_rows import MOMENT, add_call, add_deal, add_person, add_transcript
from tests.databases import Databases

CALLS = 5
SAID = [
    Turn("dana", 0, 90_000, ("How do you plan?", "I'll send you the proposal by Friday."), (300,)),
    Turn("ruiz", 91_000, 200_000, ("By hand.", "The price is too high for us."), (300,)),
]


def fill(engine: sa.Engine) -> list[UUID]:
    with engine.begin() as connection:
        add_person(connection, "dana@lumen.example", "Dana Okafor", is_internal=True, role="AE")
        deals = [add_deal(connection, f"Deal {number}", owner_email="dana@lumen.example") for number in range(2)]
        calls = [
            add_call(connection, f"Call {number}", MOMENT, on=[deals[number % 2]], people=PEOPLE, language="eng")
            for number in range(CALLS)
        ]
        for call in calls:
            add_transcript(connection, call, SAID)
        return calls


def judged(engine: sa.Engine) -> dict[str, Counter[str]]:
    """What was judged, without ids: those of the rows are made anew in each store."""
    numbers, scores, kept = call_metrics.c, coaching_sessions.c, insights.c
    columns: dict[str, tuple[Any, ...]] = {
        "numbers": (numbers.side, numbers.metrics, numbers.trackers, numbers.heard),
        "scores": (scores.dimension, scores.score, scores.rep_email),
        "kept": (kept.subject_type, kept.kind),
    }
    with engine.connect() as connection:
        return {
            name: Counter(repr(tuple(row)) for row in connection.execute(sa.select(*selected)))
            for name, selected in columns.items()
        }


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "LEAST", {"calls": 1, "deals": 1})
    monkeypatch.setattr(second_process, "_cores", lambda: 2)


def test_two_processes_give_what_one_gives(
    engine: sa.Engine, settings: Settings, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)
    alone = refresh(engine, settings)
    assert alone == Refreshed(measured=CALLS, scored=CALLS, learning=alone.learning, commitments=2, competitors=2)
    monkeypatch.setattr(second_process, "LEAST", {"calls": 1, "deals": 1})
    monkeypatch.setattr(second_process, "_cores", lambda: 2)
    with databases.engine() as another:
        fill(another)
        assert refresh(another, settings) == alone
        assert judged(another) == judged(engine)


def test_the_second_process_does_whole_batches(engine: sa.Engine, settings: Settings) -> None:
    calls = fill(engine)
    left: deque[second_process.Batch] = deque([("calls", calls[:3]), ("calls", calls[3:])])
    done: list[Counter[str]] = []
    with second_process._second_process(engine, settings) as process:
        second_process._feed(process, left, done)
    assert done == [Counter(measured=3, scored=3), Counter(measured=2, scored=2)]


@pytest.mark.usefixtures("shared")
def test_what_a_process_that_ends_at_once_leaves_is_done_here(
    engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    done = refresh(engine, settings)
    assert (done.measured, done.scored, done.commitments, done.is_complete) == (CALLS, CALLS, 2, True)


def test_few_calls_are_analyzed_alone(engine: sa.Engine, settings: Settings) -> None:
    assert second_process.share(engine, settings, "calls", fill(engine)) == Counter()
