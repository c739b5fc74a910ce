"""An assistant that asks the MCP server in this process, and what it is told."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from fastmcp import Client, FastMCP

from gametape.settings import Settings
from gametape.surfaces.mcp.server import make_server
from gametape.surfaces.store import Store

Got = TypeVar("Got")


def finished(work: Coroutine[Any, Any, Got]) -> Got:
    """The result of a coroutine. In a thread: where a browser was opened, this one has a loop of Playwright's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: the text that a model reads, and the same as structured content."""

    text: str
    data: Any
    is_error: bool
    seconds: float

    def __getitem__(self, name: str) -> Any:
        assert not self.is_error, self.text
        return self.data[name]

    @property
    def tokens(self) -> int:
        """By the rule of thumb of four letters each."""
        return len(self.text) // 4


class Assistant:
    """Asks in turn, each time as a client of its own."""

    def __init__(self, engine: sa.Engine, settings: Settings) -> None:
        self.server: FastMCP = make_server(Store(settings, engine))

    def ask(self, tool: str, **arguments: Any) -> Told:
        """The answer of a tool, whatever it is."""
        return self.all((tool, arguments))[0]

    def all(self, *questions: tuple[str, dict[str, Any]]) -> list[Told]:
        """The answers to several questions, asked by one client."""

        async def asking(client: Client[Any]) -> list[Told]:
            return [await _told(client, tool, arguments) for tool, arguments in questions]

        return self.with_client(asking)

    def refused(self, tool: str, **arguments: Any) -> str:
        """Why a question is not answered."""
        told = self.ask(tool, **arguments)
        assert told.is_error, told.text
        return told.text

    def schemas(self) -> dict[str, dict[str, Any]]:
        """The schema of each tool's parameters."""

        async def listed(client: Client[Any]) -> dict[str, dict[str, Any]]:
            return {known.name: known.input_schema for known in await client.list_tools()}

        return self.with_client(listed)

    def with_client(self, use: Callable[[Client[Any]], Awaitable[Got]]) -> Got:
        """Whatever a client can do."""

        async def connected() -> Got:
            async with Client(self.server) as client:
                return await use(client)

        return finished(connected())


async def _told(client: Client[Any], tool: str, arguments: dict[str, Any]) -> Told:
    began = time.perf_counter()
    answer = await client.call_tool(tool, arguments, raise_on_error=False)
    seconds = time.perf_counter() - began
    text = "".join(part.text for part in answer.content if part.type == "text")
    if not answer.is_error:
        assert json.loads(text) == answer.structured_content
    return Told(text, answer.structured_content, answer.is_error, seconds)
