"""The real application on a port of its own, over a real Postgres, in a real browser."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from gametape.settings import Settings
from gametape.surfaces.application import SITE, create_app
from tests.builders.store_rows import add_deals, company
from tests.databases import Databases

DEALS = 120
TODAY = date.today()  # as the browser's own calendar has it
expect.set_options(timeout=15_000)  # milliseconds; the machine may have other work
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(tryfirst=True)  # before pytest itself deselects by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that asks for a browser, through whatever fixture, is a browser test."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / "opportunities" / "index.html").is_file():
        pytest.skip("web/out is not built; run scripts/build-web")
    return SITE


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on the PATH: the pages were not looked at in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        yield browser
        browser.close()


class Served:
    """The application behind a socket: `url`, and the engine under it."""

    def __init__(self, engine: sa.Engine, site: Path, settings: Settings | None = None) -> None:
        self.engine = engine
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(create_app(settings, engine, site=site), log_level="warning")
        self._server = uvicorn.Server(config)
        # Connections wait in the socket's queue until the server takes them, so nobody has to wait for its start.
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="session")
def served(databases: Databases, site: Path) -> Iterator[Served]:
    """The application over a company's deals; nobody changes them."""
    with databases.engine() as engine:
        with engine.begin() as connection:
            add_deals(connection, company(DEALS, TODAY))
        served = Served(engine, site)
        yield served
        served.stop()


@pytest.fixture
def empty(databases: Databases, site: Path) -> Iterator[Served]:
    """The application over a store that never saw a sync."""
    with databases.engine() as engine:
        served = Served(engine, site)
        yield served
        served.stop()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages in windows of their own; at the end, what their consoles complained of fails the test.

    A browser complains of every answer that failed: a test that wants one says its status as `expecting`, or the
    browser's own name of the failure.
    """
    complaints: list[str] = []
    contexts = []

    def open_(url: str, *, expecting: int | str | None = None, **options: Any) -> Page:
        failure = f"the server responded with a status of {expecting} " if isinstance(expecting, int) else expecting
        wanted = f"Failed to load resource: {failure}"

        def listen(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and not message.text.startswith(wanted):
                complaints.append(message.text)

        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage, served: Served) -> Page:
    """The list of deals."""
    return open_page(f"{served.url}/opportunities/")
