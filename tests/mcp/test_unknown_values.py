"""Values that no deal has, parameters that are null, cursors that no answer gave: said, and never a silent zero."""

from typing import Any

import pytest

from tests.mcp.conftest import Sample

pytestmark = pytest.mark.slow

DANA = "dana.okafor@lanternworks.example"


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("find_deals", {"stage": "Negotation"}, "There is no stage 'Negotation'. Known: "),
        ("find_deals", {"product": "Toaster"}, "There is no product 'Toaster'. Known: "),
        ("find_deals", {"team": "Dana Okafor"}, "Nobody reports to "),
        ("find_calls", {"tracker": "weather"}, "There is no tracker 'weather'. Known: "),
        ("find_calls", {"dimension": "charm"}, "There is no dimension 'charm'. Known: "),
        ("find_calls", {"sort": "score"}, "A score belongs to a dimension."),
        ("find_deals", {"cursor": "bm90IGEgY3Vyc29y"}, "The cursor is not valid"),
        ("search_calls", {"words": "price", "speaker": "nobody@nowhere.example"}, "Nobody with the address"),
        ("deal_changes", {"since": "2026-01-01", "cursor": "AAAA"}, "The cursor is not valid"),
    ],
)
def test_an_unknown_value_is_named_and_never_a_silent_zero(
    sample: Sample, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in sample.assistant.refused(tool, **arguments)


GIVEN: dict[str, dict[str, Any]] = {
    "analyze_opportunity": {"opportunity_id": "Northwind"},
    "deal_timeline": {"deal": "Northwind"},
    "deal_people": {"deal": "Northwind"},
    "deal_changes": {"since": "2026-01-01"},
    "get_call": {"call": "Demo of Lantern Complete - Northwind"},
    "get_transcript": {"call": "Demo of Lantern Complete - Northwind"},
    "search_calls": {"words": "discount"},
    "get_learning_insights": {"rep_email": DANA},
    "count_deals": {"group_by": "stage"},
}


def test_null_for_an_optional_parameter_is_as_if_it_was_not_given(sample: Sample) -> None:
    for tool, schema in sample.assistant.schemas().items():
        given = GIVEN.get(tool, {})
        assert set(given) == set(schema.get("required", ())), tool
        nulls: dict[str, Any] = dict.fromkeys(set(schema["properties"]) - set(given))
        plain, with_nulls = sample.assistant.all((tool, given), (tool, given | nulls))
        assert not plain.is_error, plain.text
        assert with_nulls.data == plain.data, tool


def test_a_cursor_that_no_answer_gave_is_refused_by_every_tool_that_takes_it(sample: Sample) -> None:
    taking = {tool for tool, schema in sample.assistant.schemas().items() if "cursor" in schema["properties"]}
    assert len(taking) >= 8
    for tool in taking:
        given = GIVEN.get(tool, {}) | ({"rep": None} if tool == "rep_overview" else {})
        assert "cursor" in sample.assistant.refused(tool, **given, cursor="bm90IGEgY3Vyc29y").lower(), tool
