"""Route /api/health: for load balancers and start-up scripts."""

from functools import cache
from typing import Literal

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from gametape import __version__
from gametape.errors import StoreUnavailable
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["health"])

_SECONDS = 3.0  # time within which Postgres must respond


class Health(BaseModel):
    """State of a process that responds and reaches its store; otherwise the response is an error."""

    status: Literal["ok"]
    version: str
    postgres: str = Field(description="Version of the Postgres server.")


@router.get("/health", operation_id="get_health")
async def _health(_query: NoParameters, store: StoreOf, response: Response) -> Health:
    """Check that the store responds. Answers within seconds, even when everything else is busy."""
    response.headers["Cache-Control"] = "no-store"
    try:
        with fail_after(_SECONDS):
            # Own thread and own connection, because the threads and connections of the other requests may all be busy.
            postgres = await to_thread.run_sync(store.version, abandon_on_cancel=True, limiter=_limiter())
    except TimeoutError:
        raise StoreUnavailable("Postgres is not responding.", hint="Try again in a moment.") from None
    return Health(status="ok", version=__version__, postgres=postgres)


@cache
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(2)
