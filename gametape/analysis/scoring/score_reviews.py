"""Reviews of scores by people: nothing is overwritten, the latest review counts, and all reviews stay stored."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gametape.errors import BadRequest, NotFound
from gametape.queries.deals import ResultRow
from gametape.store.tables import coaching_sessions, reviews

Verdict = Literal["override", "contest", "withdraw"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

session, review = coaching_sessions.c, reviews.c


class ScoreReview(ResultRow):
    """Stored review of a score, or of one of its criteria."""

    id: int
    verdict: Verdict = Field(
        description="withdraw removes the current override or dispute of the same score and criterion."
    )
    item: str | None = Field(description="Criterion; null for the whole score.")
    score: float | None = Field(ge=0, le=100, description="Score set by an override.")
    reason: str | None
    author: str
    created_at: datetime


class NewScoreReview(BaseModel):
    """New review: an override of the score, a dispute of a criterion, or the withdrawal of either."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    score_id: UUID = Field(description="Id of the score.")
    verdict: Verdict
    item: str | None = Field(None, max_length=100, description="Disputed criterion.")
    score: float | None = Field(None, ge=0, le=100, description="New score, for an override.")
    reason: Words | None = Field(None, description="Reason; required unless withdrawing.")
    author: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.verdict == "override") != (self.score is not None):
            raise ValueError("an override needs a score; other reviews must not have one")
        if self.verdict == "override" and self.item is not None:
            raise ValueError("an override applies to the whole score, not to a criterion")
        if self.verdict == "contest" and self.item is None:
            raise ValueError("name the disputed criterion")
        if self.verdict != "withdraw" and self.reason is None:
            raise ValueError("give a reason")
        return self


def add_review(connection: sa.Connection, call_id: UUID, new: NewScoreReview) -> None:
    """Store a review of a score of a call.

    Raises:
        NotFound: the call has no such score.
        BadRequest: the score was given by people in Gong, or has no such criterion.
    """
    score = connection.execute(
        sa.select(session.source_id, session.origin, session.metadata).where(
            session.id == new.score_id, session.call_id == call_id, session.deleted_at.is_(None)
        )
    ).one_or_none()
    if score is None:
        raise NotFound(f"This call has no score {new.score_id}.", hint="Load the call's coaching again.")
    if score.origin == "gong":
        raise BadRequest("This score was given in Gong.", hint="Correct it in Gong; the next sync brings it here.")
    criteria = [criterion["name"] for criterion in score.metadata.get("criteria", ())]
    if new.item is not None and new.item not in criteria:
        raise BadRequest(f"The score has no criterion {new.item!r}.", hint=f"Criteria: {', '.join(criteria)}.")
    values = new.model_dump(exclude={"score_id"})
    connection.execute(sa.insert(reviews).values(**values, subject_type="score", subject_id=score.source_id))


def reviews_of(connection: sa.Connection, source_ids: list[str]) -> dict[str, list[ScoreReview]]:
    """Return the reviews of each score, by the score's `source_id`, the latest first."""
    rows = connection.execute(
        sa.select(reviews)
        .where(review.subject_type == "score", review.subject_id.in_(source_ids))
        .order_by(review.id.desc())
    )
    by_score: dict[str, list[ScoreReview]] = {}
    for row in rows:
        by_score.setdefault(row.subject_id, []).append(ScoreReview.model_validate(row))
    return by_score


def current_reviews(said: list[ScoreReview]) -> dict[str | None, ScoreReview]:
    """Return the reviews in effect by criterion, under None for the whole score; withdrawn ones are left out."""
    latest: dict[str | None, ScoreReview] = {}
    for each in said:  # the latest first
        latest.setdefault(each.item, each)
    return {item: each for item, each in latest.items() if each.verdict != "withdraw"}


CurrentReviews = dict[str | None, ScoreReview]


def effective_score(given: float | None, criteria: list[Any], said: CurrentReviews) -> float | None:
    """Return the score in effect: `queries.scores.effective_scores` in Python, for a score with all its criteria."""
    if None in said:
        return said[None].score
    if not said:
        return given
    judged = [each for each in criteria if each["points"] is not None and each["name"] not in said]
    reachable = sum(each["max"] for each in judged)
    return round(100 * sum(each["points"] for each in judged) / reachable, 1) if reachable else None
