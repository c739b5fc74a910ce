"""What people say of insights: that something is wrong, or that it is not after all. The latest word holds."""

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
    """What somebody says of one item of a deal's insights."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(max_length=300, description="Id of the topic, objection, element, action or remark.")
    verdict: Literal["contest", "withdraw"] = Field(description="withdraw removes the dispute.")
    reason: Words
    author: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]


class InsightReview(BaseModel):
    """What somebody said of an item."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    item: str
    verdict: Literal["contest", "withdraw"]
    reason: str | None
    author: str
    created_at: datetime


def add_insight_review(
    connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName, new: NewInsightReview
) -> None:
    """Note what somebody says of an item; whether there is such an item is for the caller to know."""
    subject = {"subject_type": "insight", "subject_id": _subject(opportunity_id, analyser)}
    connection.execute(sa.insert(reviews).values(**new.model_dump(), **subject))


def insight_reviews(connection: sa.Connection, opportunity_id: UUID, analyser: AnalyserName) -> list[InsightReview]:
    """The word that holds of each item on which there is one."""
    rows = connection.execute(
        sa.select(review.item, review.verdict, review.reason, review.author, review.created_at)
        .ext(pg.distinct_on(review.item))
        .where(review.subject_type == "insight", review.subject_id == _subject(opportunity_id, analyser))
        .order_by(review.item, review.id.desc())
    )
    return [InsightReview.model_validate(row) for row in rows]


def _subject(opportunity_id: UUID, analyser: AnalyserName) -> str:
    """The same for insights that are kept and for those that are made on the spot: their items have stable ids."""
    return f"{opportunity_id}:{analyser}"
