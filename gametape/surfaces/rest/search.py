"""Routes /api/search (deals, people and calls by a few letters) and /api/said (search in transcripts)."""

from typing import Annotated

from fastapi import APIRouter, Query

from gametape.queries.search import SearchHits, SearchQuery, search
from gametape.queries.transcript_search import TranscriptSearchPage, TranscriptSearchQuery, search_transcripts
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["search"], route_class=CachedRoute)


@router.get("/search", operation_id="search")
def _search(query: Annotated[SearchQuery, Query()], store: StoreOf) -> SearchHits:
    """Find deals, people and calls that contain all words."""
    with store.reading() as connection:
        return search(connection, query)


@router.get("/said", operation_id="search_said")
def _said(query: Annotated[TranscriptSearchQuery, Query()], store: StoreOf) -> TranscriptSearchPage:
    """Search call transcripts; newest calls first."""
    with store.reading() as connection:
        return search_transcripts(connection, query, store.settings.zone)
