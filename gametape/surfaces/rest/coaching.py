"""Route /api/calls/{id}/coaching: the scores of a call, and their reviews."""

from uuid import UUID

from fastapi import APIRouter

from gametape.analysis.scoring.coaching import get_coaching
from gametape.analysis.scoring.models import CallCoaching
from gametape.analysis.scoring.score_reviews import NewScoreReview, add_review
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.rest.writing import StoreToWrite
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["coaching"], route_class=CachedRoute)


@router.get("/calls/{id}/coaching", operation_id="get_coaching", responses=NOT_FOUND)
def _coaching(id: UUID, _query: NoParameters, store: StoreOf) -> CallCoaching:  # noqa: A002  # as the path says it
    """Get our reps' scores on a call by criterion, with quotes, and Gong's own scores."""
    with store.reading() as connection:
        return get_coaching(connection, id, store.settings)


@router.post("/calls/{id}/coaching/reviews", operation_id="review_score", responses=NOT_FOUND)
def _review(id: UUID, new: NewScoreReview, store: StoreToWrite) -> CallCoaching:  # noqa: A002
    """Override a score, dispute a criterion, or withdraw either. Saved with author and reason; applies right away."""
    with store.writing() as connection:
        add_review(connection, id, new)
        return get_coaching(connection, id, store.settings)
