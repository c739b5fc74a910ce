"""Assistants' files: our entry goes in, all else stays as it is, and what is not understood is left alone."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from gametape.errors import BadRequest
from gametape.settings import Settings
from gametape.surfaces.cli.assistant_files import Client, as_file, file_of, local_entry, remote_entry, write_to
from tests.conftest import SettingsFor

ENTRY = {"command": "gametape", "args": ["mcp"]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "Claude" / "claude_desktop_config.json"


def test_a_file_is_made_that_nobody_else_reads(file: Path) -> None:
    assert write_to(file, ENTRY) is None
    assert json.loads(file.read_text()) == {"mcpServers": {"gametape": ENTRY}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_there_stays_and_the_old_file_is_kept(file: Path) -> None:
    file.parent.mkdir()
    before = '{"theme": "dark", "mcpServers": {"other": {"command": "x"}, "gametape": {"command": "old"}}}'
    file.write_text(before)
    file.chmod(0o644)
    kept = write_to(file, ENTRY)
    assert kept
    assert kept.read_text() == before
    after = json.loads(file.read_text())
    assert after == {"theme": "dark", "mcpServers": {"other": {"command": "x"}, "gametape": ENTRY}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert write_to(file, ENTRY) is None, "nothing to change, so nothing is written"
    assert len(list(file.parent.iterdir())) == 2


@pytest.mark.parametrize("present", ["[]", '{"mcpServers": 7}', "{ // a comment\n}", "null", "nonsense"])
def test_a_file_that_is_not_understood_is_left_alone(file: Path, present: str) -> None:
    file.parent.mkdir()
    file.write_text(present)
    with pytest.raises(BadRequest, match="it was not changed"):
        write_to(file, ENTRY)
    assert [(one, one.read_text()) for one in file.parent.iterdir()] == [(file, present)]


@pytest.mark.parametrize(
    ("client", "url"),
    [
        (Client.CLAUDE_DESKTOP, "postgresql://u:secret@db/deals"),
        (Client.CLAUDE_CODE, "${DATABASE_URL}"),
        (Client.CURSOR, "${env:DATABASE_URL}"),
    ],
)
def test_a_local_entry_brings_what_a_shell_would_know(settings_for: SettingsFor, client: Client, url: str) -> None:
    settings = settings_for(database_url="postgresql://u:secret@db/deals")
    entry = local_entry(client, settings, demo=False)
    assert Path(entry["command"]).is_file()
    assert entry["args"] == ["mcp"]
    assert entry["env"] == {"GAMETAPE_DATA_DIR": str(settings.data_dir), "DATABASE_URL": url}


def test_the_sample_company_needs_no_database(settings: Settings) -> None:
    entry = local_entry(Client.CLAUDE_DESKTOP, settings, demo=True)
    assert entry["args"] == ["mcp", "--demo"]
    assert "DATABASE_URL" not in entry["env"]


def test_a_remote_entry_has_the_token_in_a_variable() -> None:
    assert remote_entry(Client.CLAUDE_CODE, "https://deals.example/mcp") == {
        "type": "http",
        "url": "https://deals.example/mcp",
        "headers": {"Authorization": "Bearer ${GAMETAPE_TOKEN}"},
    }
    assert "${env:GAMETAPE_TOKEN}" in str(remote_entry(Client.CURSOR, "https://deals.example/mcp"))
    for client, url in ((Client.CLAUDE_DESKTOP, "https://deals.example/mcp"), (Client.CURSOR, "deals.example")):
        with pytest.raises(BadRequest):
            remote_entry(client, url)


def test_each_assistant_has_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert file_of(Client.CLAUDE_CODE) == tmp_path / ".mcp.json"
    assert file_of(Client.CURSOR) == tmp_path / ".cursor" / "mcp.json"
    places = {"darwin": "Library/Application Support/Claude", "linux": ".config/Claude"}
    for platform, folder in places.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert file_of(Client.CLAUDE_DESKTOP) == tmp_path / folder / "claude_desktop_config.json"


def test_what_is_printed_is_a_whole_file() -> None:
    printed: Any = json.loads(as_file(ENTRY))
    assert printed == {"mcpServers": {"gametape": ENTRY}}
