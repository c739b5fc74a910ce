"""The stage of a deal at a time."""

from datetime import UTC, datetime, timedelta

from gametape.queries.stage_moves import StageTransition, stage_at

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_stage_of_a_day_is_the_one_it_had_moved_to() -> None:
    story = [
        StageTransition("Demo", "Trial", START),
        StageTransition("Trial", "Closed Won", START + timedelta(days=10)),
    ]
    assert stage_at(story, START - timedelta(days=1)) == "Demo"
    assert stage_at(story, START + timedelta(days=3)) == "Trial"
    assert stage_at([], START) is None
