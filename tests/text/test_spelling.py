"""Spelling: letters that are written in several ways are one, and places in a text stay exact."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gametape.text.spelling import composed, composed_beside_escapes, folded, span_before_folding, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("İstanbul", "i̇stanbul"),
        ("Straße", "STRASSE"),
        ("ﬁnance", "Finance"),
        ("oﬃce", "office"),
        ("ŉ", "'n"),
        ("ǰ", "J̌".lower()),
        ("résumé", unicodedata.normalize("NFD", "RÉSUMÉ")),
    ],
)
def test_one_word_in_two_spellings_folds_to_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=40))
@example("a ", "İzmir", " b")
@example("", "ß", "ß")
@example("e\u0301", "ﬃ", "e\u0301")
def test_a_place_in_folded_text_leads_to_the_place_in_the_text(before: str, word: str, behind: str) -> None:
    before, word, behind = (composed(f"{before}."), composed(f"x{word}x"), composed(f".{behind}"))
    start = len(folded(before))
    assert span_before_folding(before + word + behind, start, start + len(folded(word))) == (
        len(before),
        len(before + word),
    )


def test_a_letter_that_folds_to_two_is_taken_whole() -> None:
    assert span_before_folding("aßb", 2, 3) == (1, 2)
    assert span_before_folding("aßb", 1, 2) == (1, 2)


def test_an_escape_of_json_keeps_its_letter() -> None:
    assert composed_beside_escapes("cafe\u0301 \\n\u0301") == "café \\n\u0301"


def test_a_name_is_looked_for_in_each_of_its_spellings() -> None:
    assert spellings("deal") == ["deal"]
    assert set(spellings("STRASSE")) == {"STRASSE", "straße"}
    assert "oﬃce" in spellings("office")
