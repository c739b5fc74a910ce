"""Scores of a call as they are shown: our scores with their basis and reviews, and Gong's scorecards separately."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.evidence.hostile import Flag, flags
from gametape.analysis.measures.call_kinds import LABELS
from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.analysis.scoring.inputs import input_hashes
from gametape.analysis.scoring.models import (
    CallCoaching,
    CoachedRep,
    CoachingBand,
    CoachingCriterion,
    CoachingScore,
    GongScore,
    KindOfCall,
    PrimaryAction,
)
from gametape.analysis.scoring.rubrics import DIMENSIONS, Rubrics, rubrics
from gametape.analysis.scoring.score_reviews import (
    CurrentReviews,
    ScoreReview,
    current_reviews,
    effective_score,
    reviews_of,
)
from gametape.analysis.scoring.scorer import evidence_of
from gametape.analysis.scoring.unscored import unscored_people
from gametape.errors import CorruptValue
from gametape.queries.call_detail import require_call
from gametape.queries.calls_and_emails import call
from gametape.queries.removed import RemovedParts, how_to_restore, removed_parts
from gametape.queries.talk import read_talks
from gametape.settings import Settings
from gametape.store.tables import calls, coaching_sessions, people, transcripts

session, person, text = coaching_sessions.c, people.c, transcripts.c


def get_coaching(connection: sa.Connection, call_id: UUID, settings: Settings) -> CallCoaching:
    """Return the scores of a call.

    Raises:
        NotFound: the call does not exist, or was deleted at the source.
        BadSettings: the rubrics cannot be read.
    """
    known = require_call(connection, call_id)
    told = read_kinds(connection, [call_id])[call_id]
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
        kind=KindOfCall(name=told.kind, label=LABELS[told.kind], how=told.how),
        why_none=None if reps else _why_none(connection, call_id, removed, is_private=known.is_private),
        restore=how_to_restore(call_id) if is_restorable and not known.is_private else None,
        reps=sorted(reps, key=lambda rep: (rep.name, rep.email)),
        unscored=[] if told.kind == "internal" else unscored_people(connection, call_id, set(scores)),
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
