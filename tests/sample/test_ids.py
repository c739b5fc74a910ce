"""Identifiers have the form of the systems they stand for."""

from itertools import pairwise

from gametape.sample.ids import gong_id, number_of, salesforce_id


def test_a_known_id_gets_its_checksum() -> None:
    """The rule: each letter tells which of five characters are capitals, the first one counting lowest."""
    made = salesforce_id("006", 36)
    assert made == "006Hs000000000aIAA"
    assert salesforce_id("006", 10) == "006Hs000000000AIAQ"


def test_ids_count_up_and_back() -> None:
    for number in (0, 61, 62, 3_843, 10_000_000, 39_000_000_00):
        made = salesforce_id("02s", number)
        assert len(made) == 18
        assert number_of(made) == number
    assert all(a < b for a, b in pairwise([salesforce_id("006", n)[:15] for n in range(200)]))


def test_gong_ids_are_long_numbers_that_depend_on_every_part() -> None:
    made = {gong_id(7, "call", deal, call) for deal in range(200) for call in range(20)}
    assert len(made) == 4000
    assert all(key.isdecimal() and 18 <= len(key) <= 19 for key in made)
    assert gong_id(7, "call", 1, 2) == gong_id(7, "call", 1, 2) != gong_id(8, "call", 1, 2)
