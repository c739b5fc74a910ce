"""How what is said on a call is taken apart into sentences and words."""

import regex
from hypothesis import example, given
from hypothesis import strategies as st

from gametape.analysis.measures.speech import Speech
from gametape.text.words import fold
from tests.builders.talks import RUIZ, talk_of

sentence = st.text(st.one_of(st.sampled_from("ab é'’.\n-–€ Ñ\u0301\u00a0漢?"), st.characters()), max_size=30)


@given(st.lists(st.lists(sentence, min_size=1, max_size=4), max_size=5))
@example([["Don’t.", "'tis the customers' “own” — O''Neil"], ["", "a\nb"]])
def test_sentences_and_words_are_told_apart_whatever_is_written(turns: list[list[str]]) -> None:
    speech = Speech(talk_of(*((RUIZ, sentences) for sentences in turns)).turns)
    folded = [fold(text) for sentences in turns for text in sentences]
    words = [regex.findall(r"\w+(?:'\w+)*", text) for text in folded]
    assert speech.texts == folded
    assert [text.split() for text in speech.spaced] == (words or [[]])
    assert speech.vocabulary == {word for found in words for word in found}
    assert speech.counts().total() == sum(map(len, words))


@given(st.lists(st.sampled_from(["Price?", "The price, the PRICE.", "No.", "We can't."]), min_size=1, max_size=8))
def test_a_word_is_found_in_each_sentence_that_has_it_as_often_as_it_is_said(sentences: list[str]) -> None:
    places = Speech(talk_of((RUIZ, sentences)).turns).places({"price", "can't", "never"})
    assert places["never"] == []
    assert places["can't"] == [place for place, text in enumerate(sentences) if "can't" in text]
    assert len(places["price"]) == sum(text.lower().count("price") for text in sentences)
    assert {sentences[place] for place in places["price"]} <= {"Price?", "The price, the PRICE."}
