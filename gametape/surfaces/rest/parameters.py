"""Query parameters of routes that take none: an unknown parameter is answered with 400 instead of being ignored."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict


class _None(BaseModel):
    model_config = ConfigDict(extra="forbid")


NoParameters = Annotated[_None, Query()]
