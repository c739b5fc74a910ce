"""An incoming webhook of Slack."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Slack:
    """An incoming webhook; `status` is what it answers, a header at a time without end where it `drips`."""

    def __init__(self) -> None:
        self.status = 200
        self.drips = False
        self.ended = threading.Event()
        self.texts: list[str] = []
        slack = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                slack.texts.append(json.loads(body)["text"])
                self.send_response(slack.status)
                while slack.drips and not slack.ended.wait(0.02):
                    with suppress(OSError):
                        self.wfile.write(b"X-More: soon\r\n")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                logging.getLogger(__name__).debug(format, *args)

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/very-secret"


@contextmanager
def slack_running() -> Iterator[Slack]:
    slack = Slack()
    thread = threading.Thread(target=slack.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield slack
    slack.ended.set()
    slack.server.shutdown()
    slack.server.server_close()
    thread.join()
