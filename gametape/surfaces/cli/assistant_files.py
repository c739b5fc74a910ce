"""Configuration entries of gametape for AI assistants (MCP), and writing them into an assistant's file safely."""

import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from gametape.errors import BadRequest
from gametape.settings import Settings

NAME = "gametape"
_TOKEN = "GAMETAPE_TOKEN"  # noqa: S105 - name of an environment variable


class Client(StrEnum):
    """Assistant that supports MCP."""

    CLAUDE_DESKTOP = "claude-desktop"
    CLAUDE_CODE = "claude-code"
    CURSOR = "cursor"


# Syntax for an environment variable in each assistant's file; Claude Desktop accepts values only.
_VARIABLE = {Client.CLAUDE_CODE: "${%s}", Client.CURSOR: "${env:%s}"}


def file_of(client: Client) -> Path:
    """Return the file from which the assistant reads its servers; for Claude Code, that of the current folder."""
    if client is Client.CLAUDE_CODE:
        return Path.cwd() / ".mcp.json"
    if client is Client.CURSOR:
        return Path.home() / ".cursor" / "mcp.json"
    if sys.platform == "darwin":
        folder = Path.home() / "Library" / "Application Support"
    else:
        known = os.environ.get("APPDATA" if sys.platform == "win32" else "XDG_CONFIG_HOME")
        folder = Path(known) if known else Path.home() / ".config"
    return folder / "Claude" / "claude_desktop_config.json"


def local_entry(client: Client, settings: Settings, *, demo: bool) -> dict[str, Any]:
    """Return the entry for a local server that the assistant starts as a process, over the store of the settings.

    An assistant starts the process in another folder and without the shell's environment, so the entry contains the
    variables that matter: GAMETAPE_DATA_DIR and DATABASE_URL.
    """
    script = Path(sys.executable).with_name("gametape.exe" if sys.platform == "win32" else "gametape")
    entry: dict[str, Any] = {"command": str(script), "args": ["mcp", *(["--demo"] if demo else [])]}
    env = {}
    if settings.data_dir != Settings.model_fields["data_dir"].get_default(call_default_factory=True):
        env["GAMETAPE_DATA_DIR"] = str(settings.data_dir.absolute())
    if settings.database_url and not demo:
        variable = _VARIABLE.get(client)
        env["DATABASE_URL"] = variable % "DATABASE_URL" if variable else settings.database_url.get_secret_value()
    return entry | ({"env": env} if env else {})


def remote_entry(client: Client, url: str) -> dict[str, Any]:
    """Return the entry for a gametape server at `url`; the token is read from the variable GAMETAPE_TOKEN.

    Raises:
        BadRequest: `url` is not a web address, or the assistant's file cannot hold an address.
    """
    if not url.startswith(("https://", "http://")):
        raise BadRequest(f"{url!r} is not a web address.", hint="Use an address such as https://host/mcp.")
    variable = _VARIABLE.get(client)
    if variable is None:
        raise BadRequest(
            "Claude Desktop's configuration file does not take an address.",
            hint="Leave out --url: with the same DATABASE_URL, a local server reads the same store.",
        )
    kind = {"type": "http"} if client is Client.CLAUDE_CODE else {}
    return {**kind, "url": url, "headers": {"Authorization": f"Bearer {variable % _TOKEN}"}}


def as_file(entry: dict[str, Any], present: str = "{}") -> str:
    """Return the text of a configuration file with the entry added or replaced; all other contents stay.

    Raises:
        BadRequest: `present` is not a JSON object with servers.
    """
    try:
        known = json.loads(present.strip() or "{}")
        servers = known.setdefault("mcpServers", {})
        servers[NAME] = entry
    except (ValueError, TypeError, AttributeError):
        raise BadRequest(
            "The file is not a JSON object with servers; it was not changed.",
            hint="Leave out --write and paste the entry yourself.",
        ) from None
    return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def write_to(file: Path, entry: dict[str, Any]) -> Path | None:
    """Write the entry into the file in one step (rename); return the path of the backup, or None if there is none.

    Raises:
        BadRequest: the file is not a JSON object with servers; it is not changed.
    """
    present = file.read_text("utf-8") if file.exists() else None
    text = as_file(entry, present or "{}")
    if text == present:
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = None
    if present is not None:
        kept = file.with_name(f"{file.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}.bak")
        shutil.copy2(file, kept)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as new:  # mode 0600
        new.write(text)
    if present is not None:
        shutil.copymode(file, new.name)
    Path(new.name).replace(file)
    return kept
