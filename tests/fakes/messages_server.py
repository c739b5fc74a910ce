"""The Messages API on this machine: a real HTTP server that answers late, badly, or not at all, as a test wants it."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer. `cut`: the connection ends in the middle of it."""

    text: str = "{}"
    stop_reason: str = "end_turn"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    usage: Mapping[str, int] = field(default_factory=lambda: {"input_tokens": 1000, "output_tokens": 200})


def answers(value: Any) -> Reply:
    """What a model says that keeps to the form."""
    return Reply(json.dumps(value))


def fault(status: int, after: float | None = None, kind: str = "api_error") -> Reply:
    """An error of the API; `after` seconds it asks to be called again."""
    headers = {} if after is None else {"retry-after": f"{after:.3f}"}
    body = {"type": "error", "error": {"type": kind, "message": f"fault {status}"}}
    return Reply(json.dumps(body), status=status, headers=headers)


class MessagesServer:
    """What it was asked, and who answers: `model` is given each request and says what comes back."""

    def __init__(self, model: Callable[[Request], Reply], delay: float) -> None:
        self.model = model
        self.delay = delay
        self.requests: list[Request] = []
        self.keys: list[str] = []
        self.batches: dict[str, list[Request]] = {}
        self.ended: set[str] = set()
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.messages = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["MessagesServer"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            time.sleep(self.delay)
            return self.model(request)
        finally:
            with self._lock:
                self._now -= 1

    def message(self, request: Request, reply: Reply) -> dict[str, Any]:
        return {
            "id": f"msg_{next(self._numbers)}",
            "type": "message",
            "role": "assistant",
            "model": request["model"],
            "content": [] if reply.stop_reason == "refusal" else [{"type": "text", "text": reply.text}],
            "stop_reason": reply.stop_reason,
            "stop_sequence": None,
            "usage": dict(reply.usage),
        }

    def take(self, requests: list[Request]) -> dict[str, Any]:
        id_ = f"msgbatch_{next(self._numbers)}"
        self.batches[id_] = requests
        return self.batch(id_)

    def batch(self, id_: str) -> dict[str, Any]:
        over = id_ in self.ended
        count = len(self.batches[id_])
        moment = "2026-11-26T09:00:00Z"
        return {
            "id": id_,
            "type": "message_batch",
            "processing_status": "ended" if over else "in_progress",
            "created_at": moment,
            "expires_at": "2026-11-27T09:00:00Z",
            "ended_at": moment if over else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "request_counts": {
                "processing": 0 if over else count,
                "succeeded": count if over else 0,
                "errored": 0,
                "canceled": 0,
                "expired": 0,
            },
            "results_url": f"{self.url}/v1/messages/batches/{id_}/results" if over else None,
        }

    def result(self, one: Request) -> dict[str, Any]:
        reply = self.answer(one["params"])
        if reply.status != 200:
            return {"custom_id": one["custom_id"], "result": {"type": "errored", "error": json.loads(reply.text)}}
        message = self.message(one["params"], reply)
        return {"custom_id": one["custom_id"], "result": {"type": "succeeded", "message": message}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    messages: MessagesServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None: ...

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        messages = self.server.messages
        messages.keys.append(self.headers.get("authorization") or self.headers.get("x-api-key") or "")
        if self.path.startswith("/v1/messages/batches"):
            self._send(messages.take(body["requests"]))
        elif self.path.startswith("/v1/messages/count_tokens"):
            self._send({"input_tokens": len(json.dumps(body)) // 4})
        else:
            self._message(body)

    def do_GET(self) -> None:
        messages, path = self.server.messages, self.path.split("?")[0]
        id_ = path.split("/")[4]
        if path.endswith("/results"):
            lines = "\n".join(json.dumps(messages.result(one)) for one in reversed(messages.batches[id_]))
            self._raw(200, lines.encode(), {"content-type": "application/binary"})
        else:
            self._send(messages.batch(id_))

    def _message(self, body: Request) -> None:
        reply = self.server.messages.answer(body)
        if reply.status != 200:
            self._raw(reply.status, reply.text.encode(), {"content-type": "application/json", **reply.headers})
            return
        sent = json.dumps(self.server.messages.message(body, reply)).encode()
        self._raw(200, sent, {"content-type": "application/json"}, cut=reply.cut)

    def _send(self, value: Any) -> None:
        self._raw(200, json.dumps(value).encode(), {"content-type": "application/json"})

    def _raw(self, status: int, body: bytes, headers: Mapping[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut


@contextmanager
def messages_server(model: Callable[[Request], Reply], delay: float = 0.0) -> Iterator[MessagesServer]:
    """A server with a model of the test's own behind it."""
    with MessagesServer(model, delay).running() as server:
        yield server


def one_after_the_other(*replies: Reply) -> Callable[[Request], Reply]:
    """A model that gives these answers in their order, and the last one for ever."""
    left = list(replies)

    def model(_: Request) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return model


def data_of(request: Request, name: str) -> list[dict[str, Any]]:
    """The rows of a block in what was sent, as whoever reads JSON line by line gets them."""
    for part in request["messages"][0]["content"]:
        text = part["text"]
        if f"<{name}>\n" in text:
            inner = text.split(f"<{name}>\n", 1)[1].split(f"\n</{name}>", 1)[0]
            return [json.loads(line) for line in inner.split("\n") if line]
    return []
