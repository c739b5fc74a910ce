"""What is usual in a stage, learned from our own closed deals."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gametape.analysis.signals.stages import Stages, learn, read_stages
from gametape.analysis.signals.thresholds import thresholds
from gametape.store.tables import opportunity_changes
from tests.builders.store_rows import add_change, add_deal

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def history(connection: sa.Connection) -> None:
    """Six deals that were won, a day longer each in the first stage; one that is open and slow."""
    for number in range(6):
        deal = add_deal(connection, f"won {number}", is_closed=True, is_won=True, opened_at=BEGAN)
        left = BEGAN + (10 + number) * DAY
        add_change(connection, deal, "stage", "Alpha", "Beta", left)
        add_change(connection, deal, "stage", "Beta", "Won", left + 4 * DAY)
    slow = add_deal(connection, "open", opened_at=BEGAN)
    add_change(connection, slow, "stage", "Alpha", "Beta", BEGAN + 300 * DAY)


def learned(connection: sa.Connection) -> Stages:
    learn(connection)
    return read_stages(connection, thresholds())


def test_the_usual_is_the_median_of_those_that_left_it_with_their_number(connection: sa.Connection) -> None:
    found = learned(connection)
    assert found.usual_days("Alpha") == (12.5, 6)
    assert found.usual_days("Beta") == (4, 6)


def test_the_order_is_that_in_which_deals_went(connection: sa.Connection) -> None:
    found = learned(connection)
    assert [found.position(stage) for stage in ("Alpha", "Beta", "Won")] == [0, 1, None]


def test_of_too_few_deals_and_before_anything_is_learned_the_file_says_it(connection: sa.Connection) -> None:
    default = (thresholds().usual_days.default, 0)
    assert read_stages(connection, thresholds()).usual_days("Alpha") == default
    connection.execute(sa.delete(opportunity_changes).where(opportunity_changes.c.changed_at > BEGAN + 13 * DAY))
    assert learned(connection).usual_days("Alpha") == default
    assert learned(connection).position("Negotiation") == 1


def test_learning_the_same_again_changes_nothing(connection: sa.Connection) -> None:
    assert learn(connection)
    assert not learn(connection)
    deal = add_deal(connection, "lost", is_closed=True, opened_at=BEGAN)
    add_change(connection, deal, "stage", "Alpha", "Lost", BEGAN + DAY)
    assert learn(connection)
