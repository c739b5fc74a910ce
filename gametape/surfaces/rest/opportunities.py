"""/api/opportunities and what they can be filtered by."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from gametape.queries.facets import Facets, facets
from gametape.queries.opportunities import OpportunityPage, OpportunityQuery, list_opportunities
from gametape.queries.opportunity import OpportunityDetail, get_opportunity
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.rest.store import StoreOf

router = APIRouter(tags=["opportunities"], route_class=CachedRoute)


@router.get("/opportunities", operation_id="list_opportunities")
def _list(query: Annotated[OpportunityQuery, Query()], store: StoreOf) -> OpportunityPage:
    """A page of deals, filtered and sorted; the first page comes with totals."""
    with store.reading() as connection:
        return list_opportunities(connection, query)


@router.get("/opportunities/{id}", operation_id="get_opportunity", responses=NOT_FOUND)
def _get(id: UUID, _query: NoParameters, store: StoreOf) -> OpportunityDetail:  # noqa: A002  # as the path says it
    """One deal with its account, stage history and changes."""
    with store.reading() as connection:
        return get_opportunity(connection, id)


@router.get("/facets", operation_id="get_facets")
def _facets(_query: NoParameters, store: StoreOf, response: Response) -> Facets:
    """What the deals can be filtered by, with how many there are of each."""
    response.headers["Cache-Control"] = "private, max-age=30"  # it reads all deals and changes once a day
    with store.reading() as connection:
        return facets(connection)
