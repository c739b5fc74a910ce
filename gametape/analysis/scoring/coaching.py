"""Scores of a call as they are shown: our scores with their basis and reviews, and Gong's scorecards separately."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.evidence.hostile import Flag, flags
from gametape.analysis.scoring.basis import Basis
from gametape.analysis.scoring.inputs import input_hashes
from gametape.analysis.scoring.rubrics import DIMENSIONS, CoachedRole, Rubrics, ScoredDimensionName, rubrics
from gametape.analysis.scoring.score_reviews import (
    CurrentReviews,
    ScoreReview,
    current_reviews,
    effective_score,
    reviews_of,
)
from gametape.analysis.scoring.scorer import evidence_of
from gametape.errors import CorruptValue
from gametape.queries.call_detail import require_call
from gametape.queries.calls_and_emails import call
from gametape.queries.deals import ResultRow
from gametape.queries.removed import RemovedParts, how_to_restore, removed_parts
from gametape.queries.scores import Origin
from gametape.queries.talk import read_talks
from gametape.settings import Settings
from gametape.store.tables import calls, coaching_sessions, people, transcripts

session, person, text = coaching_sessions.c, people.c, transcripts.c


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


class CallCoaching(ResultRow):
    """Scores of a call, by rep, and Gong's scores."""

    call_id: UUID
    why_none: str | None = Field(description="Why nobody was scored; null if anyone was.")
    restore: str | None = Field(
        description="How to restore scores that were removed to save space; null if none were. "
        "`POST /api/calls/{id}/restore` computes them again."
    )
    reps: list[CoachedRep] = Field(description="By name.")
    gong: list[GongScore] = Field(description="Scorecard scores from Gong; never mixed with gametape's scores.")
    flagged: list[Flag] = Field(description="Passages that look like prompt injection.")


def get_coaching(connection: sa.Connection, call_id: UUID, settings: Settings) -> CallCoaching:
    """Return the scores of a call.

    Raises:
        NotFound: the call does not exist, or was deleted at the source.
        BadSettings: the rubrics cannot be read.
    """
    known = require_call(connection, call_id)
    rows = connection.execute(
        sa.select(coaching_sessions)
        .where(session.call_id == call_id, session.deleted_at.is_(None))
        .order_by(session.origin, session.scored_at, session.id)
    ).all()
    ours = [row for row in rows if row.origin != "gong" and row.rep_email]
    reviews = reviews_of(connection, [row.source_id for row in ours])
    book = rubrics(settings.rubrics_dir)
    stale = _stale(connection, call_id, ours, book)
    scores: dict[str, list[tuple[CoachingScore, Any]]] = {}
    for row in ours:
        score = _score(row, reviews.get(row.source_id, []), book, stale.get(row.id))
        scores.setdefault(row.rep_email, []).append((score, row))
    names = _names(connection, scores)
    reps = [_rep(email, found, names.get(email)) for email, found in scores.items()]
    removed = removed_parts(connection, call_id)
    is_restorable = removed.analysis or (removed.text and not reps)
    return CallCoaching(
        call_id=call_id,
        why_none=None if reps else _why_none(connection, call_id, removed, is_private=known.is_private),
        restore=how_to_restore(call_id) if is_restorable and not known.is_private else None,
        reps=sorted(reps, key=lambda rep: (rep.name, rep.email)),
        gong=[_gong(row) for row in rows if row.origin == "gong"],
        flagged=_flagged(connection, call_id),
    )


def _flagged(connection: sa.Connection, call_id: UUID) -> list[Flag]:
    try:
        return list(flags(read_talks(connection, [call_id]), ()))
    except CorruptValue:
        return []


def _score(row: Any, reviews: list[ScoreReview], book: Rubrics, stale: str | None) -> CoachingScore:
    current, criteria = current_reviews(reviews), row.metadata.get("criteria", [])
    given = None if row.score is None else float(row.score)
    in_effect = effective_score(given, criteria, current)
    band = None if in_effect is None else book[row.metadata["role"]][row.dimension].band(in_effect)
    return CoachingScore(
        id=row.id,
        dimension=row.dimension,
        origin=row.origin,
        score=in_effect,
        given=given,
        band=band and CoachingBand(name=band.name, words=band.words),
        explanation=row.explanation,
        criteria=_criteria(row, current),
        rubric_version=row.rubric_version,
        scorer_version=row.model,
        scored_at=row.scored_at,
        stale=stale,
        override=current.get(None),
        reviews=reviews,
    )


