"""What a request may send: so much, and not too slowly."""

import asyncio
from collections.abc import Iterator

from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient
from starlette.types import Message

from gametape.surfaces.rest.body import LONGEST, BodyLimit


def test_a_long_body_is_refused_before_it_is_read(client: TestClient) -> None:
    for path in ("/api/opportunities/x/insights/reviews", "/mcp", "/api/login"):
        answer = client.post(path, content=b"[" * (LONGEST + 1), headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large"), path


def test_a_long_body_without_a_length_is_refused_while_it_is_read(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(12):
            yield b"[" * (LONGEST // 10)

    path = f"/api/opportunities/{'0' * 32}/insights/reviews"
    answer = client.post(path, content=chunks(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_a_body_that_drips_is_given_up() -> None:
    """The rest of the body never comes."""
    sent: list[Message] = []

    async def receive() -> Message:
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> str:
        async def app(_scope: object, receiving: object, _send: object) -> None:
            await receiving()  # type: ignore[operator]

        scope = {"type": "http", "headers": [], "method": "POST", "path": "/"}
        try:
            await BodyLimit(app, seconds=0.01)(scope, receive, send)
        except Exception as error:
            return f"{type(error).__name__} {getattr(error, 'status_code', '')}"
        return "answered"

    with start_blocking_portal() as portal:  # in a thread of its own: a browser test leaves its loop in this thread
        assert portal.call(ask) == "HTTPException 408"
