"""A rep against won and lost deals of peers: verdicts, arms, standing, order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gametape.analysis.comparing.comparison import DealFacts, Rules, findings
from gametape.analysis.comparing.dimensions import dimension, dimensions
from gametape.analysis.comparing.winners import Comparison, DimensionVerdict, NearerTo, compare
from gametape.queries.deals import Outcome
from tests.builders.invented_talks import NAME, company, fact

RULES = Rules()


def compared(deals: list[DealFacts], rep: str = "dana@x") -> Comparison:
    return compare(rep, deals, findings(deals, dimensions(), RULES), (dimension(NAME),), RULES)


def test_a_clear_difference_is_told_with_effect_interval_and_numbers() -> None:
    (row,) = compared(company(30, 30, effect=1.0)).rows
    assert row.verdict is DimensionVerdict.DIFFERS
    assert row.counts == (10, 30, 30)
    assert row.effect is not None
    assert 0 < row.effect.low < row.effect.delta < row.effect.high < 1
    assert row.q is not None
    assert row.q <= RULES.level
    assert row.both == 3


def test_a_rep_stands_with_whom_their_deals_are_nearer_to() -> None:
    (behind,) = compared(company(30, 30, effect=1.5, own_mean=8)).rows
    (ahead,) = compared(company(30, 30, effect=1.5, own_mean=16)).rows
    assert behind.standing is NearerTo.LOSERS
    assert ahead.standing is NearerTo.WINNERS
    (between,) = compared(company(30, 30, effect=1.2, own_mean=11.9)).rows
    assert between.standing is None


@pytest.mark.parametrize(
    ("won", "lost", "own"), [(7, 30, 10), (30, 7, 10), (30, 30, 7), (0, 30, 10), (30, 0, 10), (0, 0, 0)]
)
def test_an_arm_too_short_is_not_enough_data_whatever_the_effect(won: int, lost: int, own: int) -> None:
    (row,) = compared(company(won, lost, effect=4, own=own)).rows
    assert row.verdict is DimensionVerdict.NOT_ENOUGH_DATA
    assert row.standing is None


def test_the_peers_difference_is_known_even_where_the_rep_cannot_be_placed() -> None:
    (row,) = compared(company(30, 30, effect=1.5, own=5)).rows
    assert (row.verdict, row.peers) == (DimensionVerdict.NOT_ENOUGH_DATA, DimensionVerdict.DIFFERS)


def test_no_difference_is_an_answer_too() -> None:
    (row,) = compared(company(30, 30)).rows
    assert row.verdict is DimensionVerdict.NO_DIFFERENCE
    assert row.effect is not None


def test_where_most_deals_are_lost_nobody_is_nearer_the_lost_ones_for_that() -> None:
    # The rep's deals are like everybody's: of 100 deals 80 are lost, so the mean of all lies near the lost ones.
    for seed in range(12):
        (row,) = compared(company(20, 80, effect=1.5, own=20, own_mean=10.9, seed=seed)).rows
        assert row.standing is None


def test_what_few_deals_show_is_shrunk_and_said_beside_what_was_observed() -> None:
    (few,) = compared(company(9, 9, effect=1.5)).rows
    (many,) = compared(company(90, 90, effect=1.5)).rows
    assert few.effect is not None
    assert many.effect is not None
    assert few.effect.delta < 0.75 * few.effect.observed
    assert 0.85 * many.effect.observed < many.effect.delta < many.effect.observed
    assert few.effect.low <= few.effect.delta <= few.effect.high


def test_a_difference_that_the_last_two_weeks_made_is_not_claimed_yet() -> None:
    late = datetime(2026, 8, 1, tzinfo=UTC)
    old = company(20, 20, effect=0.2)
    # Fifteen won deals with very high values and fifteen lost ones with low values close on one day.
    new = [
        replace(fact(outcome, value, f"peer{place % 3}@x"), closed_at=late)
        for outcome, value in ((Outcome.WON, 40.0), (Outcome.LOST, 1.0))
        for place in range(15)
    ]
    (row,) = compared([*old, *new]).rows
    assert row.is_new
    assert row.peers is DimensionVerdict.NO_DIFFERENCE
    stood = [replace(deal, closed_at=late - timedelta(days=20)) if deal in new else deal for deal in [*old, *new]]
    (row,) = compared([*stood, replace(fact(Outcome.LOST, 10.0, "peer0@x"), closed_at=late)]).rows
    assert not row.is_new
    assert row.peers is DimensionVerdict.DIFFERS


def test_the_reps_own_deals_are_not_among_the_peers() -> None:
    deals = company(20, 20)
    # All of the difference is in the rep's own deals.
    deals += [fact(Outcome.WON, 30.0, "dana@x") for _ in range(12)]
    deals += [fact(Outcome.LOST, 1.0, "dana@x") for _ in range(12)]
    (row,) = compared(deals).rows
    assert row.counts[1:] == (20, 20)
    assert row.peers is DimensionVerdict.NO_DIFFERENCE
    (others,) = compared(deals, "peer0@x").rows
    assert others.counts[1] > 20


def test_peers_of_segments_that_the_rep_does_not_sell_to_are_left_out() -> None:
    deals = [*company(20, 20, effect=1.5), *(fact(Outcome.WON, 5.0, "peer1@x", segment="SMB") for _ in range(30))]
    assert compared(deals).won == 20


def test_peers_means_have_the_reps_mix_of_segments() -> None:
    deals = [fact(Outcome.OPEN, 12.0, "dana@x") for _ in range(9)]
    deals += [fact(Outcome.OPEN, 12.0, "dana@x", segment="SMB")]
    for segment, level, number in (("Mid", 10.0, 10), ("SMB", 50.0, 40)):
        for outcome in (Outcome.WON, Outcome.LOST):
            deals += [fact(outcome, level + place % 2, "peer0@x", segment=segment) for place in range(number)]
    (row,) = compared(deals).rows
    assert row.winners is not None
    assert row.winners.mean == pytest.approx(0.9 * 10.5 + 0.1 * 50.5)


def test_all_dimensions_are_listed_and_those_that_matter_come_first() -> None:
    deals = company(30, 30, effect=1.5)
    comparison = compare("dana@x", deals, findings(deals, dimensions(), RULES), dimensions(), RULES)
    assert len(comparison.rows) == len(dimensions())
    assert comparison.rows[0].dimension.name == NAME
    assert all(row.verdict is DimensionVerdict.NOT_ENOUGH_DATA for row in comparison.rows[1:])


def test_a_rep_who_is_nobody_gets_an_answer() -> None:
    (row,) = compared(company(30, 30), "nobody@x").rows
    assert row.verdict is DimensionVerdict.NOT_ENOUGH_DATA
    assert row.rep is None
