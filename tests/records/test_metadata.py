import json

from gametape.records.metadata import fit_to_budget


def test_within_the_budget_nothing_changes() -> None:
    metadata = {"type": "New", "fields": {"a": "x"}}
    assert fit_to_budget(metadata, 1000) == metadata


def test_beyond_the_budget_the_first_columns_stay_and_the_rest_is_counted() -> None:
    metadata = {"type": "New", "account": {"name": "N"}, "fields": {f"f{n}": "x" * 50 for n in range(100)}}
    slim = fit_to_budget(metadata, 1000)
    assert len(json.dumps(slim, separators=(",", ":"))) <= 1000
    assert slim["type"] == "New"
    assert slim["account"] == {"name": "N"}
    assert list(slim["fields"])[:3] == ["f0", "f1", "f2"]
    assert slim["left_out"] == 100 - len(slim["fields"]) > 0


def test_one_huge_value_does_not_push_out_the_others() -> None:
    slim = fit_to_budget({"fields": {"a_c": "x", "description": "y" * 5000, "b_c": "z"}}, 500)
    assert slim["fields"] == {"a_c": "x", "b_c": "z"}


def test_a_wide_account_leaves_room_for_the_deal() -> None:
    metadata = {
        "account": {f"a{n}": "x" * 50 for n in range(100)},
        "fields": {f"f{n}": "x" * 50 for n in range(100)},
    }
    slim = fit_to_budget(metadata, 2000)
    assert abs(len(slim["account"]) - len(slim["fields"])) <= 1


def test_chosen_columns_come_first_and_alone() -> None:
    metadata = {
        "owner_name": "Ann",
        "account": {f"a{n}": "x" * 50 for n in range(100)} | {"industry": "Food"},
        "fields": {f"f{n}": "x" * 50 for n in range(100)} | {"segment_c": "SMB"},
    }
    chosen = {"owner_name": "Ann", "fields": {"segment_c": "SMB"}, "account": {"industry": "Food"}}
    assert fit_to_budget(metadata, 1000, ("Segment__c", "Industry", "not_there")) == chosen
    assert fit_to_budget(metadata, 1000, ()) == {"owner_name": "Ann"}
    first_only = fit_to_budget({"fields": {"a": "x" * 50, "b": "y" * 50}}, 130, ("b", "a"))
    assert first_only == {"fields": {"b": "y" * 50}, "left_out": 1}, "in the order of the setting"
    slim = fit_to_budget(metadata, 1000, ("segment_c", "*"))
    assert next(iter(slim["fields"])) == "segment_c"
    assert len(slim["account"]) > 1
