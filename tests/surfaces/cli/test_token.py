"""`gametape token`, and what `serve` says of it."""

import json

import pytest

from tests.surfaces.cli.conftest import Gametape

pytestmark = pytest.mark.slow


def test_a_token_is_made_shown_once_listed_and_revoked(gametape: Gametape) -> None:
    made = gametape("token", "create", "Ingrid", "--scope", "read", "--scope", "refresh")
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    assert token.startswith("gametape_")
    assert "not shown again" in made.stderr
    listed = gametape("token", "list", "--json")
    (one,) = json.loads(listed.stdout)
    assert (one["name"], one["scopes"], one["revoked_at"]) == ("Ingrid", ["read", "refresh"], None)
    assert token not in listed.stdout
    assert gametape("token", "create", "Ingrid").returncode == 1
    assert gametape("token", "revoke", "Ingrid").returncode == 0
    assert "revoked" in gametape("token", "list").stdout
    gone = gametape("token", "revoke", "Ingrid")
    assert gone.returncode == 1
    assert "no active token" in gone.stderr


def test_an_assistants_entry_is_printed(gametape: Gametape) -> None:
    printed = gametape("mcp", "install", "--client", "claude-code")
    assert printed.returncode == 0, printed.stderr
    entry = json.loads(printed.stdout)["mcpServers"]["gametape"]
    assert entry["args"] == ["mcp"]
    assert entry["env"]["DATABASE_URL"] == "${DATABASE_URL}"
    assert ".mcp.json" in printed.stderr
    refused = gametape("mcp", "install", "--client", "claude-desktop", "--url", "https://deals.example/mcp")
    assert refused.returncode == 1
    assert "DATABASE_URL" in refused.stderr
