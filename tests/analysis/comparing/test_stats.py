"""The statistics against published values, against numpy, and against their own definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as t_distribution

from gametape.analysis.comparing.stats import (
    benjamini_hochberg,
    cliffs_delta,
    mean_interval,
    standardised_mean,
    student,
    student_p,
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


@pytest.mark.parametrize("freedom", [1, 2, 3, 8, 21, 278])
@pytest.mark.parametrize("t", [0.0, 0.3, -2.1, 5.5])
def test_p_values_of_student_are_those_of_scipy(freedom: int, t: float) -> None:
    assert student_p(t, freedom) == pytest.approx(2 * float(t_distribution.sf(abs(t), freedom)), abs=1e-12)


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
