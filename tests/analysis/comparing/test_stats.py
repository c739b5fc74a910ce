"""The statistics against published values, against numpy, and against their own definitions."""

from math import sqrt
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analysis.comparing.stats import (
    benjamini_hochberg,
    cliffs_delta,
    delta_interval,
    mean_interval,
    rank_test,
    standardised_mean,
    stratified_delta,
    student,
)

numbers = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=12)
# Hollander & Wolfe, Nonparametric Statistical Methods (1973), p. 69: permeability of the human chorioamnion.
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]


@given(numbers, numbers)
def test_delta_is_the_share_above_less_the_share_below(xs: list[float], ys: list[float]) -> None:
    signs = np.sign(np.subtract.outer(xs, ys))
    assert cliffs_delta(xs, ys) == pytest.approx(signs.mean())
    assert cliffs_delta(ys, xs) == pytest.approx(-cliffs_delta(xs, ys))


def test_delta_of_a_published_example() -> None:
    assert cliffs_delta(AT_TERM, EARLY) == pytest.approx(2 * 35 / 50 - 1)  # U = 35


def test_delta_needs_both_sides() -> None:
    with pytest.raises(ValueError, match="both sides"):
        cliffs_delta([], [1.0])
    assert stratified_delta([([], [1.0]), ([2.0], [])]) is None
    assert delta_interval([([], [1.0])]) is None


def test_a_segment_that_drives_both_makes_no_effect_within_strata() -> None:
    small, large = ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0] * 4), ([11.0, 12.0, 13.0] * 4, [11.0, 12.0, 13.0])
    assert cliffs_delta([*small[0], *large[0]], [*small[1], *large[1]]) > 0.5
    assert stratified_delta([small, large]) == 0
    assert rank_test([small, large]) == 1.0


def test_rank_test_of_a_published_example() -> None:
    assert rank_test([(AT_TERM, EARLY)]) == pytest.approx(0.2544, abs=0.04)  # exact; R: wilcox.test


def test_rank_test_of_many_is_the_normal_one_with_ties() -> None:
    rng = Random(4)
    xs, ys = [rng.randrange(8) + 1.0 for _ in range(40)], [rng.randrange(7) + 0.0 for _ in range(50)]
    values = np.array([*xs, *ys])
    ranks = np.array([(values < v).sum() + ((values == v).sum() + 1) / 2 for v in values])
    size, n, m = len(values), len(xs), len(ys)
    ties = sum((count := (values == v).sum()) ** 3 - count for v in np.unique(values))
    variance = n * m / 12 * (size + 1 - ties / (size * (size - 1)))  # Lehmann, (1.35)
    z = (ranks[:n].sum() - n * (size + 1) / 2) / variance**0.5
    assert rank_test([(xs, ys)]) == pytest.approx(_two_tails(abs(float(z))))


def _two_tails(z: float) -> float:
    grid = np.linspace(z, z + 12, 200_001)
    density = np.exp(-grid * grid / 2) / np.sqrt(2 * np.pi)
    return float(2 * np.trapezoid(density, grid))


def test_few_values_are_permuted_and_agree_with_all_permutations() -> None:
    # 4 against 4, all of one side above: 2 of 70 divisions are as extreme.
    assert rank_test([([5, 6, 7, 8], [1, 2, 3, 4])]) == pytest.approx(2 / 70, abs=0.01)


@pytest.mark.parametrize("sizes", [[(4, 5), (6, 3)], [(8, 8)], [(30, 30)], [(3, 4)] * 8])
def test_rank_test_keeps_its_promise_under_no_difference(sizes: list[tuple[int, int]]) -> None:
    rng = Random(11)

    def drawn(mean: float, count: int) -> list[float]:
        return [rng.gauss(mean, 1) for _ in range(count)]

    ps = [rank_test([(drawn(s, n), drawn(s, m)) for s, (n, m) in enumerate(sizes)]) for _ in range(300)]
    assert sum(p <= 0.1 for p in ps) / 300 == pytest.approx(0.1, abs=0.05)


