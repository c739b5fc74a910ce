"""The adjusted delta against Cliff's own, against scipy's rank test, and against least squares of numpy."""

from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, rankdata

from gametape.analysis.comparing.rank_regression import AdjustedDelta, Design
from gametape.analysis.comparing.stats import cliffs_delta


def delta_of(design: Design, values: list[float]) -> AdjustedDelta:
    found = design.adjusted_delta(values)
    assert found is not None
    return found


def test_without_reps_and_covariates_it_is_cliffs_delta_and_the_rank_test() -> None:
    rng = Random(4)
    won = [float(place < 45) for place in range(100)]
    values = [rng.randrange(8) + 0.8 * w for w in won]
    found = delta_of(Design(won, [], ["ann"] * 100), values)
    winners, losers = values[:45], values[45:]
    assert found.delta == pytest.approx(cliffs_delta(winners, losers))
    assert found.p == pytest.approx(mannwhitneyu(winners, losers).pvalue, rel=0.1)


def test_with_many_deals_of_each_rep_only_deals_of_the_same_rep_are_compared() -> None:
    rng = Random(7)
    reps = [f"rep {place % 5}" for place in range(400)]
    habit = {f"rep {number}": 3.0 * number for number in range(5)}
    won = [float(rng.random() < 0.2 + 0.15 * int(rep[-1])) for rep in reps]  # who has more of it wins more
    values = [habit[rep] + rng.gauss(0, 1) for rep in reps]
    found = delta_of(Design(won, [], reps), values)
    dummies = np.array([[float(rep == f"rep {number}") for number in range(5)] for rep in reps])
    (slope, *_), *_ = np.linalg.lstsq(
        np.column_stack([won, dummies]), (rankdata(values) - 0.5) / len(values), rcond=None
    )
    assert found.delta == pytest.approx(2 * slope, abs=0.005)
    assert found.p > 0.05
    assert delta_of(Design(won, [], ["all"] * 400), values).p < 1e-6


def test_what_covariates_explain_is_taken_off() -> None:
    rng = Random(2)
    size = [rng.gauss(0, 1) for _ in range(300)]
    won = [float(rng.random() < NormalDist().cdf(one)) for one in size]
    values = [20 * 2.0**one + rng.gauss(0, 5) for one in size]  # larger deals are won, and have more of it
    reps = [f"rep {place % 6}" for place in range(300)]
    assert delta_of(Design(won, [], reps), values).p < 1e-6
    assert delta_of(Design(won, [size], reps), values).p > 0.05


@pytest.mark.parametrize("habit", [0.0, 1.0])
def test_it_is_as_often_wrong_as_promised_however_much_reps_differ(habit: float) -> None:
    rng = Random(11)
    ps = []
    for _ in range(200):
        reps = [f"rep {place % 8}" for place in range(80)]
        habits = {rep: rng.gauss(0, habit) for rep in sorted(set(reps))}
        skill = {rep: rng.uniform(0.15, 0.85) for rep in sorted(set(reps))}
        won = [float(rng.random() < skill[rep]) for rep in reps]
        found = Design(won, [], reps).adjusted_delta([habits[rep] + rng.gauss(0, 1) for rep in reps])
        ps.append(found.p if found else 1.0)
    assert sum(p <= 0.1 for p in ps) / 200 == pytest.approx(0.1, abs=0.06)


@pytest.mark.parametrize("true", [0.0, 0.4, 0.7])
def test_intervals_cover_where_reps_differ_in_habit_and_skill(true: float) -> None:
    rng = Random(3)
    shift = 2**0.5 * NormalDist().inv_cdf((1 + true) / 2)
    covered = 0
    for _ in range(150):
        habits = [rng.gauss(0, 0.6) for _ in range(10)]
        skill = [rng.uniform(0.2, 0.8) for _ in range(10)]
        reps = [place % 10 for place in range(100)]
        won = [float(rng.random() < skill[rep]) for rep in reps]
        values = [habits[rep] + rng.gauss(shift * w, 0.8) for rep, w in zip(reps, won, strict=True)]
        low, high = delta_of(Design(won, [], [str(rep) for rep in reps]), values).interval()
        covered += low <= true <= high
    assert covered / 150 >= 0.9


def test_outcomes_that_covariates_explain_have_no_delta() -> None:
    won = [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    assert Design(won, [won], ["ann"] * 6).adjusted_delta([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) is None


def test_the_order_of_deals_changes_nothing() -> None:
    rng = Random(5)
    rows = [(float(rng.random() < 0.5), rng.gauss(0, 1), f"rep {place % 4}", rng.gauss(0, 1)) for place in range(60)]

    def found(of: list[tuple[float, float, str, float]]) -> AdjustedDelta:
        return delta_of(Design([r[0] for r in of], [[r[1] for r in of]], [r[2] for r in of]), [r[3] for r in of])

    there, back = found(rows), found(rows[::-1])
    assert (there.delta, there.error) == pytest.approx((back.delta, back.error))
