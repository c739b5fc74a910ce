"""What makes no difference between two spellings, and what does."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.analysis.evidence.matching import _plain, find, is_long_enough, plain_spelling

SPELLINGS = [
    ("we need SSO by   march", "Well, we need SSO by March.", "we need SSO by March"),
    ("“We can’t wait”", "We can't wait for that.", "We can't wait"),
    ("we can't wait", "Well we can’t wait.", "we can’t wait"),
    ("He said 'fine'", 'He said "fine" to me.', 'He said "fine'),
    ("wait... what is that", "Wait… what is that?", "Wait… what is that"),
    ("wait… what is that", "Wait .. what is that?", "Wait .. what is that"),
    ("too much -- for now", "It is too much—for now", "too much—for now"),
    ("too much - for now", "It is too much – for now", "too much – for now"),
    ("a follow-up call", "A follow‑up call", "A follow‑up call"),
    ("caf\u00e9 visit", "The cafe\u0301 visit", "cafe\u0301 visit"),
    ("file size", "the ﬁle size", "ﬁle size"),
    ("customer data", "cus\u00adtomer\u200b data", "cus\u00adtomer\u200b data"),
    ("die straße dort", "DIE STRASSE DORT", "DIE STRASSE DORT"),
    ("...we will sign.", "If legal agrees we will sign, gladly", "we will sign"),
    ("値段が高い", "少し値段が高いですね", "値段が高い"),
    ("one two", "one\n\t two", "one\n\t two"),
]


@pytest.mark.parametrize(("quote", "text", "spelt"), SPELLINGS, ids=[quote for quote, _, _ in SPELLINGS])
def test_the_same_words_are_found_and_come_back_as_the_text_has_them(quote: str, text: str, spelt: str) -> None:
    found = find(quote, text)
    assert found is not None
    assert found.text == spelt
    assert text[found.start :].startswith(spelt)


OTHER_WORDS = [
    ("we can do that", "We can't do that"),
    ("we can", "We can't do that"),
    ("we can", "We can’t do that"),
    ("art of the deal", "the start of the deal"),
    ("start of the de", "the start of the deal"),
    ("negotiable for us", "That is non-negotiable for us"),
    ("it costs 1", "It costs 1,500 a year"),
    ("it costs 1", "It costs 1.5 million"),
    ("500 a year", "It costs 1,500 a year"),
    ("we need it ... by Friday", "We need it badly by Friday"),
    ("we need it by Friday", "We need it, by Friday"),
    ("we need it by Friday?", "We need it by Friday."),
    ("by Friday we need it", "We need it by Friday"),
    ("the caf", "The cafe\u0301 visit"),
    ("cafe visit", "The café visit"),
    ("cus", "cus\u00adtomer"),
    ("", "anything"),
    ("...", "Wait..."),
]


@pytest.mark.parametrize(("quote", "text"), OTHER_WORDS, ids=[f"{quote}|{text}" for quote, text in OTHER_WORDS])
def test_other_words_are_not_found(quote: str, text: str) -> None:
    assert find(quote, text) is None


def test_a_place_inside_a_word_is_passed_over_for_a_whole_one() -> None:
    found = find("we can", "We can't yet, but soon we can")
    assert found is not None
    assert found.start == len("We can't yet, but soon ")


@pytest.mark.parametrize("quote", ["yes", "that is", "SSO", "and then they", "", "?!", "pricing", "値段"])
def test_a_few_words_that_carry_nothing_prove_nothing(quote: str) -> None:
    assert not is_long_enough(quote)


@pytest.mark.parametrize("quote", ["too expensive", "at 50", "How much?", "値段が高い", "my budget"])
def test_two_words_with_a_meaning_are_enough(quote: str) -> None:
    assert is_long_enough(quote)


TEXTS = st.text(st.sampled_from("aAbéßİ ﬁ'’\"-—–.…,3\u0301\u200b\u00ad \n値?"), max_size=40) | st.text(max_size=40)


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_whatever_is_found_stands_there(text: str, start: int, length: int) -> None:
    """Also where letters have marks, spread over several characters, or cannot be seen."""
    quote = text[start : start + length]
    found = find(quote, text)
    if found is not None:
        assert found.text == text[found.start : found.start + len(found.text)]
        assert plain_spelling(quote).strip(" '.,—") in plain_spelling(found.text)


def test_the_fast_way_and_the_one_that_knows_places_read_alike() -> None:
    every = map(
        "".join, itertools.chain.from_iterable(itertools.product("A-—. ", repeat=length) for length in range(7))
    )
    assert [text for text in every if plain_spelling(text) != _plain(text).text] == []


@given(st.lists(st.from_regex(r"[a-zé]{2,8}", fullmatch=True), min_size=3, max_size=30), st.data())
def test_whole_words_are_always_found(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    assert find("  ".join(words[first:last]).upper(), " ".join(words)) is not None
