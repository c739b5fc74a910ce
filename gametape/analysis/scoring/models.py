"""Results of a call's coaching: scores by rep with their reasons, who was not scored and why, and Gong's scores."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.evidence.hostile import Flag
from gametape.analysis.measures.call_kinds import CallKind
from gametape.analysis.scoring.basis import Basis
from gametape.analysis.scoring.rubrics import CoachedRole, ScoredDimensionName
from gametape.analysis.scoring.score_reviews import ScoreReview
from gametape.queries.deals import ResultRow
from gametape.queries.scores import Origin


class CoachingCriterion(ResultRow):
    """Result of a criterion on a call."""

    name: str
    label: str
    points: float | None = Field(ge=0, description="Null if the call has nothing to score.")
    max: float = Field(gt=0, description="Maximum points.")
    formula: str = Field(description="How the points are calculated, in a sentence, with this call's numbers.")
    basis: Basis | None = Field(
        None,
        description="The measured number and its curve; null if nothing was measured or a language model scored, "
        "and for scores of versions before it was kept.",
    )
    explanation: str = Field(description="Explanation in a sentence.")
    evidence: list[Evidence] = Field(
        description="Quotes verified against the transcript; empty for talk-time criteria."
    )
    contested: ScoreReview | None = Field(description="Disputed: left out of the score.")


class CoachingBand(ResultRow):
    """Name and meaning of a range of scores."""

    name: str
    words: str


class CoachingScore(ResultRow):
    """Score of a dimension, with its criteria, versions and reviews."""

    id: UUID
    dimension: ScoredDimensionName
    origin: Origin = Field(description="Scorer; scores from different scorers are never compared.")
    score: float | None = Field(ge=0, le=100, description="Score in effect: an override replaces the scorer's value.")
    given: float | None = Field(ge=0, le=100, description="Scorer's value; null if there is nothing to score.")
    band: CoachingBand | None
    explanation: str | None
    criteria: list[CoachingCriterion]
    rubric_version: str | None = Field(description="role/dimension/version")
    scorer_version: str | None
    scored_at: datetime | None
    stale: str | None = Field(description="Why the score is out of date; null while it is current.")
    override: ScoreReview | None = Field(description="Override by a person.")
    reviews: list[ScoreReview] = Field(description="All reviews, newest first.")


class PrimaryAction(ResultRow):
    """Action that helps most for the rep's next call."""

    dimension: ScoredDimensionName
    criterion: str
    label: str
    sentence: str
    because: str
    evidence: list[Evidence]


class CoachedRep(ResultRow):
    """Rep on the call, with scores."""

    id: UUID | None
    email: str
    name: str
    role: CoachedRole
    primary_action: PrimaryAction | None = Field(
        description="Action for the criterion that cost the most points, weighted by role."
    )
    scores: list[CoachingScore] = Field(description="Sorted by origin, then by dimension.")


class GongScore(ResultRow):
    """Answer to a question of a Gong scorecard."""

    id: UUID
    rep_email: str | None
    reviewer_email: str | None
    scorecard: str | None
    question: str | None
    dimension: str = Field(description="Dimension that the question is about, else `other`.")
    score: float | None = Field(ge=0, le=100)
    given: str | None = Field(description="Gong's scale of 1 to 5.")
    answer: str | None
    is_overall: bool
    reviewed_at: datetime | None


class KindOfCall(ResultRow):
    """Kind of a call, which decides what is scored."""

    name: CallKind
    label: str = Field(description="Name for people, in the plural: `pricing and negotiation calls`.")
    how: str = Field(description="How the kind was told, as a sentence.")


class UnscoredPerson(ResultRow):
    """Person on our side of the call who was not scored."""

    name: str
    email: str | None
    title: str | None
    why: str = Field(description="Why there is no score, as a sentence.")


class CallCoaching(ResultRow):
    """Scores of a call, by rep, and Gong's scores."""

    call_id: UUID
    kind: KindOfCall
    why_none: str | None = Field(description="Why nobody was scored; null if anyone was.")
    restore: str | None = Field(
        description="How to restore scores that were removed to save space; null if none were. "
        "`POST /api/calls/{id}/restore` computes them again."
    )
    reps: list[CoachedRep] = Field(description="By name.")
    unscored: list[UnscoredPerson] = Field(description="Our other people on the call, by name.")
    gong: list[GongScore] = Field(description="Scorecard scores from Gong; never mixed with gametape's scores.")
    flagged: list[Flag] = Field(description="Passages that look like prompt injection.")
