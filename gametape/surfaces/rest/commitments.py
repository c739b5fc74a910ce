"""Routes on commitments (promises of both sides) and competitors: of a deal, and over all deals."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gametape.analysis.commitments.list_commitments import (
    CommitmentPage,
    CommitmentPageQuery,
    DealPromises,
    commitment_page,
    get_commitments,
)
from gametape.analysis.competitors.list_competitors import (
    CompetitorReport,
    CompetitorsOfDeal,
    competitor_report,
    deal_competitors,
)
from gametape.queries.filters import Filters
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["commitments"], route_class=CachedRoute)


@router.get("/opportunities/{id}/commitments", operation_id="get_commitments", responses=NOT_FOUND)
def _of_deal(id: UUID, _query: NoParameters, store: StoreOf) -> DealPromises:  # noqa: A002  # as the path says it
    """List what each side promised on the deal, by when, and whether a later call or email shows it done."""
    with store.reading() as connection:
        return get_commitments(connection, id, store.settings)


@router.get("/opportunities/{id}/competitors", operation_id="get_deal_competitors", responses=NOT_FOUND)
def _competitors_of_deal(id: UUID, _query: NoParameters, store: StoreOf) -> CompetitorsOfDeal:  # noqa: A002
    """List the deal's competitors, from the CRM and from what was said, with quotes."""
    with store.reading() as connection:
        return deal_competitors(connection, id, store.settings)


@router.get("/commitments", operation_id="list_commitments")
def _commitments(query: Annotated[CommitmentPageQuery, Query()], store: StoreOf) -> CommitmentPage:
    """List what one side promised on the deals that pass the filters: not seen done first, then open."""
    with store.reading() as connection:
        return commitment_page(connection, query, store.settings)


@router.get("/competitors", operation_id="list_competitors")
def _competitors(query: Annotated[Filters, Query()], store: StoreOf) -> CompetitorReport:
    """Count competitors over the deals that pass the filters, with win rates and our answers on won deals."""
    with store.reading() as connection:
        return competitor_report(connection, query, store.settings)
