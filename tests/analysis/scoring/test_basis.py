import pytest

from gametape.analysis.scoring.basis import _MEASURES, basis_of, calculation
from gametape.analysis.scoring.rubrics import Criterion, rubrics


def criterion(measure: str, *curve: tuple[float, float]) -> Criterion:
    return Criterion(name="one", label="One", weight=30, measure=measure, curve=curve, ask="", action="")


@pytest.mark.parametrize(
    ("measure", "value", "shown", "steps"),
    [
        ("talk_ratio", 0.491, "49%", [("20%", 15), ("38%", 30)]),
        ("longest_turn_seconds", 95.32, "95 seconds", [("0.20 seconds", 15), ("0.38 seconds", 30)]),
        ("next_step", 0.0, "no", [("yes", 15), ("yes", 30)]),
        ("topics", 3, "3", [("0.2", 15), ("0.38", 30)]),
        ("own_thing", 3.5, "3.5", [("0.2", 15), ("0.38", 30)]),
    ],
)
def test_a_criterion_sends_its_number_as_data_and_as_it_is_shown(
    measure: str, value: float, shown: str, steps: list[tuple[str, float]]
) -> None:
    found = basis_of(criterion(measure, (0.2, 50), (0.38, 100)), value)
    assert (found.measure, found.value, found.shown) == (measure, value, shown)
    assert [(step.shown, step.points) for step in found.curve] == steps
    assert [step.value for step in found.curve] == [0.2, 0.38]


def test_the_calculation_is_a_sentence() -> None:
    found = basis_of(criterion("talk_ratio", (0.2, 50), (0.38, 100)), 0.49)
    assert calculation(found, 27.9, 30) == "Talk ratio: 49%. That is 27.9 of 30 points."


def test_every_measure_of_the_rubrics_has_a_name_for_people() -> None:
    measures = {one.measure for role in rubrics().values() for rubric in role.values() for one in rubric.criteria}
    assert measures == set(_MEASURES)
