"""Web application: REST under /api, MCP under /mcp, and the exported web site at all other paths.

Servers import `app`; the store is opened by the first request.
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
from gametape.gong.access import MOST_WEBHOOK_BYTES
from gametape.settings import Settings
from gametape.surfaces.mcp.http import PATH, McpEndpoint
from gametape.surfaces.rest import (
    accounts,
    coaching,
    commitments,
    company,
    conversations,
    deals_csv,
    errors,
    gong_webhook,
    health,
    insights,
    learning,
    login,
    opportunities,
    reps,
    search,
    sync,
    thresholds,
    week,
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
SITE = Path(__file__).parents[2] / "web" / "out"  # output of scripts/build-web

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
    """Return the application over `engine`, or over the store of `settings`, which is opened on first use.

    Args:
        settings: of the deployment; by default those of the environment.
        engine: an open store, closed by the caller.
        hosts: host names that the application serves, "*" for any. Other names are refused, so that a foreign web page
            whose host name points to this machine (DNS rebinding) cannot read the deals. If a name other than
            localhost is served, or a proxy forwards the request, a token is needed; `GAMETAPE_ACCESS` can require a
            token always or never.
        site: directory of the exported web site, served if it was built.
    """
    store = Store(settings, engine)
    mcp = McpEndpoint(store)
    is_local = set(hosts) <= set(LOOPBACK)

    # Settings are read at each request, so that the application can be imported without an environment.
    def needs_token(scope: Scope) -> bool:
        access = store.settings.access
        return access == "token" or (access is None and (not is_local or is_forwarded(scope)))

    def is_served(name: str) -> bool:
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
        docs_url=None,  # its pages load scripts from other sites
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=errors.HANDLERS,
        responses=errors.RESPONSES,
    )
    app.state.store = store
    entrances = Entrances(app.router.routes)
    for module in (
        opportunities,
        deals_csv,
        accounts,
        company,
        insights,
        commitments,
        conversations,
        coaching,
        reps,
        search,
        sync,
        learning,
        thresholds,
        week,
    ):
        app.include_router(module.router, prefix="/api")
    with entrances.declaring(Entrance.PUBLIC):
        for module in (health, login, gong_webhook):
            app.include_router(module.router, prefix="/api")
    with entrances.declaring(Entrance.QUESTIONS):
        app.router.routes += [Route(PATH, mcp), Route(f"{PATH}/", mcp)]
    if site is not None and (site / "index.html").is_file():
        with entrances.declaring(Entrance.PAGES):
            app.mount("/", Site(site), name="site")
    # The middleware added last sees a request first.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)  # 9 takes three times as long for 5 % less
    app.add_middleware(BodyLimit, longer={gong_webhook.PATH: MOST_WEBHOOK_BYTES})
    app.add_middleware(Authentication, store=store, entrances=entrances, needs_token=needs_token)
    app.add_middleware(Head)  # before the authentication, which must see GET, the method of the route that answers
    app.add_middleware(RequestGuard, is_served=is_served)
    return app


# For servers behind a platform's router, which decides on host names.
app = create_app(hosts=("*",))


def describe() -> str:
    """Return the OpenAPI document of the application as text."""
    return render(app)
