import time
from typing import Any

import pytest
from hypothesis import given

from gametape.records.addresses import read_addresses
from tests.builders.arbitrary_documents import values


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a@x; B <b@y>", ["a@x", "b@y"]),
        ("Ana@X.com", ["ana@x.com"]),
        ("a@x.com,b@y.com , c@z.com", ["a@x.com", "b@y.com", "c@z.com"]),
        ('"Souza, Ana" <ana@x.com>, Bo <bo@y.com>', ["ana@x.com", "bo@y.com"]),
        ("Souza, Ana <ana@x.com>; Lee, Dana <dana@y.com>", ["ana@x.com", "dana@y.com"]),
        ("Souza, Ana <ana@x.com>", ["ana@x.com"]),
        ("'ana@x.com' <ana@x.com>; <mailto:bo@y.com>", ["ana@x.com", "bo@y.com"]),
        ("ana@x.com (Ana Souza), bo@y.com (Lee, Bo)", ["ana@x.com", "bo@y.com"]),
        ("(Ana) ana@x.com; Ana Souza <ana@x.com> (COO)", ["ana@x.com"]),
        ("Ana Souza [mailto:Ana@x.com]; Bo Lee bo@y.com", ["ana@x.com", "bo@y.com"]),
        ("\"ana@x.com\" <ana@x.com>; 'bo@y.com'", ["ana@x.com", "bo@y.com"]),
        (["a@x.com", "B <b@y.com>", "a@x.com; c@z.com"], ["a@x.com", "b@y.com", "c@z.com"]),
        ('["a@x.com", "b@y.com"]', ["a@x.com", "b@y.com"]),
        ([{"email_address": "a@x.com"}, {"address": "b@y.com"}], ["a@x.com", "b@y.com"]),
        ("jörg@müller.de; o'neil+tag@x.com", ["jörg@müller.de", "o'neil+tag@x.com"]),
        (None, []),
        ("", []),
        (" ; , ;", []),
        ([], []),
        ([None, 3, [["a@x.com"]]], []),
    ],
)
def test_every_form_of_a_list(written: Any, meant: list[str]) -> None:
    addresses = read_addresses(written)
    assert addresses.all == meant
    assert addresses.malformed == []


@pytest.mark.parametrize(
    "malformed",
    [
        "undisclosed-recipients:",
        "/O=EXCHANGE/OU=FIRST/CN=RECIPIENTS/CN=ANA",
        "ana@",
        "@x.com",
        "a@b@c.com",
        "a b@x.com <>",
    ],
)
def test_what_is_no_address_is_kept_as_it_came(malformed: str) -> None:
    addresses = read_addresses(f"a@x.com; {malformed}; b@y.com")
    assert addresses.all == ["a@x.com", malformed, "b@y.com"]
    assert addresses.malformed == [malformed]


def test_names_without_an_address_do_not_take_their_neighbours_along() -> None:
    addresses = read_addresses("sales team, ana@x.com")
    assert (addresses.all, addresses.malformed) == (["sales team", "ana@x.com"], ["sales team"])


@given(values)
def test_any_value_gives_addresses(value: Any) -> None:
    addresses = read_addresses(value)
    assert set(addresses.malformed) <= set(addresses.all)
    assert all(addresses.all)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ['"', '\\"', "<", ">", "a,", "a@b,", "<a", '"a', "@", "<> ", "[", " ", "(", "()", "a@b "]
)
def test_five_megabytes_of_anything_are_read_in_a_moment(unit: str) -> None:
    began = time.process_time()
    read_addresses(unit * (5_000_000 // len(unit)))
    assert time.process_time() - began < 10
