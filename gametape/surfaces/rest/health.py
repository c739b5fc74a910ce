"""/api/health: for load balancers and start-up scripts."""

from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import sqlalchemy as sa
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.rest.store import StoreOf

try:
    VERSION = version("gametape")
except PackageNotFoundError:  # a hosted builder may copy the files without installing them
    VERSION = "unknown"

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process answers and reaches its store; otherwise the answer is an error."""

    status: Literal["ok"]
    version: str
    postgres: str = Field(description="The server's version.")


@router.get("/health", operation_id="get_health")
def _health(_query: NoParameters, store: StoreOf, response: Response) -> Health:
    """Whether the store can be read."""
    response.headers["Cache-Control"] = "no-store"
    with store.reading() as connection:
        postgres = connection.execute(sa.text("SHOW server_version")).scalar_one()
    return Health(status="ok", version=VERSION, postgres=postgres)
