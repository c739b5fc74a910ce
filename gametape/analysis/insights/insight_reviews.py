"""Reviews of insights by people: an item is disputed, or the dispute is withdrawn. The latest review counts."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.dialects import postgresql as pg

from gametape.analysis.insights.models import AnalyserName
from gametape.store.tables import reviews

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

review = reviews.c


class NewInsightReview(BaseModel):
    """New review of an item of a deal's insights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(max_length=300, description="Id of the topic, objection, element, action or remark.")
    verdict: Literal["contest", "withdraw"] = Field(description="withdraw removes the dispute.")
    reason: Words
    author: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]


class InsightReview(BaseModel):
    """Stored review of an item."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    item: str
    verdict: Literal["contest", "withdraw"]
    reason: str | None
    author: str
    created_at: datetime


def add_insight_review(
    connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName, new: NewInsightReview
) -> None:
    """Store a review of an item; the caller must check that the item exists."""
    subject = {"subject_type": "insight", "subject_id": _subject(opportunity_id, analyser)}
    connection.execute(sa.insert(reviews).values(**new.model_dump(), **subject))


def insight_reviews(connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName) -> list[InsightReview]:
    """Return the latest review of each item that has reviews."""
    rows = connection.execute(
        sa.select(review.item, review.verdict, review.reason, review.author, review.created_at)
        .ext(pg.distinct_on(review.item))
        .where(review.subject_type == "insight", review.subject_id == _subject(opportunity_id, analyser))
        .order_by(review.item, review.id.desc())
    )
    return [InsightReview.model_validate(row) for row in rows]


def _subject(opportunity_id: UUID, analyser: AnalyserName) -> str:
    """Return the key of a deal's reviews; stored and newly made insights share it, because item ids are stable."""
    return f"{opportunity_id}:{analyser}"
