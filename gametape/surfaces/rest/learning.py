"""Routes /api/reps/{id}/learning (a rep compared with won and lost deals) and /agreements (coaching goals)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from gametape.analysis.comparing.dimensions import focus_area
from gametape.analysis.learning.agreements import Agreement, NewAgreement, agree, end, list_agreements
from gametape.analysis.learning.answers import get_learning_insights, rep_email
from gametape.analysis.learning.models import Learning
from gametape.queries.question_text import renamed
from gametape.surfaces.rest.caching import CachedRoute
from gametape.surfaces.rest.errors import NOT_FOUND
from gametape.surfaces.rest.parameters import NoParameters
from gametape.surfaces.rest.writing import StoreToWrite
from gametape.surfaces.store import StoreOf

router = APIRouter(tags=["reps"], route_class=CachedRoute)


class LearningQuery(BaseModel):
    """Focus area of the comparison."""

    model_config = ConfigDict(extra="forbid")

    focus_area: str | None = Field(
        None,
        description="Focus area: discovery, objections, product_knowledge or engagement (or rapport). Default: all.",
    )
    focus: str | None = Field(None, deprecated=True, description="The former name of `focus_area`.")

    @model_validator(mode="before")
    @classmethod
    def _former_names(cls, given: Any) -> Any:
        return renamed(given, {"focus": "focus_area"})


@router.get("/reps/{id}/learning", operation_id="get_learning", responses=NOT_FOUND)
def _learning(id: UUID, query: Annotated[LearningQuery, Query()], store: StoreOf) -> Learning:  # noqa: A002
    """Compare a rep with won and lost deals by comparable peers: differences, effect sizes and deal counts."""
    focus = focus_area(query.focus_area) if query.focus_area else None
    with store.reading() as connection:
        return get_learning_insights(connection, rep_email(connection, id), focus, store.settings)


@router.get("/reps/{id}/agreements", operation_id="list_agreements", responses=NOT_FOUND)
def _agreements(id: UUID, _query: NoParameters, store: StoreOf) -> list[Agreement]:  # noqa: A002
    """List a rep's coaching goals with progress on later calls; says so when there is too little data."""
    with store.reading() as connection:
        return list_agreements(connection, rep_email(connection, id), store.settings)


@router.post("/reps/{id}/agreements", operation_id="agree", responses=NOT_FOUND)
def _agree(id: UUID, new: NewAgreement, store: StoreToWrite) -> list[Agreement]:  # noqa: A002
    """Set a coaching goal: a behavior and the value to reach. One open goal per behavior."""
    with store.writing() as connection:
        email = rep_email(connection, id)
        agree(connection, email, new)
        return list_agreements(connection, email, store.settings)


@router.post("/reps/{id}/agreements/{agreement_id}/end", operation_id="end_agreement", responses=NOT_FOUND)
def _end(id: UUID, agreement_id: UUID, store: StoreToWrite) -> list[Agreement]:  # noqa: A002
    """End a coaching goal; its progress up to then stays."""
    with store.writing() as connection:
        email = rep_email(connection, id)
        end(connection, email, agreement_id)
        return list_agreements(connection, email, store.settings)