def _criteria(row: Any, current: CurrentReviews) -> list[CoachingCriterion]:
    evidence = evidence_of(row.call_id, row.evidence)
    return [
        CoachingCriterion(**each, evidence=list(evidence.get(each["name"], ())), contested=current.get(each["name"]))
        for each in row.metadata.get("criteria", [])
    ]


def _rep(email: str, found: Sequence[tuple[CoachingScore, Any]], known: Any) -> CoachedRep:
    order = {name: place for place, name in enumerate(DIMENSIONS)}
    return CoachedRep(
        id=known.id if known else None,
        email=email,
        name=(known and known.name) or email,
        role=found[0][1].metadata["role"],
        primary_action=_primary(found),
        scores=sorted((score for score, _ in found), key=lambda score: (score.origin, order[score.dimension])),
    )


def _primary(found: Sequence[tuple[CoachingScore, Any]]) -> PrimaryAction | None:
    """Return the suggestion for the greatest loss of points; none for overridden scores or disputed criteria."""
    origin = min(score.origin for score, _ in found)  # claude before local
    suggested = [
        (row.metadata["next_time"], score, criterion)
        for score, row in found
        if score.origin == origin and score.override is None and row.metadata.get("next_time")
        for criterion in score.criteria
        if criterion.name == row.metadata["next_time"]["criterion"] and criterion.contested is None
    ]
    if not suggested:
        return None
    chosen, score, criterion = max(suggested, key=lambda suggestion: suggestion[0]["cost"])
    return PrimaryAction(
        dimension=score.dimension,
        criterion=criterion.name,
        label=criterion.label,
        sentence=chosen["sentence"],
        because=criterion.explanation,
        evidence=criterion.evidence,
    )


def _stale(connection: sa.Connection, call_id: UUID, rows: Sequence[Any], book: Rubrics) -> dict[UUID, str]:
    """Return, by score, the reason why the score is out of date; up-to-date scores are left out."""
    reasons: dict[UUID, str] = {}
    current: dict[tuple[str, str], bytes | None] = {}
    for row in rows:
        maker = (row.origin, row.model or "")
        if maker not in current:
            current[maker] = input_hashes(connection, [call_id], *maker, book).get(call_id)
        if current[maker] not in (None, row.content_hash):
            rubric = book[row.metadata["role"]][row.dimension].name
            is_other = rubric != row.rubric_version
            reasons[row.id] = (
                f"The rubric is {rubric} now." if is_other else "The call or the rubric changed since then."
            )
    return reasons


def _names(connection: sa.Connection, emails: Mapping[str, Any]) -> dict[str, Any]:
    rows = connection.execute(sa.select(person.id, person.email, person.name).where(person.email.in_(emails)))
    return {row.email: row for row in rows}


def _why_none(connection: sa.Connection, call_id: UUID, removed: RemovedParts, *, is_private: bool) -> str:
    if is_private:
        return "Private call: its text is not kept."
    row = connection.execute(
        sa.select(call.is_internal, text.turns.is_not(None).label("has_text"))
        .outerjoin_from(calls, transcripts, sa.and_(text.call_id == call.id, text.deleted_at.is_(None)))
        .where(call.id == call_id)
    ).one()
    if row.is_internal:
        return "No customer on this call. Only customer calls are scored."
    if removed.analysis:
        return "The scores were removed to save space."
    if removed.text:
        return "The text was removed to save space before the call was scored."
    if not row.has_text:
        return "This call has no transcript."
    return "Not scored yet (run `gametape score`), or no rep with a coached role spoke enough."


def _gong(row: Any) -> GongScore:
    return GongScore(
        id=row.id,
        rep_email=row.rep_email,
        reviewer_email=row.metadata.get("reviewer_email"),
        scorecard=row.metadata.get("scorecard"),
        question=row.metadata.get("question"),
        dimension=row.dimension,
        score=None if row.score is None else float(row.score),
        given=row.metadata.get("score"),
        answer=row.explanation,
        is_overall=bool(row.metadata.get("is_overall")),
        reviewed_at=row.scored_at,
    )
