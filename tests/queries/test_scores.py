"""What counts as a score: people's word before the scorer's, one origin at a time."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.scoring.score_reviews import current_reviews, effective_score, reviews_of
from gametape.queries.scores import Origin, effective_scores, leading_origin
from gametape.store.tables import coaching_sessions, reviews
from tests.builders.store_rows import add_call

CRITERIA = [
    {"name": "open_questions", "points": 10, "max": 40},
    {"name": "topics", "points": 30, "max": 40},
    {"name": "follow_ups", "points": None, "max": 20},
]


@pytest.fixture
def call(connection: sa.Connection) -> UUID:
    return add_call(connection, "Demo")


def add_score(connection: sa.Connection, call: UUID, key: str = "s", **values: Any) -> None:
    row = {
        "source_id": key,
        "call_id": call,
        "rep_email": "dana@lumen.example",
        "dimension": "discovery",
        "score": 50,
        "origin": "local",
        "metadata": {"role": "AE", "criteria": CRITERIA},
        "content_hash": b"",
        **values,
    }
    connection.execute(sa.insert(coaching_sessions).values(row))


def say(connection: sa.Connection, verdict: str, key: str = "s", **values: Any) -> None:
    row = {"subject_type": "score", "subject_id": key, "verdict": verdict, "author": "Ines", "reason": "I was there"}
    connection.execute(sa.insert(reviews).values(row | values))


def counted(connection: sa.Connection, origin: Origin = "local") -> list[float]:
    scores = effective_scores(origin)
    return [float(score) for score in connection.scalars(sa.select(scores.c.score).order_by(scores.c.source_id))]


WORDS: list[tuple[list[tuple[str, dict[str, Any]]], float | None]] = [
    ([], 50),
    ([("override", {"score": 80})], 80),
    ([("override", {"score": 80}), ("override", {"score": 20})], 20),
    ([("override", {"score": 80}), ("withdraw", {})], 50),
    ([("override", {"score": 0})], 0),
    ([("contest", {"item": "open_questions"})], 75),
    ([("contest", {"item": "topics"})], 25),
    ([("contest", {"item": "topics"}), ("withdraw", {"item": "topics"})], 50),
    ([("contest", {"item": "topics"}), ("withdraw", {})], 25),
    ([("contest", {"item": "topics"}), ("contest", {"item": "open_questions"})], None),
    ([("contest", {"item": "topics"}), ("override", {"score": 66})], 66),
    ([("override", {"score": 66}), ("contest", {"item": "topics"})], 66),
]


@pytest.mark.parametrize(("said", "counts"), WORDS, ids=[" ".join(verdict for verdict, _ in said) for said, _ in WORDS])
def test_the_latest_word_on_a_score_and_on_each_criterion_holds(
    connection: sa.Connection, call: UUID, said: list[tuple[str, dict[str, Any]]], counts: float | None
) -> None:
    add_score(connection, call)
    say(connection, "override", key="another", score=1)
    say(connection, "contest", key="s", item="topics", subject_type="insight")
    for verdict, values in said:
        say(connection, verdict, **values)
    assert counted(connection) == ([] if counts is None else [counts])
    holds = current_reviews(reviews_of(connection, ["s"]).get("s", []))
    assert effective_score(50, CRITERIA, holds) == counts  # the page of a call says the same


def test_a_person_can_score_what_the_scorer_could_not(connection: sa.Connection, call: UUID) -> None:
    add_score(connection, call, score=None, metadata={"role": "AE", "criteria": []})
    assert counted(connection) == []
    say(connection, "override", score=70)
    assert counted(connection) == [70]


def test_origins_deleted_and_internal_calls_stay_apart(connection: sa.Connection, call: UUID) -> None:
    add_score(connection, call, "a", score=10)
    add_score(connection, call, "b", score=20, origin="claude")
    add_score(connection, call, "c", score=30, origin="gong", metadata={})
    add_score(connection, call, "d", score=40, rep_email=None)
    add_score(connection, add_call(connection, "Ours", is_internal=True), "e")
    add_score(connection, add_call(connection, "Gone", deleted_at=sa.func.now()), "f")
    assert (counted(connection), counted(connection, "claude"), counted(connection, "gong")) == ([10], [20], [30])


def test_claude_leads_once_it_has_scored_as_much(connection: sa.Connection, call: UUID) -> None:
    assert leading_origin(connection) == "local"
    add_score(connection, call, "a")
    other = add_call(connection, "Other")
    add_score(connection, other, "b")
    add_score(connection, call, "c", origin="claude")
    assert leading_origin(connection) == "local"
    add_score(connection, other, "d", origin="claude")
    assert leading_origin(connection) == "claude"
