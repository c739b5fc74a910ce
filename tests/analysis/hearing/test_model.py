"""Weights of the hearing model, packed into integers."""

from math import exp

import pytest

from gametape.analysis.hearing.model import Table


def test_packed_weights_add_up_for_each_name_whatever_their_signs() -> None:
    table = Table({"pain": -1.25, "metric": 2.0, "champion": 0.0})
    table.add("a", {"pain": 0.5, "metric": -3.5})
    table.add("b", {"metric": 0.75, "champion": -0.001, "other": 9.0})
    total = table.sum(["a", "b", "unknown"]) + table.sum(["a"])
    wanted = [-0.25, -4.25, -0.001]
    assert table.probabilities(total) == pytest.approx([1 / (1 + exp(-weight)) for weight in wanted])


@pytest.mark.parametrize("weight", [-1.3, -0.0011, 0.0, 0.4, 2.7])
def test_a_gate_opens_exactly_where_a_probability_reaches_its_threshold(weight: float) -> None:
    table = Table({"pain": -1.25, "metric": 2.0, "champion": 0.5})
    table.add("a", {"pain": weight, "metric": -9.0, "champion": 7.0})
    thresholds = {"pain": 1 / (1 + exp(-(0.4 - 1.25))), "metric": 0.2}
    gate = table.gate(thresholds, ["metric", "pain"])
    reached = [
        probability >= thresholds.get(name, 2)
        for name, probability in zip(table.names, table.probabilities(table.sum("a")), strict=True)
    ]
    assert gate.is_reached(gate.sum("a")) == any(reached)
