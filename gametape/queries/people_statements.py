"""Statements that read who was on the calls and in the emails of deals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.calls_and_emails import call, linked, participant
from gametape.queries.ids import any_of
from gametape.store.activity_rules import is_counted
from gametape.store.tables import call_participants, calls


def attendances_on(opportunity_ids: Sequence[UUID]) -> sa.Select[*tuple[Any, ...]]:
    """Select who was on the calls about the deals, a row per call and participant."""
    about = (
        sa.select(linked.call_id, sa.func.bool_and(linked.is_repeat).label("is_repeat"))
        .where(linked.opportunity_id == any_of(opportunity_ids))
        .group_by(linked.call_id)
        .subquery("about")
    )
    return (
        sa.select(
            call.id,
            call.started_at.label("at"),
            participant.name,
            participant.email,
            participant.title,
            participant.side,
            participant.attended,
            participant.talk_seconds,
            about.c.is_repeat,
        )
        .join_from(about, calls, call.id == about.c.call_id)
        .join(call_participants, participant.call_id == call.id)
        .where(
            participant.kind == "person",
            call.deleted_at.is_(None),
            sa.or_(call.started_at <= sa.func.now(), call.started_at.is_(None)),
        )
        .order_by(call.started_at.desc().nulls_last(), call.id, participant.participant_id)
    )


_ADDRESSED = f"""
    SELECT email.id, email.sent_at, email.direction, lower(address) AS address,
           lower(address) = lower(email.sender_email) AS is_sender
    FROM emails AS email CROSS JOIN LATERAL unnest(email.recipients || email.sender_email) AS address
    WHERE email.opportunity_id = ANY(CAST(:deals AS uuid[])) AND {is_counted("email.")} AND address <> ''
      AND (email.sent_at <= now() OR email.sent_at IS NULL)
"""

ADDRESSES = sa.text(f"SELECT DISTINCT address FROM ({_ADDRESSED}) AS addressed")

# An email to two addresses of a person counts once.
EMAILS_BY_ADDRESS = sa.text(f"""
    SELECT coalesce(alias.email, addressed.address) AS address, count(DISTINCT id) AS emails,
           count(DISTINCT id) FILTER (WHERE is_sender) AS sent, max(sent_at) AS touched_at,
           max(sent_at) FILTER (WHERE is_sender) AS active_at, min(direction) FILTER (WHERE is_sender) AS side
    FROM ({_ADDRESSED}) AS addressed
    LEFT JOIN unnest(CAST(:aliases AS text[]), CAST(:emails AS text[])) AS alias(address, email) USING (address)
    GROUP BY 1
""")
