"""One more day: what changed is what the day says, and nothing else."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gametape.errors import NotFound
from gametape.sample import Day, tomorrow
from tests.sample.reading import Company
from tests.sample.test_generate import fingerprint


@pytest.fixture
def copy(company: Company, tmp_path: Path) -> Path:
    path = tmp_path / "company.duckdb"
    shutil.copy(company.sample.warehouse, path)
    shutil.copy(company.sample.truth, tmp_path / "company.duckdb.truth.json")
    return path


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as db:
        yield db


def changed(before: Company, path: Path, table: str) -> set[str]:
    """Ids of the rows that are new or other than before, sync stamps aside."""
    sql = f"SELECT id, md5(t::VARCHAR) FROM (SELECT * EXCLUDE (_fivetran_synced) FROM {table}) t"
    old = dict(before.rows(sql))
    with reading(path) as db:
        return {key for key, text in db.execute(sql).fetchall() if old.get(key) != text}


def cell(path: Path, sql: str, *values: Any) -> Any:
    with reading(path) as db:
        return db.execute(sql, values).fetchall()[0][0]


def test_the_day_is_what_changed(company: Company, copy: Path) -> None:
    day = tomorrow(copy, seed=1)
    assert day.day == date(2026, 11, 23)  # the Monday after
    assert day.moved
    assert day.pushed
    assert day.deleted
    assert changed(company, copy, "salesforce.opportunity") == (
        day.moved.keys() | day.pushed.keys() | {day.deleted} | talked(copy, day)
    )
    assert changed(company, copy, "salesforce.account") == {day.renamed[0]} if day.renamed else set()
    assert changed(company, copy, "salesforce.email_message") == {day.mail}
    assert changed(company, copy, "gongio_ft.call") == {day.call}
    assert cell(copy, "SELECT count(*) FROM gongio_ft.transcript WHERE call_id = ?", day.call) > 20
    assert cell(copy, "SELECT count(*) FROM salesforce.user WHERE email = ? AND NOT is_active", day.departed) == 1
    assert cell(copy, "SELECT count(*) FROM salesforce.opportunity WHERE id = ? AND is_deleted", day.deleted) == 1
    for key, stage in day.moved.items():
        assert cell(copy, "SELECT stage_name FROM salesforce.opportunity WHERE id = ?", key) == stage
        logged = "SELECT max_by(new_value, created_date) FROM salesforce.opportunity_field_history"
        logged += " WHERE opportunity_id = ?"
        assert cell(copy, logged, key) == stage
    for key, close in day.pushed.items():
        assert cell(copy, "SELECT close_date::DATE FROM salesforce.opportunity WHERE id = ?", key) == close


def talked(path: Path, day: Day) -> set[str]:
    with reading(path) as db:
        sql = "SELECT object_id FROM gongio_ft.call_context_integration WHERE call_id = ? AND object_type = ?"
        short = {row[0][:15] for row in db.execute(sql, [day.call, "Opportunity"]).fetchall()}
        return {
            row[0] for row in db.execute("SELECT id FROM salesforce.opportunity").fetchall() if row[0][:15] in short
        }


def test_an_account_is_renamed_without_its_deals_being_touched(company: Company, copy: Path) -> None:
    day = tomorrow(copy, seed=1)
    assert day.renamed is not None
    key, name = day.renamed
    assert cell(copy, "SELECT name FROM salesforce.account WHERE id = ?", key) == name
    touched = day.moved.keys() | day.pushed.keys() | {day.deleted} | talked(copy, day)
    for deal, stamp in company.rows(
        "SELECT id, last_modified_date::VARCHAR FROM salesforce.opportunity WHERE account_id = ?", key
    ):
        if deal not in touched:
            assert (
                cell(copy, "SELECT last_modified_date::VARCHAR FROM salesforce.opportunity WHERE id = ?", deal) == stamp
            )


def test_tables_that_are_copied_anew_move_their_sync_stamp_alone(company: Company, copy: Path) -> None:
    tomorrow(copy, seed=1)
    stamps = "SELECT list(DISTINCT _fivetran_synced::DATE) FROM gongio_ft.call_participant"
    assert cell(copy, stamps) == [date(2026, 11, 23)]
    old = "SELECT max(_fivetran_synced)::DATE FROM gongio_ft.call WHERE started < '2026-11-22'"
    assert cell(copy, old) == date(2026, 11, 21)


def test_the_same_seed_plays_the_same_days(copy: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / "company.duckdb"
    shutil.copytree(tmp_path, twin.parent)
    first = [tomorrow(path, seed=4) for path in (copy, twin)]
    second = [tomorrow(path, seed=4) for path in (copy, twin)]
    assert first[0] == first[1]
    assert second[0] == second[1]
    assert second[0].day == date(2026, 11, 24)
    assert second[0].call != first[0].call
    assert fingerprint(copy) == fingerprint(twin)


def test_another_seed_plays_another_day(copy: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin" / "company.duckdb"
    shutil.copytree(tmp_path, twin.parent)
    assert tomorrow(copy, seed=1).moved != tomorrow(twin, seed=2).moved


def test_only_a_sample_can_be_played(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not a sample"):
        tomorrow(tmp_path / "nothing.duckdb")
    (tmp_path / "mine.duckdb").touch()
    with pytest.raises(NotFound):
        tomorrow(tmp_path / "mine.duckdb")
