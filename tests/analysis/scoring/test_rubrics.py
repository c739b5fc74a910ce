"""Rubrics are data: whole, in plain words, and refused with the place of the mistake."""

from pathlib import Path

import pytest

from gametape.analysis.scoring.rubrics import DIMENSIONS, ROLES, SHIPPED, Criterion, rubrics
from gametape.errors import BadSettings


def test_every_role_has_every_dimension_and_everything_sums_to_100() -> None:
    book = rubrics()
    assert set(book) == set(ROLES)
    for role, by_dimension in book.items():
        assert tuple(by_dimension) == DIMENSIONS
        assert sum(rubric.weight for rubric in by_dimension.values()) == 100
        for name, rubric in by_dimension.items():
            assert rubric.name == f"{role}/{name}/2"
            assert sum(one.weight for one in rubric.criteria) == 100
            assert [rubric.band(score).least for score in (0, 34.9, 35, 74.9, 100)] == [0, 0, 35, 55, 75]


def test_what_to_do_next_is_said_in_plain_words() -> None:
    actions = [one.action for roles in rubrics().values() for rubric in roles.values() for one in rubric.criteria]
    for action in actions:
        assert action.endswith(".")
        assert len(action.split()) <= 25
        for jargon in ("MEDDI", "BANT", "SPIN", "champion", "economic buyer", "leverage", "value prop"):
            assert jargon.lower() not in action.lower()


@pytest.mark.parametrize(
    ("value", "share"), [(-1, 0.1), (0, 0.1), (5, 0.55), (10, 1), (15, 0.75), (20, 0.5), (99, 0.5)]
)
def test_points_lie_on_straight_lines_between_those_of_the_curve(value: float, share: float) -> None:
    words = {"name": "x", "label": "x", "measure": "x", "ask": "x", "action": "x"}
    criterion = Criterion.model_validate({**words, "weight": 10, "curve": [[0, 10], [10, 100], [20, 50]]})
    assert criterion.share(value) == pytest.approx(share)


MISTAKES = [
    ("weight = 40", "weight = 41", "the weights of discovery sum to 101, not to 100"),
    ("[[2, 0], [8, 35]", "[[8, 0], [2, 35]", "the values of a curve must rise"),
    ("[dimension.engagement]", "[dimension.charm]", "dimension.charm"),
    ("from = 35", "from = 75", "the bands must begin at 0 and rise"),
    ('role = "AE"', 'role = "AEs"', "role"),
    ("version = 2", "version = 2\nspare = 2", "spare"),
    ("not_on = [", 'not_on = ["small talk", ', "not_on"),
    ("[[band]]", "[[band]", "Expected"),
]


@pytest.mark.parametrize(("right", "wrong", "told"), MISTAKES, ids=[told for _, _, told in MISTAKES])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = (SHIPPED / "ae.toml").read_text()
    assert right in text
    (tmp_path / "ae.toml").write_text(text.replace(right, wrong, 1))
    with pytest.raises(BadSettings, match=told) as caught:
        rubrics(tmp_path)
    assert "ae.toml" in str(caught.value)


def test_a_folder_of_ones_own_replaces_the_roles_that_it_has(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="is not a folder"):
        rubrics(tmp_path / "nowhere")
    text = (SHIPPED / "se.toml").read_text().replace("version = 2", "version = 3", 1)
    (tmp_path / "engineers.toml").write_text(text)
    own = rubrics(tmp_path)
    assert own["SE"]["discovery"].name == "SE/discovery/3"
    assert own["SE"]["discovery"].fingerprint != rubrics()["SE"]["discovery"].fingerprint
    assert own["AE"] == rubrics()["AE"]
