"""What a word is."""

import pytest

from gametape.text.phrases import PhraseSet, contains_phrase, spaced_words
from gametape.text.words import count_words, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I don\u2019t — not in Q3.", ["i", "don't", "not", "in", "q3"]),
        ("'tis the customers' \u201cown\u201d", ["tis", "the", "customers", "own"]),
        ("sign-on, e\u0301t\u00e9", ["sign", "on", "\u00e9t\u00e9"]),
        ("\u0928\u092e\u0938\u094d\u0924\u0947!", ["\u0928\u092e\u0938\u094d\u0924\u0947"]),
        ("", []),
    ],
)
def test_a_word_keeps_its_apostrophe_and_its_marks(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_words_are_counted_between_spaces() -> None:
    assert count_words("sign-on is  $ 5") == 4


def test_a_phrase_is_found_as_whole_words() -> None:
    assert spaced_words("VP, Sales (EMEA)") == " vp sales emea "
    assert contains_phrase(spaced_words("I don't know."), [spaced_words("don\u2019t know")])
    assert not contains_phrase(spaced_words("Vpn"), [spaced_words("vp")])


@pytest.mark.parametrize(
    "text", ["We will send it over.", "Over to you, we will send it.", "send it", "", "Resend it over"]
)
def test_a_set_of_phrases_finds_what_a_search_for_each_finds(text: str) -> None:
    known = [spaced_words(phrase) for phrase in ("send it", "send it over", "over", "we will")]
    spoken = spaced_words(text)
    assert PhraseSet(known).is_in(spoken) == contains_phrase(spoken, known)
    assert sorted(PhraseSet(known).found_in(spoken)) == sorted(phrase for phrase in known if phrase in spoken)


def test_a_phrase_begins_with_one_of_the_first_words_or_not() -> None:
    known = PhraseSet([spaced_words("scratch that")])
    assert known.is_among_first(spaced_words("Well, no, scratch that."), 3)
    assert not known.is_among_first(spaced_words("Well, no, please scratch that."), 3)
