"""Route /api/reps: our people who speak with customers."""

from uuid import UUID

from fastapi import APIRouter

from gametape.analysis.reps.models import RepDetail, RepList
from gametape.analysis.reps.team import get_rep, list_reps
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["reps"], route_class=CachedRoute)


@router.get("/reps", operation_id="list_reps")
def _list(_query: NoParameters, store: StoreOf) -> RepList:
    """List our reps with customer calls: deals, calls, scores, and the biggest difference from the team."""
    with store.reading() as connection:
        return list_reps(connection)


@router.get("/reps/{id}", operation_id="get_rep", responses=NOT_FOUND)
def _get(id: UUID, _query: NoParameters, store: StoreOf) -> RepDetail:  # noqa: A002  # as the path says it
    """Get a rep's last year: scores and metrics by month, with confidence intervals, against the team."""
    with store.reading() as connection:
        return get_rep(connection, id)
