import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.errors import BadRecord
from gametape.records.opportunity import OpportunityRecord


def read(**fields: Any) -> tuple[OpportunityRecord, list[str]]:
    warnings: list[str] = []
    return OpportunityRecord.read(
        json.dumps({"id": "0065500000QSGNuAAP", "name": "Deal", **fields}), warnings
    ), warnings


def test_columns() -> None:
    opportunity, warnings = read(
        account={"id": "001", "name": "Northwind", "industry": "Food", "phone": None},
        account_id="001",
        account_name="Northwind",
        owner_email="Dana@Example.com",
        stage="4. Evaluation",
        close_date="2026-12-12 00:00:00+00",
        amount="180000.00",
        currency="USD",
        health_score="34",
        is_closed=False,
        fields={"segment_c": "Enterprise", "empty_c": None},
    )
    row = opportunity.row()
    assert warnings == []
    assert row["gong_opportunity_id"] == "0065500000QSGNuAAP"
    assert (row["name"], row["account_name"], row["stage"]) == ("Deal", "Northwind", "4. Evaluation")
    assert row["owner_email"] == "dana@example.com"
    assert (row["close_date"], row["amount"], row["health_score"]) == (date(2026, 12, 12), Decimal("180000.00"), 34)
    assert row["metadata"] == {
        "account": {"id": "001", "name": "Northwind", "industry": "Food"},
        "fields": {"segment_c": "Enterprise"},
    }


def test_names_are_composed_and_their_entities_decoded_once() -> None:
    decomposed = "Cafe\u0301"
    plain, warnings = read(
        name=f"{decomposed} &amp;amp; S&ouml;hne",
        account_name="AT&amp;T",
        stage="1 &lt; 2",
        fields={"note_c": decomposed},
    )
    assert warnings == []
    row = plain.row()
    assert (row["name"], row["account_name"], row["stage"]) == ("Café &amp; Söhne", "AT&T", "1 < 2")
    assert row["metadata"]["fields"] == {"note_c": "Café"}
    raw = OpportunityRecord.read(f'{{"id": "1", "name": "{decomposed}", "fields": {{"a": "x\\n\u0301"}}}}', warnings)
    assert (raw.row()["name"], raw.row()["metadata"]["fields"]) == ("Café", {"a": "x\n\u0301"})


def test_both_spellings_of_the_id_are_one_deal() -> None:
    short, _ = read(id="0065500000QSGNu")
    long, _ = read(id="0065500000QSGNuAAP")
    assert short.row()["id"] == long.row()["id"]
    assert OpportunityRecord.key("0065500000QSGNu") == "0065500000QSGNuAAP"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ('{"name": "Deal"}', "id is missing"),
        ('{"id": null, "name": "Deal"}', "id is missing"),
        ("[]", "Input should be an object"),
        ("{", "not JSON"),
        ('{"id": "\\ud800", ', "not JSON"),
    ],
)
def test_a_row_that_cannot_be_told_which_it_is_is_bad(document: str, reason: str) -> None:
    with pytest.raises(BadRecord, match=reason):
        OpportunityRecord.read(document, [])


def test_a_name_is_demanded_and_blank_is_none() -> None:
    assert read(name="   ")[0].missing() == "name"
    assert read(name="x")[0].missing() is None


def test_what_dangles_is_named() -> None:
    opportunity, _ = read(account_id="001A", account=None, owner_id="005A", owner_email=None)
    assert opportunity.dangling() == ["account_name: no account 001A", "owner_email: no email address for user 005A"]


def test_nul_and_surrogates_in_text_and_in_nested_json() -> None:
    opportunity, _ = read(name="a\x00b\ud83d", fields={"n\x00_c": {"deep": ["\x00\udfff!"]}})
    assert opportunity.name == "ab"
    assert opportunity.row()["metadata"]["fields"] == {"n_c": {"deep": ["!"]}}


@given(
    st.dictionaries(st.sampled_from(sorted(OpportunityRecord.__struct_fields__)), st.text() | st.integers() | st.none())
)
def test_any_cells_give_a_row_or_a_reason(cells: dict[str, object]) -> None:
    reason = ""
    try:
        OpportunityRecord.read(json.dumps(cells), []).row()
    except BadRecord as error:
        reason = str(error)
    assert bool(reason) == (not str(cells.get("id") or "").strip() and cells.get("id") != 0)
