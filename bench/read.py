"""Measure response times: the API over HTTP, compared with the plain statements of the same question.

python -m bench.read [--deals 100000] [--calls 1000000] [--emails 5000000] [--explain plans.md] [--json]

Each question is asked repeatedly over one HTTP connection, of the server as it is deployed (uvicorn, one process). Then
its SQL statements are run as often with psycopg alone; their rows are fetched and discarded.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from hashlib import md5
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch
from urllib.parse import quote
from uuid import UUID

import httpx2
import psycopg
import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table
from starlette.testclient import TestClient

from bench.book import fill
from bench.phases import opened, server
from bench.plans import Statement, plans, returns_rows
from bench.serving import served
from gametape.surfaces.application import create_app

DEEP = 50  # pages
ADDED = 0.5  # greatest share that the server may add to the plain statements, at the median
SLOWEST = 50  # milliseconds, at the 99th percentile

_BUSY = str(UUID(md5(b"deal1", usedforsecurity=False).hexdigest()))  # id of the deal in bench/book.py
_DEAL = f"/api/opportunities/{_BUSY}"
Ms = dict[str, float]
QUESTIONS: dict[str, str] = {
    "list": "/api/opportunities?",
    **{
        f"list {name}": f"/api/opportunities?{name}"
        for name in (
            "owner=rep7@ours.example",
            "stage=5. Stage",
            "outcome=open",
            "health_min=9",
            "health_max=3",
            "quiet_days=30",
            "search=rene",
            "search=deadbeef",
            *(
                f"sort={sign}{sort}"
                for sort in ("updated", "close_date", "health", "amount", "last_activity")
                for sign in ("-", "")
            ),
        )
    },
    f"list, page {DEEP}": f"/api/opportunities?limit=200 @{DEEP}",
    f"list sort=-last_activity, page {DEEP}": f"/api/opportunities?sort=-last_activity&limit=200 @{DEEP}",
    "facets": "/api/facets?",
    "deal": f"{_DEAL}?",
    "timeline": f"{_DEAL}/timeline?",
    f"timeline, page {DEEP}": f"{_DEAL}/timeline?limit=20 @{DEEP}",
    "activity": f"{_DEAL}/activity?",
    "people": f"{_DEAL}/people?",
    "changes": f"{_DEAL}/changes?since=2026-01-01",
    "palette: renew": "/api/search?q=renew",
    "palette: deadbeef": "/api/search?q=deadbeef",
    "palette: ab": "/api/search?q=ab",
}

Count = Annotated[int, typer.Option(min=1000)]
Deals = Annotated[int, typer.Option(min=12_000, help="Enough for fifty pages of the list.")]
Explain = Annotated[Path | None, typer.Option(help="A Markdown file for the plan of each question.")]


def main(
    *,
    deals: Deals = 100_000,
    calls: Count = 1_000_000,
    emails: Count = 5_000_000,
    times: Annotated[int, typer.Option(min=10, help="How often each question is asked.")] = 100,
    explain: Explain = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Fill a store, ask each question, and print medians and 99th percentiles in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder, server(Path(folder), "bench_read"):
        engine = opened(Path(folder), "bench_read")
        fill(engine, deals=deals, calls=calls, emails=emails)
        with served(engine) as (url, _process), httpx2.Client(base_url=url, timeout=60) as client:
            urls = {name: _address(client, question) for name, question in QUESTIONS.items()}
            measured = {name: _ask(client, engine, url, times) for name, url in urls.items()}
        if explain:
            size = f"{deals:,} deals, {calls:,} calls, {emails:,} emails"
            explain.write_text(
                plans({name: _statements(engine, url) for name, url in urls.items()}, engine, measured, size)
            )
        engine.dispose()
    _report(measured)
    if as_json:
        verdict = {"added": missed(measured, _added, ADDED), "p99": missed(measured, _slowest, SLOWEST)}
        print(json.dumps({"deals": deals, "calls": calls, "emails": emails, "missed": verdict, "ms": measured}))


def _address(client: httpx2.Client, question: str) -> str:
    """Return the URL of a question; for a deep page, by reading all pages before."""
    path, _, pages = question.partition(" @")
    path, _, query = path.partition("?")
    url = f"{path}?{quote(query, safe='=&')}"
    cursor = ""
    for _page in range(int(pages or 1) - 1):
        cursor = f"&cursor={client.get(url + cursor).json()['next']}"
    return url + cursor


def _ask(client: httpx2.Client, engine: sa.Engine, url: str, times: int) -> Ms:
    def over_http() -> None:
        client.get(url).raise_for_status()

    statements = _statements(engine, url)
    with psycopg.connect(engine.url.set(drivername="postgresql").render_as_string(hide_password=False)) as bare:

        def by_psycopg() -> None:
            for statement, parameters in statements:
                bare.execute(statement, parameters).fetchall()

        return {
            **{f"http_{name}": value for name, value in _measure(over_http, times).items()},
            **{f"bare_{name}": value for name, value in _measure(by_psycopg, times).items()},
        }


def _statements(engine: sa.Engine, url: str) -> list[Statement]:
    """Record the SQL statements that the application runs to answer a question, also those sent together."""
    seen: list[Statement] = []
    execute = psycopg.Cursor.execute

    def note(cursor: psycopg.Cursor, query: Any, parameters: Any = None, **options: Any) -> psycopg.Cursor:
        text = query if isinstance(query, str) else query.decode()
        if returns_rows(text):
            seen.append((text, parameters))
        return execute(cursor, query, parameters, **options)

    with patch.object(psycopg.Cursor, "execute", note):
        TestClient(create_app(engine=engine, site=None), "http://localhost").get(url).raise_for_status()
    return seen


def _measure(work: Callable[[], None], times: int) -> Ms:
    work()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return {"p50": round(statistics.median(took), 2), "p99": round(statistics.quantiles(took, n=100)[98], 2)}


def _added(ms: Ms) -> float:
    return ms["http_p50"] / ms["bare_p50"] - 1


def _slowest(ms: Ms) -> float:
    return ms["http_p99"]


def missed(measured: dict[str, Ms], figure: Callable[[Ms], float], bar: float) -> list[str]:
    """List the questions whose figure is above the limit."""
    return [name for name, ms in measured.items() if figure(ms) > bar]


def _report(measured: dict[str, Ms]) -> None:
    table = Table("question", "HTTP p50", "p99", "bare p50", "p99", "added", title="milliseconds")
    for name, ms in measured.items():
        figures = (f"{ms[key]:.1f}" for key in ("http_p50", "http_p99", "bare_p50", "bare_p99"))
        table.add_row(name, *figures, f"{_added(ms):+.0%}")
    console = Console(width=110)
    console.print(table)
    console.print(f"More than {ADDED:.0%} added at p50: {', '.join(missed(measured, _added, ADDED)) or 'none'}.")
    console.print(f"p99 over {SLOWEST} ms: {', '.join(missed(measured, _slowest, SLOWEST)) or 'none'}.")


if __name__ == "__main__":
    typer.run(main)
