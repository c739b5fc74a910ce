"""Gong's API on this machine, in this process or as a server, with faults that a test switches on."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qsl

import httpx2
import uvicorn

from gametape.gong.access import GongAccess
from gametape.gong.gong_client import GongClient, RequestBudget
from gametape.sample.gong_api import ApiAnswer, ApiRequest, GongApi
from gametape.sample.gong_company import GongCompany

KEY, SECRET = "key-of-the-sample", "secret-of-the-sample"
URL = "https://sample.api.gong.example"

Fault = Callable[[ApiRequest], ApiAnswer | None]
"""What is wrong: an answer in place of Gong's, or None to let Gong answer."""


class FaultyGong(GongApi):
    """Gong with faults. `asked` has every request, faults included."""

    def __init__(
        self,
        company: GongCompany,
        *,
        page_size: int = 100,
        scopes: frozenset[str] | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        super().__init__(company, KEY, SECRET, page_size=page_size, scopes=scopes)
        self.faults = list(faults)
        self.asked: list[ApiRequest] = []

    def answer(self, request: ApiRequest) -> ApiAnswer:
        self.asked.append(request)
        told = next(filter(None, (fault(request) for fault in self.faults)), None)
        return told or super().answer(request)


def client_of(api: GongApi, *, budget: RequestBudget | None = None, naps: list[float] | None = None) -> GongClient:
    """A client that reaches `api` without a network and does not wait; `naps` has the pauses it would have made."""
    return GongClient(
        GongAccess(KEY, SECRET, URL),
        budget=budget,
        transport=httpx2.MockTransport(lambda request: _answer(api, request)),
        per_second=10_000,
        sleep=(naps if naps is not None else []).append,
    )


def _answer(api: GongApi, request: httpx2.Request) -> httpx2.Response:
    content = request.read()
    told = api.answer(
        ApiRequest(
            request.method,
            request.url.path,
            dict(parse_qsl(request.url.query.decode())),
            json.loads(content) if content else {},
            dict(request.headers),
        )
    )
    return httpx2.Response(told.status, json=told.body, headers=told.headers)


def first_time(fault: Fault) -> Fault:
    """The fault, until it struck once."""
    struck: list[bool] = []

    def once(request: ApiRequest) -> ApiAnswer | None:
        told = None if struck else fault(request)
        if told is not None:
            struck.append(True)
        return told

    return once


def on(path: str, answer: Callable[[ApiRequest], ApiAnswer | None]) -> Fault:
    """A fault of one path."""
    return lambda request: answer(request) if request.path == path else None


@contextmanager
def serving(api: GongApi) -> Iterator[str]:
    """The API as a server on a free port of this machine; gives its address."""
    server = uvicorn.Server(uvicorn.Config(api, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
