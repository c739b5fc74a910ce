"""/api/search: from a few letters to a deal, a person or a call."""

from typing import Annotated

from fastapi import APIRouter, Query

from gametape.queries.search import SearchHits, SearchQuery, search
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.store import StoreOf

router = APIRouter(tags=["search"], route_class=CachedRoute)


@router.get("/search", operation_id="search")
def _search(query: Annotated[SearchQuery, Query()], store: StoreOf) -> SearchHits:
    """A few deals, people and calls that contain all words."""
    with store.reading() as connection:
        return search(connection, query)
