"""What reviewers answered on scorecards: one document per answer."""

from datetime import UTC, datetime

from tests.warehouse.conftest import WarehouseOf, documents, read

WHOLE = """
CREATE TABLE gongio_ft.answered_scorecard AS FROM (VALUES
  ('a1', 'call', 'card', 'rep', 'boss', '2026-03-02T10:00:00Z', false, TIMESTAMPTZ '2026-03-03'),
  ('a2', 'call', 'card', 'rep', 'boss', NULL, true, TIMESTAMPTZ '2026-03-04')
) t(id, call_id, scorecard_id, reviewed_user_id, reviewer_user_id, review_time, _fivetran_deleted, _fivetran_synced);
CREATE TABLE gongio_ft.answered_scorecard_answer AS FROM (VALUES
  ('a1', 'q1', '4', 'well asked', NULL, 'false', false), ('a1', 'q2', NULL, NULL, true, 'true', false),
  ('a1', 'q9', '3', NULL, false, NULL, true), ('a2', 'q1', '1', NULL, NULL, NULL, false)
) t(answered_scorecard_id, question_id, score, answer_text, is_overall, not_applicable, _fivetran_deleted);
"""
NAMES = """
CREATE TABLE gongio_ft.scorecard_question AS FROM (VALUES ('q1', 'Discovery', false), ('q2', 'Overall', true))
  t(question_id, question_text, is_overall);
CREATE TABLE gongio_ft.scorecard AS FROM (VALUES ('card', 'Call review')) t(id, name);
CREATE TABLE gongio_ft.users AS FROM (VALUES ('rep', 'ann@ours.test'), ('boss', 'bea@ours.test')) t(id, email_address);
"""


def test_each_answer_is_a_document(warehouse_of: WarehouseOf) -> None:
    rows = read(warehouse_of(WHOLE + NAMES), "coaching_sessions")
    assert {str(row.id): row.stamp for row in rows} == {
        "a1:q1": datetime(2026, 3, 3, tzinfo=UTC),
        "a1:q2": datetime(2026, 3, 3, tzinfo=UTC),
        "a1:q9": datetime(2026, 3, 3, tzinfo=UTC),
        "a2:q1": datetime(2026, 3, 4, tzinfo=UTC),
    }
    answers = documents(rows)
    assert answers["a1:q1"] == {
        "id": "a1:q1",
        "call_id": "call",
        "rep_email": "ann@ours.test",
        "reviewer_email": "bea@ours.test",
        "scorecard": "Call review",
        "question": "Discovery",
        "score": "4",
        "answer_text": "well asked",
        "is_overall": False,
        "not_applicable": False,
        "reviewed_at": "2026-03-02T10:00:00Z",
        "is_deleted": False,
    }
    assert (answers["a1:q2"]["is_overall"], answers["a1:q2"]["not_applicable"]) == (True, True)
    assert {id_ for id_, answer in answers.items() if answer["is_deleted"]} == {"a1:q9", "a2:q1"}


def test_a_question_that_was_revised_is_answered_once(warehouse_of: WarehouseOf) -> None:
    revised = "INSERT INTO gongio_ft.scorecard_question VALUES ('q1', 'Discovery, reworded', false);"
    rows = read(warehouse_of(WHOLE + NAMES + revised), "coaching_sessions")
    assert sorted(str(row.id) for row in rows) == ["a1:q1", "a1:q2", "a1:q9", "a2:q1"]


def test_answers_stand_without_the_names_of_things(duckdb_of: WarehouseOf) -> None:
    answer = documents(read(duckdb_of(WHOLE), "coaching_sessions"))["a1:q1"]
    assert (answer["question"], answer["rep_email"], answer["score"]) == (None, None, "4")
