"""The web application that servers start: REST under /api, MCP under /mcp, the exported site beside them.

Servers import `app`; nothing is opened before the first request.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import Scope

from gametape import __version__
from gametape.settings import Settings
from gametape.surfaces.mcp.http import PATH, McpEndpoint
from gametape.surfaces.rest import (
    coaching,
    conversations,
    errors,
    health,
    insights,
    learning,
    login,
    opportunities,
    reps,
    search,
    sync,
    thresholds,
)
from gametape.surfaces.rest.authentication import Authentication
from gametape.surfaces.rest.body import BodyLimit
from gametape.surfaces.rest.entrances import Entrance, Entrances
from gametape.surfaces.rest.forwarding import is_forwarded
from gametape.surfaces.rest.head import Head
from gametape.surfaces.rest.openapi import Application, render
from gametape.surfaces.rest.request_guard import RequestGuard, is_address
from gametape.surfaces.site import Site
from gametape.surfaces.store import Store

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SITE = Path(__file__).parents[2] / "web" / "out"  # where scripts/build-web puts it

_DESCRIPTION = """Calls, emails, stage changes, insights and coaching for every sales opportunity.

Amounts are decimal strings and are never added up across currencies. Times are UTC. `health` is 0 to 10, one decimal,
as it is shown; `health_score` is the source's 0 to 100. Every error has the same shape, and its `code` is stable."""


def create_app(
    settings: Settings | None = None,
    engine: sa.Engine | None = None,
    *,
    hosts: Sequence[str] = LOOPBACK,
    site: Path | None = SITE,
) -> FastAPI:
    """The application over `engine`, or over the store that `settings` name, which is opened on first use.

    Args:
        settings: where the store is, when no engine is given; the environment's by default.
        engine: an open store; the caller closes it.
        hosts: names under which the application answers, "*" for any. A page of another origin that has its own name
            point at this machine must not read the deals. Under other names than this machine's own, and through a
            proxy, whoever asks needs a token; `GAMETAPE_ACCESS` may leave that to others, or demand one in any case.
        site: the exported site, served beside the API when it has been built.
    """
    store = Store(settings, engine)
    mcp = McpEndpoint(store)
    is_local = set(hosts) <= set(LOOPBACK)

    # Settings are read with each request: importing the application needs no environment.
    def is_closed(scope: Scope) -> bool:
        access = store.settings.access
        return access == "token" or (access is None and (not is_local or is_forwarded(scope)))

    def is_ours(name: str) -> bool:
        if "*" not in hosts:
            return name in hosts
        chosen = store.settings
        return chosen.access != "open" or "*" in chosen.hosts or name in {*LOOPBACK, *chosen.hosts} or is_address(name)

    @asynccontextmanager
    async def closing(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await mcp.close()
        store.close()

    app = Application(
        lifespan=closing,
        title="gametape",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=errors.HANDLERS,
        responses=errors.RESPONSES,
    )
    app.state.store = store
    entrances = Entrances(app.router.routes)
    for module in (opportunities, insights, conversations, coaching, reps, search, sync, learning, thresholds):
        app.include_router(module.router, prefix="/api")
    with entrances.declaring(Entrance.PUBLIC):
        for module in (health, login):
            app.include_router(module.router, prefix="/api")
    with entrances.declaring(Entrance.QUESTIONS):
        app.router.routes += [Route(PATH, mcp), Route(f"{PATH}/", mcp)]
    if site is not None and (site / "index.html").is_file():
        with entrances.declaring(Entrance.PAGES):
            app.mount("/", Site(site), name="site")
    # The last one added is the first to see a request.
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(BodyLimit)
    app.add_middleware(Authentication, store=store, entrances=entrances, is_closed=is_closed)
    app.add_middleware(Head)  # in front of the door, which must see the method of the route that answers
    app.add_middleware(RequestGuard, is_ours=is_ours)
    return app


# Behind a platform's own router, which decides under which names it answers.
app = create_app(hosts=("*",))


def describe() -> str:
    """Return the OpenAPI document of the application as text."""
    return render(app)
