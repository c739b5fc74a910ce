"""A call's word filter: it never misses what was said, seldom claims what was not, and stays small."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.store.turns import Turn
from gametape.store.wordfilter import PROBES, entries, filter_of, hashes


def holds(filled: bytes, entry: str) -> bool:
    first, step = hashes(entry)
    places = [(first + probe * step) % (len(filled) * 8) for probe in range(PROBES)]
    return all(filled[place >> 3] >> (place & 7) & 1 for place in places)


def turns(*sentences: str) -> list[Turn]:
    return [Turn("1", 0, 1000, (sentence,)) for sentence in sentences]


@given(st.lists(st.text(max_size=60), max_size=8))
def test_it_never_misses_what_was_said(sentences: list[str]) -> None:
    filled = filter_of(turns(*sentences))
    assert all(holds(filled, entry) for sentence in sentences for entry in entries(sentence))


def test_it_seldom_claims_what_was_not_said_and_takes_two_bytes_a_word() -> None:
    said = [f"{secrets.token_hex(2)}{number}" for number in range(1000)]
    filled = filter_of(turns(" ".join(said)))
    assert len(filled) <= 2 * len(set(entries(" ".join(said)))) + 8
    absent = [f"{number:05}" for number in range(20_000)]
    assert sum(holds(filled, word) for word in absent) < 20_000 * 0.006


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("discounts", "discount"),
        ("Discounted", "discounts"),
        ("deal", "DEALS"),
        ("securing", "secur"),
        ("access", "access"),
        ("Łódź", "łódź"),
        ("single-sign-on", "sign"),
        ("価格はいくらですか", "いくら"),
    ],
)
def test_forms_of_a_word_are_entered_as_one(said: str, asked: str) -> None:
    assert entries(asked) <= entries(f"So, {said}, then.")


def test_silence_holds_nothing() -> None:
    filled = filter_of(turns(""))
    assert len(filled) == 8
    assert not holds(filled, "price")
