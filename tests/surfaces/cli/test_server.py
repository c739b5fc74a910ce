"""`gametape serve` as others reach it: real sockets, a real reverse proxy."""

import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
import uvicorn

from gametape.settings import Settings
from gametape.surfaces.application import create_app
from gametape.surfaces.cli.serve import address, listening
from gametape.surfaces.cli.server import TimedProtocol

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@contextmanager
def served(engine: sa.Engine, settings: Settings) -> Iterator[str]:
    """The address of a server on loopback, as `gametape serve` makes it."""
    listener = listening("127.0.0.1", 0)
    app = create_app(settings, engine, site=None)
    server = uvicorn.Server(uvicorn.Config(app, http=TimedProtocol, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def status(url: str, headers: dict[str, str] | None = None) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_headers_that_do_not_come_are_not_waited_for(
    engine: sa.Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimedProtocol, "header_seconds", 0.2)
    with served(engine, settings) as url:
        host, port = url.removeprefix("http://").split(":")
        for first in (b"", b"GET /api/health HTTP/1.1\r\nHost: local"):
            with socket.create_connection((host, int(port)), timeout=30) as slow:
                slow.sendall(first)
                assert slow.recv(100) == b""
        assert status(f"{url}/api/health") == 200


_BARE = """
daemon off; worker_processes 1; pid {home}/pid; error_log stderr crit;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f;
    uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
    server {{ listen unix:{home}/socket; location / {{ {passing} proxy_pass {url}; }} }}
}}
"""


@contextmanager
def proxied(url: str, home: Path, passing: str = "") -> Iterator[Path]:
    """The socket of an nginx that passes everything on to `url`, with nothing else configured than `passing`."""
    if NGINX is None:
        pytest.skip("nginx is not installed (Debian's package: nginx-light)")
    (home / "nginx.conf").write_text(_BARE.format(home=home, url=url, passing=passing))
    process = subprocess.Popen([NGINX, "-p", str(home), "-c", str(home / "nginx.conf")])
    try:
        while not (home / "socket").exists() and process.poll() is None:
            time.sleep(0.01)
        yield home / "socket"
    finally:
        process.terminate()
        process.wait()


def through(proxy: Path, path: str) -> int:
    """The status of what a stranger gets through the proxy."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(30)
        client.connect(str(proxy))
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: deals.example\r\nConnection: close\r\n\r\n".encode())
        return int(client.recv(100).split()[1])


@pytest.mark.parametrize(
    "passing",
    ["", "proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;"],
    ids=["with nothing configured", "with the usual header"],
)
def test_a_proxy_on_this_machine_opens_nothing(
    engine: sa.Engine, settings: Settings, tmp_path: Path, passing: str
) -> None:
    with served(engine, settings) as url, proxied(url, tmp_path, passing) as proxy:
        assert status(f"{url}/api/opportunities") == 200
        assert through(proxy, "/api/health") == 200
        for path in ("/api/opportunities", "/api/openapi.json", "/mcp"):
            assert through(proxy, path) == 401, path


def test_a_proxy_that_hides_itself_is_closed_by_demanding_a_token(
    engine: sa.Engine, settings: Settings, tmp_path: Path
) -> None:
    closed = settings.model_copy(update={"access": "token"})
    with served(engine, closed) as url, proxied(url, tmp_path, "proxy_http_version 1.1;") as proxy:
        assert through(proxy, "/api/opportunities") == 401
