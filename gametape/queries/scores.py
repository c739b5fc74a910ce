"""Effective scores: `effective_scores(origin)` is the source of all averages, comparisons and lists of scores.

Reviews by people come first. An override replaces the score until it is withdrawn. A disputed criterion does not count:
the score is computed from the other criteria. Scores of different origins are never compared, so callers name an
origin; `leading_origin` is the default.
"""

from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import JSONB

from gametape.store.activity_rules import holds, is_customer_call
from gametape.store.tables import calls, coaching_sessions, reviews

Origin = Literal["local", "claude", "gong"]

session, review, call = coaching_sessions.c, reviews.c, calls.c


def latest_reviews() -> sa.Subquery:
    """Select the reviews in force: the latest review of each score (`item` is NULL) and each criterion.

    Columns: those of `reviews`; subject_id is the score's source_id. Withdrawn reviews are left out.
    """
    latest = (
        sa.select(reviews)
        .where(review.subject_type == "score")
        .ext(pg.distinct_on(review.subject_id, review.item))
        .order_by(review.subject_id, review.item, review.id.desc())
        .subquery()
    )
    return sa.select(latest).where(latest.c.verdict != "withdraw").subquery()


def effective_scores(origin: Origin) -> sa.Subquery:
    """Select the effective scores of one origin.

    Columns: id, source_id, call_id, started_at (of the call), rep_email, role, kind (of the call), dimension, score (0
    to 100, never NULL), is_override, is_contested. Deleted and internal calls are left out.
    """
    in_force = latest_reviews().alias("said")
    override = (
        sa.select(in_force.c.subject_id, in_force.c.score)
        .where(in_force.c.item.is_(None), in_force.c.score.is_not(None))
        .subquery()
    )
    contested = (
        sa.select(in_force.c.subject_id, sa.func.array_agg(in_force.c.item).label("criteria"))
        .where(in_force.c.item.is_not(None))
        .group_by(in_force.c.subject_id)
        .subquery()
    )
    score = sa.func.coalesce(
        override.c.score, sa.case((contested.c.criteria.is_(None), session.score), else_=_without(contested.c.criteria))
    )
    scores = (
        sa.select(
            session.id,
            session.source_id,
            session.call_id,
            call.started_at,
            session.rep_email,
            session.metadata["role"].astext.label("role"),
            session.metadata["kind"].astext.label("kind"),
            session.dimension,
            score.label("score"),
            override.c.score.is_not(None).label("is_override"),
            contested.c.criteria.is_not(None).label("is_contested"),
        )
        .join_from(coaching_sessions, calls, call.id == session.call_id)
        .outerjoin(override, override.c.subject_id == session.source_id)
        .outerjoin(contested, contested.c.subject_id == session.source_id)
        .where(
            session.origin == origin,
            session.deleted_at.is_(None),
            session.rep_email.is_not(None),
            holds(is_customer_call, calls),
        )
        .subquery()
    )
    return sa.select(scores).where(scores.c.score.is_not(None)).subquery("effective_scores")


def _without(contested: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """Compute the score of a session without the disputed criteria: points reached in percent of points possible."""
    elements = sa.func.jsonb_array_elements(session.metadata["criteria"], type_=JSONB)
    criterion = elements.column_valued("criterion")
    points = sa.cast(criterion["points"].astext, sa.Numeric)
    reachable = sa.cast(criterion["max"].astext, sa.Numeric)
    return (
        sa.select(sa.func.round(100 * sa.func.sum(points) / sa.func.nullif(sa.func.sum(reachable), 0), 1))
        .where(points.is_not(None), criterion["name"].astext != sa.all_(contested))
        .scalar_subquery()
    )


def leading_origin(connection: sa.Connection) -> Origin:
    """Return the default origin: `claude` once it covers as many calls as `local`, else `local`."""
    claude = sa.and_(session.origin == "claude", session.deleted_at.is_(None))
    if not connection.execute(sa.select(sa.exists().where(claude))).scalar_one():
        return "local"
    rows = connection.execute(
        sa.select(session.origin, sa.func.count(session.call_id.distinct()).label("scored"))
        .where(session.origin.in_(("local", "claude")), session.deleted_at.is_(None))
        .group_by(session.origin)
    )
    covered = {row.origin: int(row.scored) for row in rows}
    return "claude" if 0 < covered.get("claude", 0) >= covered.get("local", 0) else "local"
