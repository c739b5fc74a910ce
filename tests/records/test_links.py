from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.records.links import CallLinks
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason, values

SHORT, LONG = "0065500000QSGNu", "0065500000QSGNuAAP"
OTHER = "006q000000HddohAAB"


def test_each_deal_once_whatever_the_form_of_its_id_by_the_origin_that_is_believed_first() -> None:
    row, warnings = reads(
        CallLinks,
        id="77",
        links=[
            {"opportunity": OTHER, "origin": "gong_related_opportunity_c"},
            {"opportunity": SHORT, "origin": "gong_gong_call_c"},
            {"opportunity": LONG, "origin": "manual_call_integration"},
            {"opportunity": LONG, "origin": "call_context_integration"},
            {"opportunity": SHORT, "origin": "call_context_integration"},
        ],
    )
    assert warnings == []
    assert row["gong_call_id"] == "77"
    assert row["links"] == [
        {"opportunity": LONG, "origin": "call_context_integration"},
        {"opportunity": OTHER, "origin": "gong_related_opportunity_c"},
    ]


def test_one_call_on_five_deals() -> None:
    links = [{"opportunity": f"crm-{number}", "origin": "call_context_integration"} for number in range(5)]
    assert reads(CallLinks, id="77", links=links)[0]["links"] == links


def test_the_last_link_can_vanish() -> None:
    assert reads(CallLinks, id="77", links=[]) == (reads(CallLinks, id="77")[0], [])


@pytest.mark.parametrize(
    "bad", [None, "006", 6, {}, {"opportunity": None}, {"opportunity": " "}, {"opportunity": ["a"]}]
)
def test_a_link_to_nothing_is_left_out_and_said(bad: Any) -> None:
    row, warnings = reads(CallLinks, id="77", links=[bad, {"opportunity": SHORT, "origin": None}])
    assert row["links"] == [{"opportunity": LONG, "origin": "unknown"}]
    assert len(warnings) == 1
    assert warnings[0].startswith("links: ")


def test_an_id_is_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(CallLinks)
    assert CallLinks.read('{"id": "1", "is_deleted": true}', []).missing()
    assert CallLinks.read('{"id": "1", "is_deleted": true, "links": []}', []).missing() is None
    assert CallLinks.read('{"id": "1"}', []).missing() is None


links = st.lists(values | st.fixed_dictionaries({"opportunity": values | st.just(SHORT), "origin": values}), max_size=5)


@given(cells(CallLinks, links=links))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(CallLinks, document)
    row = row_or_reason(CallLinks, document | {"id": "1"})
    assert row
    deals = [link["opportunity"] for link in row["links"]]
    assert len(set(deals)) == len(deals)
