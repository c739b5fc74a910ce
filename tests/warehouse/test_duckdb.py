"""The embedded warehouse: files as they are found, read by many, written by none of us."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import sqlglot

from gametape.errors import BadSettings, MissingSource, Skip, WarehouseUnavailable
from gametape.warehouse import Window, connect
from tests.conftest import SettingsFor
from tests.warehouse.conftest import build, documents, read

DEAL = (
    "CREATE TABLE salesforce.opportunity AS SELECT 'o' AS id, 'Acme' AS name, TIMESTAMP '2026-01-01' AS system_modstamp"
)


def test_a_folder_of_files_is_a_warehouse(tmp_path: Path, settings_for: SettingsFor) -> None:
    folder = tmp_path / "it's a folder"
    for name in ("salesforce", "gongio_ft", "stray"):
        (folder / name).mkdir(parents=True)
    (folder / "salesforce" / "opportunity.csv").write_text(
        "id,name,account_id,amount,is_won,last_modified_date,zip_c\n"
        "0060000000000017AAA,Acme,001,1200.50,true,2026-01-02T03:04:05.000+0000,01234\n"
        "2,,,,,,\n",
        "utf-8",
    )
    (folder / "salesforce" / "account.jsonl").write_text('{"id": "001", "name": "Acme SE", "tags": ["a"]}\n', "utf-8")
    (folder / "stray" / "notes.txt").write_text("no table", "utf-8")
    parquet = folder / "gongio_ft" / "opportunity.parquet"
    target = str(parquet).replace("'", "''")
    duckdb.execute(f"COPY (SELECT '0060000000000017AAA' AS id, 64 AS health_score) TO '{target}'")
    with connect(settings_for(warehouse=f"duckdb:///{folder}")) as warehouse:
        rows = read(warehouse, "opportunities")
    first = documents(rows)["0060000000000017AAA"]
    assert [(row.id, row.stamp) for row in rows] == [
        ("2", None),
        ("0060000000000017AAA", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
    ]
    assert (first["amount"], first["is_won"], first["health_score"]) == ("1200.50", "true", "64")
    assert first["account"] == {"id": "001", "name": "Acme SE", "tags": ["a"]}, "an id keeps its zeros"
    assert first["fields"] == {"zip_c": "01234"}


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, settings_for: SettingsFor) -> None:
    (tmp_path / "salesforce").mkdir()
    (tmp_path / "salesforce" / "opportunity.parquet").write_text("no parquet", "utf-8")
    with pytest.raises(BadSettings, match=r"opportunity\.parquet cannot be read\.$"):
        connect(settings_for(warehouse=f"duckdb:///{tmp_path}"))


def test_a_row_that_is_not_of_its_files_form_is_told_with_its_line(tmp_path: Path, settings_for: SettingsFor) -> None:
    (tmp_path / "salesforce").mkdir()
    rows = "".join(f"{number:015}AAA,Acme\n" for number in range(30_000))
    (tmp_path / "salesforce" / "opportunity.csv").write_text(f"id,name\n{rows}1,2,3,4\n{rows}", "utf-8")
    with (
        connect(settings_for(warehouse=f"duckdb:///{tmp_path}")) as warehouse,
        pytest.raises(Skip, match=r"opportunity\.csv: line 30002 has 4 values, but the first line has 2") as refused,
    ):
        read(warehouse, "opportunities")
    assert "UTF-8" in refused.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,name\n1,Caf\xe9\n", "line 2 is not UTF-8"),
        (b"id,name\n1,a\n2,b,c,d\n", "line 3 has 4 values, but the first line has 2"),
        (b'id,name\n1,"secret\n2,d\n', "line 3: unexpected end of data"),
    ],
)
def test_a_small_csv_file_that_is_wrong_is_named_with_the_line(
    tmp_path: Path, settings_for: SettingsFor, content: bytes, reason: str
) -> None:
    """DuckDB took such a file for another form, and read nothing of it without an error."""
    (tmp_path / "salesforce").mkdir()
    (tmp_path / "salesforce" / "opportunity.csv").write_bytes(content)
    with (
        pytest.raises((BadSettings, Skip)) as refused,
        connect(settings_for(warehouse=f"duckdb:///{tmp_path}")) as seen,
    ):
        read(seen, "opportunities")
    assert reason in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_folder_and_a_file_may_have_any_name(tmp_path: Path, settings_for: SettingsFor) -> None:
    folder = tmp_path / "it's, a \\ folder"
    (folder / "salesforce").mkdir(parents=True)
    (folder / "salesforce" / "opportunity.csv").write_text('id,name\n1,"Acme, ""the"" one\nand # only"\n', "utf-8")
    with connect(settings_for(warehouse=f"duckdb:///{folder}")) as warehouse:
        (row,) = read(warehouse, "opportunities")
    assert json.loads(row.document)["name"] == 'Acme, "the" one\nand # only'
    file = build(tmp_path / "w.duckdb", DEAL).rename(folder / "w.duckdb")  # DuckDB itself cannot write there
    with connect(settings_for(warehouse=f"duckdb:///{file}")) as warehouse:
        assert read(warehouse, "opportunities")


def test_what_is_sorted_on_disk_is_private_and_does_not_outlive_its_process(
    tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = build(tmp_path / "w.duckdb", DEAL)
    (left := tmp_path / "gametape-spill-left").mkdir()
    (left / "rows.tmp").write_text("of a process that was killed", "utf-8")
    with connect(settings_for(warehouse=f"duckdb:///{file}")), connect(settings_for(warehouse=f"duckdb:///{file}")):
        folders = list(tmp_path.glob("gametape-spill-*"))
        assert len(folders) == 2, "each has its own, and the one that nobody holds is gone"
        assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.duckdb"]


def test_what_duckdb_says_of_a_query_stays_in_the_detail(tmp_path: Path, settings_for: SettingsFor) -> None:
    path = build(tmp_path / "w.duckdb", DEAL)
    gone = sqlglot.parse_one("SELECT 1 AS stamp, 'Acme' AS id, name FROM salesforce.gone", dialect="duckdb")
    assert isinstance(gone, sqlglot.exp.Select)
    with connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse, pytest.raises(MissingSource) as caught:
        list(warehouse.engine.scan(gone, {}, 10))
    assert "gone" not in f"{caught.value} {caught.value.hint}"
    assert "gone" in caught.value.detail


def test_a_file_that_is_no_database_is_said(tmp_path: Path, settings_for: SettingsFor) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("not a database, but long enough to look for a header in it" * 100, "utf-8")
    with pytest.raises(BadSettings, match=r"cannot be read as a DuckDB file\.$") as caught:
        connect(settings_for(warehouse=f"duckdb:///{path}"))
    assert "IO Error" in caught.value.detail


def test_a_file_that_another_process_writes_is_busy_and_then_free(tmp_path: Path, settings_for: SettingsFor) -> None:
    path = build(tmp_path / "w.duckdb", DEAL)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(path)]
    settings = settings_for(warehouse=f"duckdb:///{path}")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "held\n"
        with pytest.raises(WarehouseUnavailable, match="Another process is writing to"):
            connect(settings)
        writer.communicate("")
    with connect(settings) as warehouse:
        assert len(read(warehouse, "opportunities")) == 1


def test_many_readers_share_a_file_that_nobody_changes(tmp_path: Path, settings_for: SettingsFor) -> None:
    path = build(tmp_path / "w.duckdb", DEAL)
    before = path.read_bytes()
    settings = settings_for(warehouse=f"duckdb:///{path}")
    with connect(settings) as one, connect(settings) as other:
        assert read(one, "opportunities") == read(other, "opportunities")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.duckdb"], "nothing is left beside it"


def test_the_machines_time_zone_changes_nothing(
    tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    path = build(tmp_path / "w.duckdb", DEAL)
    with connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse:
        (row,) = read(warehouse, "opportunities")
        assert warehouse.estimate(warehouse.source("opportunities"), Window()) is None
    assert row.stamp == datetime(2026, 1, 1, tzinfo=UTC)


def test_without_duckdb_it_says_what_to_install(
    tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(tmp_path / "w.duckdb", DEAL)
    monkeypatch.setattr("gametape.warehouse.duckdb.find_spec", lambda name: None)
    with pytest.raises(BadSettings, match="needs the duckdb package") as caught:
        connect(settings_for(warehouse=f"duckdb:///{path}"))
    assert "gametape[local]" in caught.value.hint


@pytest.mark.slow
def test_sorting_more_than_memory_holds_goes_to_disk(
    tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gametape.warehouse.duckdb.MEMORY_LIMIT", "256MB")
    monkeypatch.setattr("gametape.warehouse.duckdb.MEMORY_LIMITS_WIDE", ())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = build(
        tmp_path / "w.duckdb",
        """CREATE TABLE salesforce.opportunity AS SELECT i::VARCHAR AS id, 'x' AS name,
        to_timestamp((i * 7919) % 600000) AS last_modified_date FROM range(600000) t(i)""",
    )
    with connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse:
        pages = warehouse.rows(warehouse.source("opportunities"), Window(), 5000)
        stamps = [row.stamp for row in next(pages)]
        assert list(tmp_path.glob("gametape-*/*")), "300 MB of rows"
        stamps += [row.stamp for page in pages for row in page]
    assert len(stamps) == 600_000
    assert stamps == sorted(stamp for stamp in stamps if stamp)
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.duckdb"], "what was spilled is gone"


def test_wide_rows_get_the_memory_they_need(
    tmp_path: Path, settings_for: SettingsFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gametape.warehouse.duckdb.MEMORY_LIMIT", "100MB")
    path = build(
        tmp_path / "w.duckdb",
        """CREATE TABLE salesforce.opportunity AS
        SELECT i::VARCHAR AS id, 'x' AS name, repeat(md5(i::VARCHAR), 600) AS long_c FROM range(6000) t(i)""",
    )
    with connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse:
        assert len(read(warehouse, "opportunities")) == 6000
    monkeypatch.setattr("gametape.warehouse.duckdb.MEMORY_LIMITS_WIDE", ("100MB",))
    with (
        connect(settings_for(warehouse=f"duckdb:///{path}")) as warehouse,
        pytest.raises(Skip, match=r"too wide for this machine's memory\.$") as caught,
    ):
        read(warehouse, "opportunities")
    assert "GAMETAPE_METADATA_COLUMNS" in caught.value.hint
