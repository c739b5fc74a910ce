"""How far reps move by themselves."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from gametape.analysis.learning.wandering import BLOCK, DatedValue, allowance, wandering

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


def reps(spread: float) -> list[list[list[DatedValue]]]:
    """Twelve reps with a deal every six days; every 60 days their mean is drawn anew."""
    rng = Random(8)
    found = []
    for _ in range(12):
        means = [rng.gauss(0, spread) for _ in range(7)]
        found.append(
            [[DatedValue(START + timedelta(days=day), means[day // 60] + rng.gauss(0, 1))] for day in range(0, 360, 6)]
        )
    return found


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_the_variance_between_blocks_is_what_it_was_drawn_with(spread: float) -> None:
    assert wandering(reps(spread), START, START + YEAR) == pytest.approx(spread**2, abs=0.04 + 0.25 * spread**2)


def test_too_few_deals_tell_nothing() -> None:
    assert wandering([[[DatedValue(START, 1.0)]], []], START, START + YEAR) == 0


def test_a_short_time_is_as_uncertain_as_one_block() -> None:
    assert allowance(0.6, YEAR, timedelta(days=7)) == allowance(0.6, YEAR, BLOCK)
    assert allowance(0.6, BLOCK, BLOCK) == pytest.approx(1.2)
    assert allowance(0.6, YEAR, YEAR) < allowance(0.6, YEAR, BLOCK)
