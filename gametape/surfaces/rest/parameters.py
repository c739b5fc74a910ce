"""Query parameters of routes that take none: an unknown one is a mistake that the caller wants to hear of."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict


class _None(BaseModel):
    model_config = ConfigDict(extra="forbid")


NoParameters = Annotated[_None, Query()]
