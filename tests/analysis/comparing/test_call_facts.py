"""What a call has of each dimension is the same, whether its rows are read or asked in the database."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.comparing.call_facts import call_facts, call_values
from gametape.analysis.comparing.dimensions import dimensions
from gametape.store.tables import call_metrics
from tests.builders.store_rows import MOMENT, add_call

TALKED = {"talk_ratio": 0.4, "open_questions_per_hour": 7.5, "patience_seconds": None}


@pytest.fixture
def calls(connection: sa.Connection) -> list[UUID]:
    """Calls as they come: with words, without, with one side alone, and one that was not measured."""
    sides: tuple[dict[str, Any], ...] = (
        {"ours": (TALKED, {"budget": [3]}, True), "theirs": ({"longest_turn_seconds": 61}, {"pain": [1, 4]}, True)},
        {"ours": (TALKED, {}, False), "theirs": ({}, {}, False)},
        {"ours": (TALKED, {"timeline": [0]}, True), "theirs": ({}, {}, False)},
        {"theirs": ({"longest_turn_seconds": 12.5}, {"next_steps": [9]}, True)},
        {},
    )
    ids = [add_call(connection, f"Call {number}") for number in range(len(sides))]
    for id_, told in zip(ids, sides, strict=True):
        for side, (metrics, trackers, covered) in told.items():
            row = {"metrics": metrics, "trackers": trackers, "words_covered": covered, "input_hash": b""}
            connection.execute(sa.insert(call_metrics).values(call_id=id_, side=side, **row))
    return ids


def test_both_ways_give_the_same(connection: sa.Connection, calls: list[UUID]) -> None:
    read = {str(id_): dict(facts.values) for id_, facts in call_facts(connection, calls).items()}
    asked = call_values(connection, [str(id_) for id_ in calls], dimensions())
    assert asked == read
    assert asked[str(calls[0])]["talk_ratio"] == 0.4
    assert (asked[str(calls[0])]["pain"], asked[str(calls[0])]["timeline"]) == (1, 0)
    assert "pain" not in asked[str(calls[1])]
    assert str(calls[4]) not in asked


def test_what_a_language_lacks_is_in_no_dimension(connection: sa.Connection) -> None:
    raised = {"objection": [2], "objection_price": [2], "pain": [1]}
    found = {}
    for lacks in ([], ["hearing"], ["trackers", "hearing"]):
        call = add_call(connection, f"Lacks {lacks}", MOMENT)
        row = {"metrics": TALKED, "words_covered": True, "lacks": lacks, "input_hash": b""}
        for side, trackers in (("ours", {}), ("theirs", raised)):
            connection.execute(sa.insert(call_metrics).values(call_id=call, side=side, trackers=trackers, **row))
        facts = call_facts(connection, [call])[call]
        assert call_values(connection, [str(call)], dimensions()) == {str(call): dict(facts.values)}
        found[len(lacks)] = (facts.raised, facts.values.get("pain"), facts.values["talk_ratio"])
    assert found == {0: (1, 1, 0.4), 1: (0, 1, 0.4), 2: (0, None, 0.4)}
