"""Route /api/opportunities/{id}/insights: insights on a deal, their refresh, and disputes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from gametape.analysis.deal_insights import plan, read_insights, refresh_insights, review_insights
from gametape.analysis.insights.insight_reviews import NewInsightReview
from gametape.analysis.insights.models import AnalyserName
from gametape.analysis.insights.view import DealInsights, ReadingPlan
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.writing import StoreToWrite
from gametape.surfaces.store import StoreOf, translated

router = APIRouter(tags=["insights"], route_class=CachedRoute)


class _Whose(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    analyser: AnalyserName | None = Field(
        None, description="Analyzer. Default: Claude's insights if they exist and are up to date, else the local ones."
    )


class _By(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    analyser: AnalyserName = Field("local", description="Analyzer: local (rule-based, free) or claude (costs money).")


@router.get("/opportunities/{id}/insights", operation_id="get_insights", responses=NOT_FOUND)
def _get(id: UUID, query: Annotated[_Whose, Query()], store: StoreOf) -> DealInsights:  # noqa: A002  # as the path says it
    """Get insights on a deal. `refresh` says whether they are up to date and what a new analysis would cover."""
    with store.reading() as connection:
        return read_insights(connection, id, store.settings, query.analyser)


@router.get("/opportunities/{id}/insights/plan", operation_id="plan_insights", responses=NOT_FOUND)
def _plan(id: UUID, query: Annotated[_By, Query()], store: StoreOf) -> ReadingPlan:  # noqa: A002
    """Preview a refresh: what would be analyzed again, and its maximum cost."""
    with store.reading() as connection:
        return plan(connection, id, store.settings, query.analyser)


@router.post("/opportunities/{id}/insights", operation_id="refresh_insights", responses=NOT_FOUND)
def _refresh(id: UUID, query: Annotated[_By, Query()], store: StoreToWrite) -> DealInsights:  # noqa: A002
    """Analyze what changed on the deal, and save the insights."""
    with translated():
        return refresh_insights(store.engine(), id, store.settings, query.analyser)


@router.post("/opportunities/{id}/insights/reviews", operation_id="review_insights", responses=NOT_FOUND)
def _review(id: UUID, query: Annotated[_By, Query()], body: NewInsightReview, store: StoreToWrite) -> DealInsights:  # noqa: A002
    """Dispute an item, or withdraw a dispute. A disputed item is marked for everyone."""
    with store.writing() as connection:
        return review_insights(connection, id, store.settings, query.analyser, body)