def test_the_order_of_deals_changes_nothing() -> None:
    xs, ys = [3.0, 1.0, 4.0, 1.5, 9.0], [2.0, 7.0, 1.0, 8.0]
    there, back = [(xs, ys), (ys, xs)], [(ys[::-1], xs[::-1]), (xs[::-1], ys[::-1])]
    assert rank_test(there) == rank_test(back)
    assert delta_interval(there) == delta_interval(back)


def test_interval_is_close_to_a_bootstrap_where_values_are_many() -> None:
    rng = np.random.default_rng(5)
    xs, ys = rng.normal(0.8, 1, 40), rng.normal(0, 1, 35)
    drawn = [np.sign(np.subtract.outer(rng.choice(xs, 40), rng.choice(ys, 35))).mean() for _ in range(2000)]
    interval = delta_interval([(xs.tolist(), ys.tolist())])
    assert interval == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.04)


@pytest.mark.parametrize(
    "sizes",
    [[(30, 30)], [(8, 8)], [(2, 8)] * 5, [(8, 2)] * 4, [(1, 5)] * 10, [(20, 20), (5, 5), (1, 6)], [(10, 12)] * 6],
)
@pytest.mark.parametrize("shift", [0, 0.8, 1.8])  # in standard deviations
def test_intervals_cover_however_small_the_strata_are(sizes: list[tuple[int, int]], shift: float) -> None:
    rng = Random(3)
    true = 2 * NormalDist().cdf(shift / sqrt(2)) - 1
    covered = 0
    for _ in range(150):
        drawn = [([rng.gauss(shift, 1) for _ in range(n)], [rng.gauss(0, 1) for _ in range(m)]) for n, m in sizes]
        low, high = delta_interval(drawn) or (1, -1)
        covered += low <= true <= high
    assert covered / 150 >= 0.88


def test_groups_that_do_not_overlap_leave_a_doubt() -> None:
    low, high = delta_interval([([6.0, 7.0, 8.0, 9.0, 9.5], [1.0, 2.0, 3.0, 4.0, 5.0])]) or (1, -1)
    assert 0 < low < 0.9
    assert high == 1


def test_single_values_have_no_interval() -> None:
    assert delta_interval([([1.0], [2.0]), ([3.0], [1.0])]) is None


def test_q_values_of_the_paper() -> None:
    # Benjamini & Hochberg (1995), section 4.
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    ps += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert sum(q <= 0.05 for q in benjamini_hochberg(ps)) == 4


@given(st.lists(st.integers(0, 1000).map(lambda n: n / 1009), min_size=1, max_size=20))
def test_q_values_call_what_the_step_up_procedure_calls(ps: list[float]) -> None:
    qs = benjamini_hochberg(ps)
    for level in (0.013, 0.051, 0.11, 0.52):
        called = max((i for i, p in enumerate(sorted(ps), 1) if p <= level * i / len(ps)), default=0)
        assert sum(q <= level for q in qs) == called


def test_weights_move_the_budget_and_equal_ones_change_nothing() -> None:
    ps = [0.01, 0.2, 0.03, 0.9]
    assert benjamini_hochberg(ps, [3, 3, 3, 3]) == pytest.approx(benjamini_hochberg(ps))
    assert benjamini_hochberg(ps, [8, 1, 1, 1])[0] < benjamini_hochberg(ps)[0]


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (9, 2.262), (30, 2.042), (120, 1.980)]
)
def test_student_of_the_tables(freedom: int, quantile: float) -> None:
    assert student(0.975, freedom) == pytest.approx(quantile, rel=0.01 if freedom == 3 else 0.001)


def test_mean_with_its_interval() -> None:
    values = [12.0, 15.0, 9.0, 20.0, 14.0]
    found = mean_interval(values)
    reach = 2.776 * np.std(values, ddof=1) / 5**0.5
    assert (found.n, found.mean) == (5, 14.0)
    assert (found.low, found.high) == pytest.approx((14 - reach, 14 + reach), rel=1e-3)
    assert mean_interval([3.0]).low is None


def test_a_standardised_mean_has_the_mix_that_is_asked() -> None:
    found = standardised_mean([(3, [10.0, 12.0]), (1, [30.0])])
    assert found.mean == pytest.approx((3 * 11 + 30) / 4)
    assert found.low is not None
    assert found.low < found.mean
