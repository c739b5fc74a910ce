"""The axis on which values are drawn."""

import pytest

from gametape.analysis.comparing.axis import axis_of
from gametape.analysis.comparing.dimensions import shown_with_interval


def test_an_axis_holds_all_values_with_a_margin_within_its_scale() -> None:
    axis = axis_of([0.5, 0.99, None], "share", 1)
    assert axis is not None
    assert [axis.low, axis.high] == pytest.approx([0.451, 1])
    assert (axis.low_shown, axis.high_shown) == ("45%", "100%")


def test_an_axis_begins_at_nothing_at_the_least() -> None:
    axis = axis_of([0.02, 8.0], "per hour", 120)
    assert axis is not None
    assert (axis.low, axis.low_shown, axis.high_shown) == (0, "0 per hour", "8.8 per hour")


@pytest.mark.parametrize(("value", "low", "high"), [(100.0, 90, 100), (50.0, 45, 55), (0.0, 0, 0.1)])
def test_an_axis_for_one_value_has_a_length(value: float, low: float, high: float) -> None:
    axis = axis_of([value], "points", 100)
    assert axis is not None
    assert [axis.low, axis.high] == pytest.approx([low, high])


def test_without_values_there_is_no_axis() -> None:
    assert axis_of([None, None], "share", 1) is None


def test_an_interval_is_worded_with_its_mean() -> None:
    assert shown_with_interval(0.52, 0.48, 0.56, "share") == "52%, between 48% and 56%"
    assert shown_with_interval(1, None, None, "people") == "1 person"
