"""What reps can learn is kept after a sync, so that whoever asks finds it made."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gametape.analysis.learning.answers import find_rep, get_learning_insights, kept_answer
from gametape.analysis.learning.keep_answers import keep_all_learning, keep_learning
from gametape.analysis.learning.models import Learning
from gametape.analysis.measures.measure import measure
from gametape.settings import Settings
from gametape.store.tables import call_metrics, insights
from tests.builders.deal_facts import DANA, PEERS, add_company, add_story

DAY = timedelta(days=1)


@pytest.fixture
def book(engine: sa.Engine, settings: Settings) -> sa.Engine:
    with engine.begin() as connection:
        add_company(connection)
    measure(engine, settings)
    return engine


def kept(engine: sa.Engine, settings: Settings, *, later: timedelta = timedelta(0)) -> Learning | None:
    with engine.connect() as connection:
        return kept_answer(connection, find_rep(connection, DANA), settings, datetime.now(UTC) + later)


def test_an_answer_is_kept_until_something_changes(book: sa.Engine, settings: Settings) -> None:
    assert kept(book, settings) is None
    first = keep_learning(book, DANA, settings)
    assert kept(book, settings) == keep_learning(book, DANA, settings) == first
    assert kept(book, settings.model_copy(update={"learning_minimum": 12})) is None
    with book.begin() as connection:
        add_story(connection, "one more", DANA, "open", 1)
    assert kept(book, settings) is None
    second = keep_learning(book, DANA, settings)
    assert kept(book, settings) == second
    with book.begin() as connection:
        connection.execute(sa.update(call_metrics).values(measured_at=sa.func.clock_timestamp()))
    assert kept(book, settings) is None


def test_an_answer_of_yesterday_holds_until_the_next_sync_has_had_its_time(book: sa.Engine, settings: Settings) -> None:
    first = keep_learning(book, DANA, settings)
    assert kept(book, settings, later=DAY) == first
    assert kept(book, settings, later=2 * DAY) is None


def test_whoever_asks_gets_the_kept_answer(book: sa.Engine, settings: Settings) -> None:
    first = keep_learning(book, DANA, settings)
    with book.connect() as connection:
        assert get_learning_insights(connection, DANA, None, settings).as_of == first.as_of


def test_after_a_sync_every_rep_has_an_answer_and_a_second_time_makes_none(book: sa.Engine, settings: Settings) -> None:
    assert keep_all_learning(book, settings) == 1 + len(PEERS)
    with book.connect() as connection:
        rows = connection.execute(sa.select(insights.c.subject_id).where(insights.c.subject_type == "rep"))
        assert set(rows.scalars()) == {DANA, *PEERS}
    assert kept(book, settings) is not None
    assert keep_all_learning(book, settings) == 0
    with book.begin() as connection:
        add_story(connection, "one more", DANA, "open", 1)
    assert keep_all_learning(book, settings) == 1 + len(PEERS)


def test_without_time_none_is_begun_and_those_that_hold_are_not_made_again(book: sa.Engine, settings: Settings) -> None:
    assert keep_all_learning(book, settings, until=time.monotonic()) == 0
    assert kept(book, settings) is None
    first = keep_learning(book, DANA, settings)
    assert keep_all_learning(book, settings) == len(PEERS)
    assert kept(book, settings) == first
