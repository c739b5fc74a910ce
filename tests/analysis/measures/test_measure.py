"""Which calls are measured again, and what is kept of those that cannot be."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gametape.analysis.measures import measure as module
from gametape.analysis.measures.measure import MeasureCounts, measure
from gametape.analysis.refresh import refresh
from gametape.settings import Settings
from gametape.store.tables import call_metrics, call_participants, calls, transcripts
from gametape.store.turns import Turn, pack
from tests.builders.measured_calls import TURNS, add_talk
from tests.builders.store_rows import MOMENT
from tests.conftest import SettingsFor


def rows(engine: sa.Engine) -> dict[tuple[UUID, str], Any]:
    with engine.connect() as connection:
        return {(row.call_id, row.side): row for row in connection.execute(sa.select(call_metrics))}


def change(engine: sa.Engine, table: sa.Table, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(sa.update(table).values(**values))


def test_both_sides_are_stored_once(engine: sa.Engine, settings: Settings) -> None:
    call = add_talk(engine)
    assert measure(engine, settings) == MeasureCounts(measured=1)
    found = rows(engine)
    assert set(found) == {(call, "ours"), (call, "theirs")}
    ours, theirs = found[call, "ours"], found[call, "theirs"]
    assert ours.words_covered
    assert (ours.metrics["open_questions"], ours.metrics["talk_ratio"]) == (1, 0.3333)
    assert theirs.metrics["longest_turn_seconds"] == 60.0
    assert {"pricing": [1], "objection": [1], "objection_price": [1]}.items() <= theirs.trackers.items()
    assert measure(engine, settings) == MeasureCounts()
    assert rows(engine) == found


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (transcripts, {"content_hash": b"other"}),
        (transcripts, {"turns": pack([*TURNS, Turn("ruiz", 92_000, 93_000, ("Well.",))]), "turn_count": 3}),
        (transcripts, {"turns": pack([TURNS[0], Turn("ruiz", 31_000, 91_000, ("Gone.",))])}),
        (call_participants, {"side": "theirs"}),
        (calls, {"language": "fr"}),
    ],
)
def test_what_changes_the_numbers_has_the_call_measured_again(
    engine: sa.Engine, settings: Settings, table: sa.Table, values: dict[str, Any]
) -> None:
    add_talk(engine)
    measure(engine, settings)
    before = rows(engine)
    change(engine, table, **values)
    assert measure(engine, settings).measured == 1
    assert {key: row.input_hash for key, row in rows(engine).items()} != {
        key: row.input_hash for key, row in before.items()
    }
    assert measure(engine, settings).measured == 0


@pytest.mark.parametrize(("table", "values"), [(calls, {"title": "x"}), (call_participants, {"title": "x"})])
def test_what_changes_nothing_does_not(
    engine: sa.Engine, settings: Settings, table: sa.Table, values: dict[str, Any]
) -> None:
    add_talk(engine)
    measure(engine, settings)
    change(engine, table, **values)
    assert measure(engine, settings).measured == 0


def test_new_definitions_and_new_trackers_measure_everything_again(
    engine: sa.Engine, settings: Settings, settings_for: SettingsFor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = add_talk(engine)
    measure(engine, settings)
    (tmp_path / "own.toml").write_text('language = "en"\n[[tracker]]\nname = "planning"\nphrases = ["plan"]')
    own = settings.model_copy(update={"trackers_dir": tmp_path})
    assert measure(engine, own).measured == 1
    assert rows(engine)[call, "ours"].trackers["planning"] == [0]
    monkeypatch.setattr(module, "VERSION", 1_000)
    assert measure(engine, own).measured == 1


def test_a_language_without_word_lists_is_marked(engine: sa.Engine, settings: Settings) -> None:
    call = add_talk(engine, language="ja")
    measure(engine, settings)
    ours = rows(engine)[call, "ours"]
    assert (ours.words_covered, ours.metrics["words"], ours.trackers) == (False, None, {})
    assert ours.metrics["talk_seconds"] == 30.0


@pytest.mark.parametrize("values", [{"turns": None, "dropped_at": MOMENT}, {"turns": None}])
def test_a_text_that_went_leaves_its_numbers(engine: sa.Engine, settings: Settings, values: dict[str, Any]) -> None:
    add_talk(engine)
    measure(engine, settings)
    before = rows(engine)
    change(engine, transcripts, **values)
    assert measure(engine, settings) == MeasureCounts()
    assert rows(engine) == before


@pytest.mark.parametrize("table", [calls, transcripts])
def test_what_the_source_deleted_loses_its_numbers_and_gets_them_back(
    engine: sa.Engine, settings: Settings, table: sa.Table
) -> None:
    add_talk(engine)
    measure(engine, settings)
    change(engine, table, deleted_at=MOMENT)
    assert measure(engine, settings) == MeasureCounts(removed=2)
    assert rows(engine) == {}
    change(engine, table, deleted_at=None)
    assert measure(engine, settings) == MeasureCounts(measured=1)


def test_silence_and_talk_among_ourselves_are_measured_too(engine: sa.Engine, settings: Settings) -> None:
    silent, internal = add_talk(engine, []), add_talk(engine, is_internal=True)
    assert measure(engine, settings) == MeasureCounts(measured=2)
    found = rows(engine)
    assert (found[silent, "ours"].metrics["talk_ratio"], found[silent, "ours"].metrics["call_seconds"]) == (None, 0)
    assert (internal, "ours") in found


def test_one_text_that_cannot_be_read_leaves_the_others_alone(engine: sa.Engine, settings: Settings) -> None:
    broken = add_talk(engine)
    others = [add_talk(engine, number=number) for number in range(1, 5)]
    with engine.begin() as connection:
        connection.execute(sa.update(transcripts).where(transcripts.c.call_id == broken).values(turns=b"no turns"))
    assert measure(engine, settings) == MeasureCounts(measured=4, unreadable=1)
    assert {call for call, _ in rows(engine)} == set(others)


def test_a_budget_ends_it_between_batches_and_the_next_goes_on(
    engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    ids = [add_talk(engine, number=number) for number in range(5)]
    moments = iter([0.0, 10.0, 10.0])
    monkeypatch.setattr(module, "time", type("Clock", (), {"monotonic": staticmethod(lambda: next(moments))}))
    assert measure(engine, settings, until=15.0) == MeasureCounts(measured=2, waiting=3)
    assert {call for call, _ in rows(engine)} == set(ids[:2])  # the newest
    monkeypatch.setattr(module, "time", time)
    assert refresh(engine, settings, budget=timedelta(0)).unmeasured == 3
    assert refresh(engine, settings, budget=timedelta(minutes=5)).measured == 3
