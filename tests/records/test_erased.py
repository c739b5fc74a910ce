"""Finding the erased by hashes: in every spelling that text has for them, and nobody else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import BadSettings
from gametape.records.erased import Erased, address_hash, name_hash

KEY = b"k" * 32


def erased(*addresses: str, names: tuple[str, ...] = ()) -> Erased:
    found = [name_hash(KEY, name) for name in names]
    return Erased(KEY, [address_hash(KEY, address) for address in addresses], dict(filter(None, found)))


ANA = erased("ana.souza@customer.example", names=("Ana Souza", "Ana María de Souza", "Cher"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ana.souza@customer.example", "[erased]"),
        ("Write to ANA.Souza@Customer.Example.", "Write to [erased]."),
        ("<ana.souza@customer.example>", "<[erased]>"),
        ("mailto:ana.souza@customer.example?subject=x", "mailto:[erased]?subject=x"),
        ("x=ana.souza@customer.example&y", "x=[erased]&y"),
        ("https://x.example/?to=ana.souza%40customer.example", "https://x.example/?to=[erased]"),
        ("ana.souza@customer.example.Thanks", "[erased].Thanks"),
        ("ana.souza@customer.example,ana.souza@customer.example", "[erased],[erased]"),
        ("joana.souza@customer.example", "joana.souza@customer.example"),
        ("souza@customer.example", "souza@customer.example"),
        ("ana.souza@customer.example2", "ana.souza@customer.example2"),
        ("ana.souza@other.example", "ana.souza@other.example"),
        ("Ana Souza said so", "[erased] said so"),
        ("ana  SOUZA's idea", "[erased]'s idea"),
        ("Souza, Ana (Customer)", "[erased] (Customer)"),
        ("Talk to Ana María de Souza.", "Talk to [erased]."),
        ("Ana asked, and Souza answered", "Ana asked, and Souza answered"),
        ("Ana", "Ana"),
        ("Cher", "Cher"),
        ("Ana Souza Ana Souza", "[erased]"),
        ("Ana Souza and Ana Souza", "[erased] and [erased]"),
        ("https://people.example/ana-souza", "https://people.example/[erased]"),
        ("", ""),
        ("@ @@ a@ @b %40", "@ @@ a@ @b %40"),
    ],
)
def test_text(text: str, kept: str) -> None:
    assert ANA.text(text) == kept


def test_an_address_with_a_note_after_a_plus_sign_is_the_same_persons() -> None:
    assert ANA.is_address("ana.souza+crm@customer.example")
    assert ANA.text("To ana.souza+new@customer.example.") == "To [erased]."
    assert not ANA.is_address("ana+souza@customer.example")
    assert not erased("15550100@gateway.example").is_address("+15550100@gateway.example")


def test_somebody_of_the_same_name_is_somebody_else() -> None:
    assert ANA.is_person("ana.souza@customer.example", None)
    assert ANA.is_person(None, "Souza Ana")
    assert not ANA.is_person("another@customer.example", "Ana Souza")
    assert not ANA.is_person(None, None)


def test_a_document_is_searched_behind_its_escapes() -> None:
    document = '{"to": ["\\u0061na.souza@customer.example"], "Ana Souza": {"n": 1.50, "big": 12345678901234567890}}'
    kept = json.loads(ANA.document(document))
    assert kept == {"to": ["[erased]"], "[erased]": {"n": 1.5, "big": 12345678901234567890}}
    assert ANA.document('{"n":   1.50}') == '{"n":   1.50}'
    assert ANA.document("not JSON of Ana Souza") == "not JSON of [erased]"
    assert ANA.document("[" * 10_000) == "[" * 10_000


def test_nobody_is_erased_without_a_list() -> None:
    nobody = Erased(b"", [], {})
    assert not nobody
    assert nobody.text("ana@customer.example, Ana Souza") == "ana@customer.example, Ana Souza"
    assert not nobody.is_person("ana@customer.example", "Ana Souza")


def test_a_list_without_its_key_is_an_error_and_not_an_empty_list() -> None:
    with pytest.raises(BadSettings, match="key"):
        Erased(b"", [b"x"], {})


def test_the_list_tells_nobody_and_another_key_makes_another_list() -> None:
    assert b"ana" not in address_hash(KEY, "ana@x.example")
    assert address_hash(KEY, "Ana@X.example ") == address_hash(KEY, "ana@x.example")
    assert address_hash(KEY, "ana@x.example") != address_hash(b"another key", "ana@x.example")
    assert name_hash(KEY, "Ana Souza") != name_hash(b"another key", "Ana Souza")


@given(st.text(), st.text())
def test_whatever_stands_around_an_address_it_goes_and_the_rest_stays(before: str, after: str) -> None:
    one = erased("ana@x.example")
    text = f"{before} ana@x.example {after}"
    assert one.text(text) == f"{one.text(before)} [erased] {one.text(after)}"


@given(st.lists(st.sampled_from(["ana", "Souza", "de", "-", "'", "ÉTÉ", "ß", "\u0000", "@", "%40", "x.example"])))
def test_no_text_breaks_it_and_what_is_left_is_clean(parts: list[str]) -> None:
    kept = ANA.text(" ".join(parts))
    assert ANA.text(kept) == kept
