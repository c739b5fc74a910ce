"""The company as a whole: the same arguments give the same rows, and the rows tell one story."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from gametape.errors import BadRequest
from gametape.sample import NO_EFFECTS, generate
from tests.sample.reading import TODAY, Company


def fingerprint(path: Path) -> dict[str, str]:
    """A hash over all rows of each table, in their order."""
    with duckdb.connect(str(path), read_only=True) as db:
        tables = db.execute(
            "SELECT table_schema || '.\"' || table_name || '\"' FROM information_schema.tables"
        ).fetchall()
        return {
            table: db.execute(f"SELECT md5(string_agg(t::VARCHAR, '|' ORDER BY rowid)) FROM {table} t").fetchall()[0][0]
            for (table,) in tables
        }


def test_the_same_arguments_give_the_same_rows_and_the_same_truth(tmp_path: Path) -> None:
    one = generate(tmp_path / "one.duckdb", seed=3, deals=12, today=TODAY)
    two = generate(tmp_path / "elsewhere" / "two.duckdb", seed=3, deals=12, today=TODAY)
    assert fingerprint(one.warehouse) == fingerprint(two.warehouse)
    assert one.truth.read_bytes() == two.truth.read_bytes()
    assert all(one.rows.values())


def test_another_seed_is_another_company(tmp_path: Path) -> None:
    names = []
    for seed in (1, 2):
        sample = generate(tmp_path / f"{seed}.duckdb", seed=seed, deals=8, today=TODAY)
        with duckdb.connect(str(sample.warehouse), read_only=True) as db:
            names.append({row[0] for row in db.execute("SELECT name FROM salesforce.contact").fetchall()})
    assert len(names[0] & names[1]) < len(names[0]) / 3


def test_more_deals_leave_the_first_ones_as_they_were(tmp_path: Path) -> None:
    few = json.loads(generate(tmp_path / "few.duckdb", deals=6, today=TODAY).truth.read_text("utf-8"))
    more = json.loads(generate(tmp_path / "more.duckdb", deals=9, today=TODAY).truth.read_text("utf-8"))
    without_links = [{k: v for k, v in deal.items() if k != "calls"} for deal in few["deals"].values()]
    assert without_links == [{k: v for k, v in deal.items() if k != "calls"} for deal in more["deals"].values()][:6]


def test_an_older_sample_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "company.duckdb"
    generate(out, deals=4, today=TODAY)
    sample = generate(out, deals=3, today=TODAY)
    with duckdb.connect(str(out), read_only=True) as db:
        planned = db.execute("SELECT count(*) FROM salesforce.opportunity WHERE name IS NOT NULL").fetchall()
    assert planned == [(3 + 1,)]  # and one test deal that somebody deleted
    assert sorted(path.name for path in tmp_path.iterdir()) == ["company.duckdb", "company.duckdb.truth.json"]
    assert sample.url == f"duckdb:///{out}"


def test_the_folder_may_have_any_name(tmp_path: Path) -> None:
    made = generate(tmp_path / "it's, a \\ folder" / "w.duckdb", deals=1)
    assert made.warehouse.is_file()
    assert made.truth.is_file()


@pytest.mark.parametrize("folder", [False, True])
def test_what_is_no_sample_is_never_written_over(tmp_path: Path, folder: bool) -> None:
    out = tmp_path / "mine.duckdb"
    out.mkdir() if folder else out.write_text("mine")
    with pytest.raises(BadRequest, match=r"mine\.duckdb is"):
        generate(out, deals=1)
    assert folder or out.read_text() == "mine"


def test_what_makes_no_company_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest):
        generate(tmp_path / "x.duckdb", deals=0)
    with pytest.raises(BadRequest):
        generate(tmp_path / "x.duckdb", open_share=1.5)
    assert list(tmp_path.iterdir()) == []


def test_a_company_of_closed_deals_only(tmp_path: Path) -> None:
    sample = generate(tmp_path / "c.duckdb", deals=10, today=TODAY, effects=NO_EFFECTS, reps=3, open_share=0.0)
    truth = json.loads(sample.truth.read_text("utf-8"))
    assert {deal["status"] for deal in truth["deals"].values()} == {"won", "lost"}
    assert len(truth["reps"]) == 3
    assert all(behaviour["slope"] == 0 for behaviour in truth["behaviours"])


def test_by_default_the_story_stands_today(tmp_path: Path) -> None:
    truth = json.loads(generate(tmp_path / "now.duckdb", deals=1).truth.read_text("utf-8"))
    assert abs((date.today() - date.fromisoformat(truth["today"])).days) <= 1


def test_nothing_lies_after_today(company: Company) -> None:
    late = f"TIMESTAMPTZ '{TODAY} 23:59:59+00'"
    for table, column in (
        ("opportunity", "last_modified_date"), ("opportunity_history", "created_date"),
        ("email_message", "message_date"),
        ("account", "created_date"), ("task", "created_date"), ("opportunity_field_history", "created_date"),
    ):  # fmt: skip
        assert company.one(f"SELECT count(*) FROM salesforce.{table} WHERE {column} > {late}") == 0, table
    assert company.one(f"SELECT count(*) FROM gongio_ft.call WHERE started > '{TODAY}T23:59:59Z'") == 0


def test_the_mix_of_outcomes(company: Company) -> None:
    outcomes = [deal["status"] for deal in company.deals.values()]
    assert abs(outcomes.count("open") / len(outcomes) - 0.42) < 0.05
    assert min(outcomes.count("won"), outcomes.count("lost")) > 0.18 * len(outcomes)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_deals(tmp_path: Path) -> None:
    """Peak memory of a process that makes four times the deals stays within a quarter of the smaller one's."""
    peaks = []
    for deals in (80, 320):
        code = (
            "import resource, pathlib, gametape.sample as s;"
            f"s.generate(pathlib.Path({str(tmp_path / f'{deals}.duckdb')!r}), deals={deals});"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] * 1.25, peaks
