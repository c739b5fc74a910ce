"""Ask the API with many clients at once: requests a second, response times, errors and memory of the server.

python -m bench.load_test [--clients 100] [--seconds 20] [--deals 20000] [--json]

The server is one uvicorn process, as deployed; the clients share one process of their own. Each scenario asks for
`--seconds`: a client sends its next request when the last one was answered. In `mixed` a second process changes deals
in the meantime, a page of them in a transaction, as a sync does.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import md5
from itertools import count
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Annotated
from uuid import UUID

import httpx2
import psutil
import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from bench.book import fill
from bench.phases import opened, server
from bench.serving import served

SLOWEST = 1000.0  # milliseconds, at the 99th percentile
MEMORY = 1.1  # largest allowed growth of the server's memory during a scenario, as a ratio

_SPAWN = get_context("spawn")

Count = Annotated[int, typer.Option(min=1)]


@dataclass(frozen=True)
class Scenario:
    """Requests that the clients send in turn; `{deal}` stands for the id of a deal, another one each time."""

    name: str
    paths: Sequence[str]
    with_changes: bool = False


SCENARIOS = (
    Scenario("deal", ("/api/opportunities/{deal}",)),
    Scenario("list", ("/api/opportunities",)),
    Scenario(
        "mixed, beside changes",
        (
            "/api/opportunities",
            "/api/opportunities/{deal}",
            "/api/opportunities/{deal}/timeline",
            "/api/opportunities/{deal}/people",
            "/api/search?q=renew",
        ),
        with_changes=True,
    ),
    Scenario("insights", ("/api/opportunities/{deal}/insights",)),
)


@dataclass
class Outcome:
    """Response times in milliseconds, and the number of responses that were errors."""

    took: list[float] = field(default_factory=list)
    errors: int = 0


def main(
    *,
    clients: Count = 100,
    seconds: Count = 20,
    deals: Annotated[int, typer.Option(min=1000)] = 20_000,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Fill a store, run each scenario, and print its figures."""
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder, server(Path(folder), "bench_load"):
        engine = opened(Path(folder), "bench_load")
        fill(engine, deals=deals, calls=10 * deals, emails=50 * deals)
        with served(engine) as (url, process):
            figures = {
                scenario.name: _run(scenario, url, process, engine, deals, clients, seconds) for scenario in SCENARIOS
            }
        engine.dispose()
    _report(figures)
    if as_json:
        print(
            json.dumps(
                {"clients": clients, "deals": deals, "scenarios": figures, "ok": all(map(_is_good, figures.values()))}
            )
        )


def _run(
    scenario: Scenario, url: str, process: psutil.Process, engine: sa.Engine, deals: int, clients: int, seconds: int
) -> dict[str, float]:
    asyncio.run(_ask(scenario, url, deals, clients, 1))  # the server's caches and connections are warm
    before = process.memory_info().rss
    stop, url_of_store = _SPAWN.Event(), engine.url.render_as_string(hide_password=False)
    changes = _SPAWN.Process(target=_change, args=(url_of_store, stop), daemon=True)
    if scenario.with_changes:
        changes.start()
    outcome = asyncio.run(_ask(scenario, url, deals, clients, seconds))
    stop.set()
    if scenario.with_changes:
        changes.join()
    cuts = statistics.quantiles(outcome.took, n=100)
    return {
        "requests_per_second": round(len(outcome.took) / seconds, 1),
        "p50_ms": round(cuts[49], 1),
        "p99_ms": round(cuts[98], 1),
        "errors": outcome.errors,
        "memory_ratio": round(process.memory_info().rss / before, 2),
    }


async def _ask(scenario: Scenario, url: str, deals: int, clients: int, seconds: int) -> Outcome:
    outcome, numbers, end = Outcome(), count(), time.monotonic() + seconds

    async def client(session: httpx2.AsyncClient) -> None:
        while time.monotonic() < end:
            number = next(numbers)
            path = scenario.paths[number % len(scenario.paths)].format(deal=_deal(1 + number * 7919 % deals))
            began = time.perf_counter()
            try:
                response = await session.get(path)
            except httpx2.HTTPError:
                outcome.errors += 1
                continue
            outcome.took.append((time.perf_counter() - began) * 1000)
            outcome.errors += response.status_code != 200

    limits = httpx2.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx2.AsyncClient(base_url=url, timeout=60, limits=limits) as session, asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(client(session))
    return outcome


def _deal(number: int) -> UUID:
    return UUID(md5(f"deal{number}".encode(), usedforsecurity=False).hexdigest())  # as in bench/book.py


def _change(url: str, stop: Event) -> None:
    """Change a page of deals after another, each page in a transaction, until `stop` is set."""
    engine = sa.create_engine(url)
    change = sa.text("UPDATE opportunities SET amount = amount + 1 WHERE id = ANY(:ids)")
    for page in count():
        if stop.is_set():
            break
        with engine.begin() as connection:
            connection.execute(change, {"ids": [_deal(1 + (page * 500 + number) % 1000) for number in range(500)]})
    engine.dispose()


def _is_good(figures: dict[str, float]) -> bool:
    return not figures["errors"] and figures["p99_ms"] <= SLOWEST and figures["memory_ratio"] <= MEMORY


def _report(scenarios: dict[str, dict[str, float]]) -> None:
    table = Table("scenario", "requests/s", "p50 ms", "p99 ms", "errors", "memory")
    for name, figures in scenarios.items():
        table.add_row(name, *(f"{value:g}" for value in figures.values()))
    Console(width=110).print(table)


if __name__ == "__main__":
    typer.run(main)
