"""What is measured, against what is true of the sample company: its plan is written down beside it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from gametape.analysis.measures.measure import measure
from gametape.sample import generate
from gametape.settings import Settings
from gametape.store.tables import call_metrics, calls
from gametape.sync.run import run
from gametape.warehouse.connect import connect
from tests.conftest import SettingsFor

# Of the truth: the number and side that measure the same, and how far they may be apart.
SAME = {
    "talk_ratio": ("talk_ratio", "ours", 0.005),
    "open_questions": ("open_questions", "ours", 0),
    "questions_ours": ("questions", "ours", 0),
    "questions_theirs": ("questions", "theirs", 0),
    "longest_monologue": ("longest_turn_seconds", "ours", 0.1),
    "longest_story": ("longest_turn_seconds", "theirs", 0.1),
    "patience": ("patience_seconds", "ours", 0.03),
    "filler_per_100_words": ("fillers_per_100_words", "ours", 0.001),
    "speech_rate": ("words_per_minute", "ours", 1.0),  # pauses within a turn are kept in tenths of a second
    "seconds": ("call_seconds", "ours", 0.1),
}


@pytest.fixture
def found(engine: sa.Engine, settings_for: SettingsFor, tmp_path: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each external call whose speakers are all known: what is true, and what was measured by side."""
    made = generate(tmp_path / "sample.duckdb", seed=5, deals=24, today=date(2026, 11, 2))
    settings: Settings = settings_for(warehouse=made.url)
    with connect(settings) as warehouse:
        assert run(engine, warehouse, settings, trigger="cli").status == "success"
    measure(engine, settings)
    measured: dict[str, dict[str, Any]] = {}
    with engine.connect() as connection:
        query = sa.select(calls.c.gong_call_id, call_metrics).join_from(call_metrics, calls)
        for row in connection.execute(query):
            measured.setdefault(row.gong_call_id, {})[row.side] = row
    told = [call for deal in json.loads(made.truth.read_text())["deals"].values() for call in deal["calls"]]
    return [
        (call, measured[call["id"]])
        for call in told
        if call["id"] in measured and not call["internal"] and not call["unknown_speaker"]
    ]


@pytest.mark.slow
def test_numbers_and_trackers_are_those_that_were_planted(found: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    assert len(found) > 80
    for name, (metric, side, apart) in SAME.items():
        pairs = np.array([(true["measured"][name], own[side].metrics[metric]) for true, own in found])
        assert np.abs(pairs[:, 0] - pairs[:, 1]).max() <= apart, name
        assert np.corrcoef(pairs.T)[0, 1] > 0.999, name
    switches = np.array(
        [(true["measured"]["switches_per_hour"], own["ours"].metrics["interactivity_per_hour"]) for true, own in found]
    )
    assert np.corrcoef(switches.T)[0, 1] > 0.9

    precision, recall = _found(found, "next_steps", lambda true: _known((true["next_step"] or {}).get("turn")))
    assert (precision >= 0.65, recall >= 0.95) == (True, True)
    assert _found(found, "pricing", lambda true: _known(true["money_turn"]))[1] == 1


def _known(turn: int | None) -> set[int]:
    return set() if turn is None else {turn}


def _found(
    found: list[tuple[dict[str, Any], dict[str, Any]]], tracker: str, of: Callable[[dict[str, Any]], set[int]]
) -> tuple[float, float]:
    """Precision and recall of a tracker, turn by turn."""
    wanted = {(true["id"], turn) for true, _ in found for turn in of(true)}
    hits = {(true["id"], turn) for true, own in found for row in own.values() for turn in row.trackers.get(tracker, ())}
    return len(wanted & hits) / max(len(hits), 1), len(wanted & hits) / max(len(wanted), 1)
