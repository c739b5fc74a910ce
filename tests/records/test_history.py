"""The history of a deal becomes moves, each told once, whatever the spelling of the source."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.records.history import FieldValue, Move, OpportunityHistory, owner_value, value_of
from tests.builders.arbitrary_documents import cells, row_or_reason, values

DEAL = "006000000000001AAA"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ANN, BOB = "005000000000001AAA", "005000000000002AAA"


def state(id_: str, at: str = "2026-01-01 00:00:00+00", **values: Any) -> dict[str, Any]:
    return {"id": id_, "changed_at": at, "is_deleted": False, **values}


def moves(warnings: list[str] | None = None, **lists: list[dict[str, Any]]) -> list[Move]:
    document = json.dumps({"id": DEAL, **lists})
    return list(OpportunityHistory.read(document, [] if warnings is None else warnings).moves())


def told(found: list[Move]) -> list[tuple[str, str | None, str | None]]:
    return [(move.field, move.old.shown, move.new.shown) for move in found]


@pytest.mark.parametrize(
    ("value", "shown", "key"),
    [
        (Decimal("2500.00"), "2500.00", "2500"),
        (Decimal("2500"), "2500", "2500"),
        (Decimal("2.5E+3"), "2500", "2500"),
        (Decimal("-0.0"), "0.0", "0"),
        (Decimal("0.10"), "0.10", "0.1"),
        (
            Decimal("123456789012345678901234567890.120"),
            "123456789012345678901234567890.120",
            "123456789012345678901234567890.12",
        ),
        (date(2027, 1, 15), "2027-01-15", "2027-01-15"),
        ("1. New", "1. New", "1. New"),
        (None, None, None),
    ],
)
def test_a_value_has_one_form_to_compare(value: Any, shown: str | None, key: str | None) -> None:
    found = value_of(value)
    assert found.key == key
    assert found.shown == shown


def test_an_owner_is_the_user_whatever_the_address() -> None:
    old, new = owner_value(ANN[:15], "ann@old.test"), owner_value(ANN, "ann@new.test")
    assert old.key == new.key == ANN
    assert (old.shown, new.shown) == ("ann@old.test", "ann@new.test")
    assert owner_value(None, "ann@a.test") == FieldValue("ann@a.test", "ann@a.test")
    assert owner_value(BOB, None).shown == BOB
    assert owner_value(None, None) == FieldValue()


def test_one_value_in_other_spellings_is_no_move() -> None:
    amounts = ("1000.00", "1000", "1e3", "1000.0")
    days = ("2026-12-29 00:00:00+00", "2026-12-29", "2026-12-29T00:00:00.000+0000", "2026-12-29 00:00:00 UTC")
    states = [
        state(f"h{number}", amount=amount, close_date=day, stage=stage)
        for number, (amount, day, stage) in enumerate(zip(amounts, days, ("New", " New", "New ", "New"), strict=True))
    ]
    assert told(moves(states=states)) == [
        ("stage", None, "New"),
        ("amount", None, "1000.00"),
        ("close_date", None, "2026-12-29"),
    ]


def test_the_first_state_counts_and_the_first_version_does_not() -> None:
    values = [state("a", stage="New"), state("b", stage="Won")]
    assert told(moves(states=values)) == [("stage", None, "New"), ("stage", "New", "Won")]
    versions = [value | {"origin": "opportunity"} for value in values]
    (only,) = moves(versions=versions)
    assert (only.source_id, only.origin, only.old.shown, only.new.shown) == ("b:stage", "opportunity", "New", "Won")


def test_the_order_of_the_source_stands_inside_a_moment() -> None:
    stages = ("1. New", "3. Demo", "2. Call")
    found = moves(states=[state(id_, stage=stage) for id_, stage in zip("abc", stages, strict=True)])
    assert [(move.new.shown, move.at, move.place) for move in found] == [
        (stage, NEW_YEAR, place) for place, stage in enumerate(stages)
    ]


def test_a_deleted_row_does_not_break_the_chain() -> None:
    states = [state("a", stage="A"), state("b", stage="B"), state("c", stage="C")]
    assert told(moves(states=states))[1:] == [("stage", "A", "B"), ("stage", "B", "C")]
    states[1]["is_deleted"] = True
    assert told(moves(states=states))[1:] == [("stage", "A", "C")]


def test_a_row_that_was_sent_again_counts_once_as_it_came_last() -> None:
    sent = [state("a", stage="A"), state("b", stage="B", is_deleted=True), state("b", stage="B"), state("c", stage="C")]
    assert told(moves(states=sent))[1:] == [("stage", "A", "B"), ("stage", "B", "C")]
    under_another_id = [state("a", stage="A"), state("b", stage="B", is_deleted=True), state("b2", stage="B")]
    assert told(moves(states=under_another_id))[1:] == [("stage", "A", "B")]


def test_changes_are_read_by_their_field() -> None:
    changes = [
        state("f1", field="amount", old="100.50", new="250"),
        state("f2", field="amount", old="250", new="250.00"),
        state("f3", field="close_date", old="2026-12-29 00:00:00+00", new="2027-01-15"),
        state("f4", field="owner", old=ANN[:15], new=BOB, old_email="Ann@A.test"),
        state("f5", field="owner", old=BOB[:15], new=BOB, old_email="bob@old.test", new_email="bob@new.test"),
    ]
    assert told(moves(changes=changes)) == [
        ("amount", "100.50", "250"),
        ("close_date", "2026-12-29", "2027-01-15"),
        ("owner", "ann@a.test", BOB),
    ]


def test_what_has_no_place_in_the_chain_is_named() -> None:
    warnings: list[str] = []
    document = {"id": DEAL, "states": [state("a", at="soon", stage="A"), state("", stage="B"), state("c", stage="C")]}
    record = OpportunityHistory.read(json.dumps(document), warnings)
    assert told(list(record.moves())) == [("stage", None, "C")]
    assert record.dangling() == ["an entry of 2026-01-01 00:00:00+00:00 left out (no id)"]
    assert ["'soon' left out" in warning for warning in warnings] == [True]
    assert told(moves(warnings, states="no list")) == []  # type: ignore[arg-type]


def test_only_a_key_that_differs_is_stored() -> None:
    (first, second) = moves(states=[state("a", amount="10"), state("b", amount="2500.00")])
    assert (first.row()["new_key"], second.row()["old_key"], second.row()["new_key"]) == (None, None, "2500")


def entries(**likely: Any) -> Any:
    cell = {name: values | one for name, one in likely.items()}
    return st.lists(
        st.fixed_dictionaries({"id": values, "changed_at": values | st.just("2026-01-01")} | cell), max_size=4
    )


@settings(max_examples=40)
@given(
    cells(
        OpportunityHistory,
        states=entries(stage=st.text(), amount=st.just("1.0"), close_date=st.just("2026-01-01")),
        changes=entries(field=st.sampled_from(["stage", "amount", "close_date", "owner"]), old=values, new=values),
    )
)
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row = row_or_reason(OpportunityHistory, document | {"id": "1"})
    keys = [
        (move["field"], move["old_key"] or move["old_value"], move["new_key"] or move["new_value"])
        for move in (row["moves"] if row else ())
    ]
    assert all(old != new for _, old, new in keys)
