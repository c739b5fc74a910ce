import json

from gametape.records.metadata import capped


def test_within_the_budget_nothing_changes() -> None:
    metadata = {"type": "New", "fields": {"a": "x"}}
    assert capped(metadata, 1000) == metadata


def test_beyond_the_budget_the_first_columns_stay_and_the_rest_is_counted() -> None:
    metadata = {"type": "New", "account": {"name": "N"}, "fields": {f"f{n}": "x" * 50 for n in range(100)}}
    slim = capped(metadata, 1000)
    assert len(json.dumps(slim, separators=(",", ":"))) <= 1000
    assert slim["type"] == "New"
    assert slim["account"] == {"name": "N"}
    assert list(slim["fields"])[:3] == ["f0", "f1", "f2"]
    assert slim["left_out"] == 100 - len(slim["fields"]) > 0


def test_one_huge_value_does_not_push_out_the_others() -> None:
    slim = capped({"fields": {"a_c": "x", "description": "y" * 5000, "b_c": "z"}}, 500)
    assert slim["fields"] == {"a_c": "x", "b_c": "z"}
