"""Where a sentence ends, in texts that were written, spoken, cut by a source, or not punctuated at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.text.sentences import sentence_spans, sentences_of


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We lose time. Nobody knows why!", ["We lose time.", "Nobody knows why!"]),
        ("we lose time. nobody knows why", ["we lose time.", "nobody knows why"]),
        ("It costs 1.5 million. Yes?", ["It costs 1.5 million.", "Yes?"]),
        ("Mr. Ruiz signs at 10 a.m. on Monday.", ["Mr. Ruiz signs at 10 a.m. on Monday."]),
        ("No. We need no. 5 of it.", ["No.", "We need no. 5 of it."]),
        ("If legal agrees... we sign.", ["If legal agrees... we sign."]),
        ('He said "never." We left.', ['He said "never."', "We left."]),
        ("Hi Dana\n\nwe have questions.", ["Hi Dana", "we have questions."]),
        ("値段が高い。考えます。", ["値段が高い。", "考えます。"]),
        ("  ", []),
    ],
)
def test_a_text_divides_at_its_marks(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


@pytest.mark.parametrize(
    ("pieces", "sentences"),
    [
        (("We sign.", "If they agree."), ["We sign.", "If they agree."]),
        (("If legal agrees,", "We sign."), ["If legal agrees, We sign."]),
        (("If legal agrees", "we sign."), ["If legal agrees we sign."]),
        (("We have no budget", "They do"), ["We have no budget", "They do"]),
        (("One. Two.", "Three."), ["One.", "Two.", "Three."]),
        (("It depends...", "Okay."), ["It depends... Okay."]),
    ],
)
def test_a_piece_of_a_source_may_hold_several_sentences_or_end_within_one(
    pieces: tuple[str, ...], sentences: list[str]
) -> None:
    text = " ".join(pieces)
    assert [text[start:end] for start, end in sentence_spans(pieces)] == sentences


@given(st.lists(st.text(st.sampled_from("aB .?!…,\n\"'1値。"), max_size=12), max_size=5))
def test_nothing_but_space_is_lost_and_nothing_is_twice(pieces: list[str]) -> None:
    text, spans = " ".join(pieces), sentence_spans(tuple(pieces))
    assert (
        "".join(text[start:end] for start, end in spans).split()
        == "".join(text[start:end] for start, end in spans).split()
    )
    kept = [place for start, end in spans for place in range(start, end)]
    assert kept == sorted(set(kept))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(kept))
