"""What methodologies ask for, as their files say."""

from pathlib import Path

import pytest

from gametape.analysis.insights.methodology import SHIPPED, methodology, shipped
from gametape.analysis.measures.trackers import tracker_book
from gametape.errors import BadSettings


@pytest.mark.parametrize("name", shipped())
def test_shipped_ones_can_be_read_and_name_trackers_that_exist(name: str) -> None:
    found = methodology(name)
    assert found.id == name
    assert len({one.id for one in found.elements}) == len(found.elements) >= 4
    assert {tracker for one in found.elements for tracker in one.trackers} <= set(tracker_book().of("en").names)
    assert all(one.heard or one.phrases or one.trackers for one in found.elements)


def test_the_usual_one_has_seven_elements() -> None:
    assert [one.name[0] for one in methodology().elements] == list("MEDDICC")


@pytest.mark.parametrize("name", shipped())
def test_what_to_confirm_is_a_sentence_and_no_question(name: str) -> None:
    for one in methodology(name).elements:
        assert one.confirm, one.id
        assert one.confirm[0].isupper()
        assert not set(one.to_confirm) & set("?:.")


def test_an_element_without_such_a_sentence_is_confirmed_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = (SHIPPED / "bant.toml").read_text()
    file.write_text("".join(line for line in text.splitlines(True) if not line.startswith("confirm")))
    own = methodology(str(file))
    assert own.elements[0].to_confirm == "Have the customer confirm it in their own words: Budget"
    assert own.fingerprint == methodology("bant").fingerprint


def test_one_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text((SHIPPED / "bant.toml").read_text().replace('id = "bant"', 'id = "own"'))
    assert methodology(str(file)).id == "own"


@pytest.mark.parametrize("text", ['id = "x"', "id = ", 'id = "x"\nname = "X"\nelements = [{ id = "a", colour = 1 }]'])
def test_what_cannot_be_used_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text)
    with pytest.raises(BadSettings, match=r"own\.toml"):
        methodology(str(file))


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(BadSettings) as told:
        methodology("meddpicc")
    assert "bant, meddicc, spiced" in told.value.hint
