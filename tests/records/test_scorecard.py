from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from gametape.records.identity import derived_id
from gametape.records.scorecard import ScorecardAnswer, dimension_of
from gametape.store.tables import coaching_sessions
from tests.builders.arbitrary_documents import assert_needs_an_id, cells, reads, row_or_reason


def test_columns() -> None:
    row, warnings = reads(
        ScorecardAnswer,
        id="11:22",
        call_id="77",
        rep_email="Dana@example.com",
        reviewer_email="bo@example.com",
        scorecard="Discovery call",
        question="Did the rep uncover the customer's pain?",
        score="4",
        answer_text="Yes, twice.",
        is_overall="false",
        not_applicable="false",
        reviewed_at="2026-03-02T10:00:00Z",
    )
    assert warnings == []
    assert {name: row[name] for name in row if name != "id"} == {
        "source_id": "gong:11:22",
        "call_id": derived_id("call", "77"),
        "rep_email": "dana@example.com",
        "dimension": "discovery",
        "score": 75,
        "origin": "gong",
        "explanation": "Yes, twice.",
        "metadata": {
            "scorecard": "Discovery call",
            "question": "Did the rep uncover the customer's pain?",
            "reviewer_email": "bo@example.com",
            "score": "4",
        },
        "scored_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
    }
    assert row["source_id"] == ScorecardAnswer.key("11:22")
    assert set(row) <= set(coaching_sessions.c.keys())


@pytest.mark.parametrize(("given_score", "points"), [("1", 0), ("5", 100), ("2.5", 37.5), (3, 50), ("4.0", 75)])
def test_one_to_five_become_0_to_100(given_score: Any, points: float) -> None:
    assert reads(ScorecardAnswer, id="1", call_id="7", score=given_score)[0]["score"] == points


@pytest.mark.parametrize("given_score", ["0", "6", "-1", "NaN", "good", "Infinity", [1], True])
def test_a_score_outside_is_left_out_said_and_still_told(given_score: Any) -> None:
    row, warnings = reads(ScorecardAnswer, id="1", call_id="7", score=given_score)
    assert row["score"] is None
    assert row["metadata"]["score"] == str(given_score)
    assert warnings[0].startswith("score: ")


def test_a_question_that_does_not_apply_has_no_score() -> None:
    row, _ = reads(ScorecardAnswer, id="1", call_id="7", score="1", not_applicable="true")
    assert row["score"] is None
    assert row["metadata"]["not_applicable"] is True


@pytest.mark.parametrize(
    ("question", "dimension"),
    [
        ("How well were objections handled?", "objection_handling"),
        ("Did the rep respond to competitor claims about the product?", "objection_handling"),
        ("Open-ended questions asked", "discovery"),
        ("Does the rep know the product?", "product_knowledge"),
        ("Active listening", "engagement"),
        ("Were next steps agreed?", "engagement"),
        ("Overall score", "other"),
        ("Was productivity discussed?", "other"),  # whole words only
        ("", "other"),
        (None, "other"),
    ],
)
def test_the_dimension_is_what_the_words_of_the_question_say(question: str | None, dimension: str) -> None:
    assert dimension_of(question) == dimension


def test_an_id_and_a_call_are_needed_and_a_shell_only_deletes() -> None:
    assert_needs_an_id(ScorecardAnswer)
    assert ScorecardAnswer.read('{"id": "1"}', []).missing() == "call_id"
    assert ScorecardAnswer.read('{"id": "1", "call_id": "7"}', []).missing() is None
    assert ScorecardAnswer.read('{"id": "1", "is_deleted": true, "call_id": "7"}', []).missing() == "question"
    assert ScorecardAnswer.read('{"id": "1", "is_deleted": true, "call_id": "7", "score": "3"}', []).missing() is None


@given(cells(ScorecardAnswer))
def test_any_cells_give_a_row_or_a_reason(document: dict[str, object]) -> None:
    row_or_reason(ScorecardAnswer, document)
    row = row_or_reason(ScorecardAnswer, document | {"id": "1"})
    assert row
    assert row["score"] is None or 0 <= row["score"] <= 100
