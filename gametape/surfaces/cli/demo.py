"""Command `gametape demo`: the whole product on a sample company."""

import json
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from os import environ
from pathlib import Path
from typing import Annotated, Any, Literal

import sqlalchemy as sa
import typer
from pydantic import SecretStr

from gametape.errors import FAILED, BadSettings
from gametape.log import set_up_log
from gametape.pipeline import run_pipeline
from gametape.settings import Settings, settings
from gametape.store.database import open_store
from gametape.surfaces.cli.app import app, err, out, speaking
from gametape.surfaces.cli.progress import live_progress
from gametape.surfaces.cli.serve import address, listening, serve_on
from gametape.sync.context import RunSummary

_PORT, _GONG_PORT = 8000, 8090

Check = Annotated[bool, typer.Option("--check", help="Start on a free port, check the answers, print them and exit.")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port. Default: the first free port from 8000.")]
From = Annotated[
    Literal["warehouse", "gong"],
    typer.Option("--source", help="Read the sample company from its warehouse, or from its Gong API alone."),
]


@app.command()
def demo(*, port: Port = None, check: Check = False, source: From = "warehouse") -> None:
    """Create a sample company, sync it with the real pipeline and open it in the browser.

    The demo has its own folder and database, separate from your own data.
    """
    with speaking():
        set_up_log("CRITICAL")  # the sample has bad rows on purpose; a sentence of the output mentions them
        chosen = demo_settings(settings(), source)
        file = chosen.data_dir / "warehouse.duckdb"
        _make_company(file)
        with sample_gong(chosen, file) if source == "gong" else nullcontext(chosen) as chosen:
            with live_progress() as progress:
                summary = run_pipeline(chosen, trigger="demo", progress=progress, note=progress.note)
            engine = open_store(chosen)
            with _listen(0 if check else port) as listener:
                if check:
                    _check(listener, chosen, engine, summary)
                else:
                    _serve(listener, chosen, engine, summary)


def demo_settings(chosen: Settings, source: Literal["warehouse", "gong"] = "warehouse") -> Settings:
    """Return the settings of the sample company, with a folder, warehouse and store of its own."""
    home = chosen.data_dir / ("demo" if source == "warehouse" else "demo-gong")
    warehouse = f"duckdb:///{home / 'warehouse.duckdb'}" if source == "warehouse" else None
    changes: dict[str, Any] = {"data_dir": home, "database_url": None, "slack_webhook": None}
    changes |= {"warehouse": warehouse, "calls_from": source}
    changes |= {"access": None}  # the sample company needs no token on this machine
    # The sample company has its own layout: settings of the environment for another source do not apply.
    names = ("salesforce_dataset", "gong_dataset", "gong_daily_requests", "gong_webhook_public_key", "gong_webhook_url")
    defaults = {name: Settings.model_fields[name].get_default() for name in names}
    return chosen.model_copy(update=changes | defaults | {"health_column": "deal_health_c", "product_column": None})


@contextmanager
def sample_gong(chosen: Settings, file: Path) -> Iterator[Settings]:
    """Serve the sample company's Gong API from a process of its own; yield the settings to read it."""
    from gametape.sample.gong_server import KEY  # noqa: PLC0415 - the extra `local`

    with _listen(None, _GONG_PORT) as listener:  # the same port each time, because an address names a company
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "gametape.sample.gong_server", str(file), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            if not url:
                raise BadSettings("The Gong API of the sample company did not start.", hint="Its output is above.")
            yield chosen.model_copy(
                update={
                    "gong_access_key": SecretStr(KEY),
                    "gong_access_key_secret": SecretStr(KEY),
                    "gong_base_url": url,
                }
            )
        finally:
            server.terminate()


def _make_company(file: Path) -> None:
    if file.exists():
        return
    from gametape.sample import generate  # noqa: PLC0415 - the extra `local`

    err.print("Creating a sample company …")
    file.parent.mkdir(parents=True, exist_ok=True)
    generate(file)


def _listen(port: int | None, first: int = _PORT) -> socket.socket:
    """Return a listening socket on loopback: on `port`, or on the first free port from `first` if it is None."""
    if port is not None:
        return listening("127.0.0.1", port)
    for candidate in range(first, first + 50):
        with suppress(BadSettings):
            return listening("127.0.0.1", candidate)
    return listening("127.0.0.1", 0)


def _serve(listener: socket.socket, chosen: Settings, engine: sa.Engine, summary: RunSummary) -> None:
    url = address(listener)
    rejected = sum(result.counts.get("rejected", 0) for result in summary.entities.values())
    meant = f" {rejected} bad {'row' if rejected == 1 else 'rows'} on purpose: see the Sync page." if rejected else ""
    out.print(f"Sample company synced: {summary.status}.{meant}")
    for entity, problem in _problems(summary).items():
        err.print(f"{entity}: {problem}")
    out.print(f"\n  Deals   {url}/opportunities\n  REST    {url}/api/opportunities\n  MCP     {url}/mcp")
    out.print("\nPress Ctrl-C to stop. The demo data is kept for next time.")
    if _has_screen():
        webbrowser.open(f"{url}/opportunities")
    serve_on(listener, chosen, engine)


def _check(listener: socket.socket, chosen: Settings, engine: sa.Engine, summary: RunSummary) -> None:
    """Request health, deals and a page from the running server, and print the results as one line of JSON.

    Raises:
        typer.Exit: the sync failed, or there are no deals or no page.
    """
    threading.Thread(target=serve_on, args=(listener, chosen, engine), daemon=True).start()
    url = address(listener)
    health = json.loads(_get(f"{url}/api/health"))
    deals = json.loads(_get(f"{url}/api/opportunities"))
    page = _page(f"{url}/opportunities/")
    result = {
        "ok": summary.status != "failed" and deals["summary"]["total"]["value"] > 0 and "<html" in page.lower(),
        "url": url,
        "health": health,
        "deals": deals["summary"]["total"]["value"],
        "first": deals["items"][0]["name"] if deals["items"] else None,
        "page_bytes": len(page),
        "sync": summary.status,
        "problems": _problems(summary),
        "seconds": summary.seconds,
    }
    typer.echo(json.dumps(result))
    if not result["ok"]:
        raise typer.Exit(FAILED)


def _page(url: str) -> str:
    """Return the text of a page of the web site.

    Raises:
        BadSettings: the web site was not built.
    """
    try:
        return _get(url)
    except urllib.error.HTTPError as error:
        raise BadSettings(
            f"The web app is not built (HTTP {error.code}).",
            hint="Run scripts/build-web, or start with scripts/demo, which builds it.",
        ) from error


def _problems(summary: RunSummary) -> dict[str, str]:
    """Return the errors of entities and of the analysis, by name."""
    parts = summary.entities | ({"analysis": summary.analysis} if summary.analysis else {})
    return {name: part.message or "" for name, part in parts.items() if part.status in ("failed", "partial")}


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - address of this process on loopback
        text: str = answer.read().decode()
        return text


def _has_screen() -> bool:
    """Tell whether the machine has a graphical browser: a text browser would take over the terminal."""
    return sys.platform in ("darwin", "win32") or any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
