"""Which `.env` is read, wherever gametape is started."""

from pathlib import Path

import pytest

from gametape import dotenv, settings
from gametape.errors import BadSettings


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable, no checkout's file, and an empty folder for configuration."""
    for name in ("GAMETAPE_ENV_FILE", "GAMETAPE_WAREHOUSE", "GAMETAPE_POSTGRES_BIN", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")
    monkeypatch.setattr(settings, "find_env_file", lambda: dotenv.find_env_file(checkout=tmp_path / "checkout"))


def put(folder: Path, text: str, name: str = ".env") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def read() -> settings.Settings:
    return settings.settings.__wrapped__()


def test_the_file_of_the_folder_one_stands_in_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another project's .env made gametape write its tables into that project's database."""
    put(tmp_path / "project", "DATABASE_URL=postgresql://theirs\nGAMETAPE_WAREHOUSE=duckdb:///theirs\n")
    monkeypatch.chdir(tmp_path / "project")
    assert (read().database_url, read().warehouse) == (None, None)


def test_the_checkout_comes_before_the_folder_for_configuration(tmp_path: Path) -> None:
    put(tmp_path / "config", "GAMETAPE_WAREHOUSE=from-config\n")
    assert read().warehouse == "from-config"
    put(tmp_path / "checkout", "GAMETAPE_WAREHOUSE=from-checkout\n")
    assert read().warehouse == "from-config", "a folder without pyproject.toml is no checkout"
    put(tmp_path / "checkout", "", name="pyproject.toml")
    assert read().warehouse == "from-checkout"


def test_a_named_file_is_the_only_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(tmp_path / "config", "GAMETAPE_WAREHOUSE=from-config\n")
    named = put(tmp_path / "named", "GAMETAPE_WAREHOUSE=named\n")
    monkeypatch.setenv("GAMETAPE_ENV_FILE", str(named))
    assert read().warehouse == "named"
    monkeypatch.setenv("GAMETAPE_ENV_FILE", "")
    assert (read().warehouse, dotenv.find_env_file()) == (None, None)
    monkeypatch.setenv("GAMETAPE_ENV_FILE", str(tmp_path / "gone"))
    with pytest.raises(BadSettings, match="GAMETAPE_ENV_FILE"):
        read()


def test_a_file_that_nobody_named_names_no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = put(tmp_path / "config", f"GAMETAPE_POSTGRES_BIN={tmp_path}\n")
    with pytest.raises(BadSettings, match="GAMETAPE_POSTGRES_BIN"):
        read()
    monkeypatch.setenv("GAMETAPE_ENV_FILE", str(file))
    assert read().postgres_bin == tmp_path


def test_a_file_that_is_no_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    put(tmp_path / "config", "").write_bytes(b"GAMETAPE_WAREHOUSE=caf\xe9\n")
    with pytest.raises(BadSettings, match="is not UTF-8 text"):
        read()
