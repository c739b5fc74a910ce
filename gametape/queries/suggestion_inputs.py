"""Facts about open deals that suggestions rest on, beside those of signals: many deals with a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gametape.store.activity_rules import is_activity, is_counted_once, is_customer_call, is_held

RECENT_DAYS = 60
"""Days back to which emails of the customer are read."""


class CustomerEmail(NamedTuple):
    """Recent email of the customer; `is_waiting` is True if we neither wrote nor met since."""

    id: UUID
    sent_at: datetime
    sender: str | None
    snippet: str
    is_waiting: bool


class CustomerContact(NamedTuple):
    """Contact of the customer on a deal; `moments` are the calls joined and emails written, the oldest first."""

    email: str
    name: str | None
    title: str | None
    moments: tuple[datetime, ...]

    @property
    def shown_as(self) -> str:
        """Name, else address."""
        return self.name or self.email


class UpcomingCall(NamedTuple):
    """Call with the customer that has not begun."""

    id: UUID
    title: str | None
    starts_at: datetime


@dataclass(slots=True)
class SuggestionFacts:
    """Facts about a deal; emails are newest first, `planned` is the next call on the calendar."""

    emails: list[CustomerEmail] = field(default_factory=list)
    contacts: list[CustomerContact] = field(default_factory=list)
    planned: UpcomingCall | None = None


def suggestion_facts(connection: sa.Connection, opportunity_ids: Sequence[UUID]) -> dict[UUID, SuggestionFacts]:
    """Read the facts of each deal."""
    found = {id_: SuggestionFacts() for id_ in opportunity_ids}
    if not found:
        return found
    ids = {"ids": list(found)}
    for row in connection.execute(_EMAILS, ids):
        email = CustomerEmail(row.id, row.sent_at, row.sender_email, row.body_snippet, row.is_waiting)
        found[row.deal].emails.append(email)
    for row in connection.execute(_CONTACTS, ids):
        found[row.deal].contacts.append(_contact(row))
    for row in connection.execute(_PLANNED, ids):
        found[row.deal].planned = UpcomingCall(row.id, row.title, row.started_at)
    return found


def _contact(row: Any) -> CustomerContact:
    return CustomerContact(row.email, row.name, row.title, tuple(row.moments or ()))


_EMAILS = sa.text(f"""
    WITH answered AS (
        SELECT deal.id AS deal, greatest(
            (SELECT max(sent_at) FROM emails
             WHERE opportunity_id = deal.id AND {is_activity()} AND direction = 'ours' AND sent_at <= now()),
            (SELECT max(call.started_at)
             FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
             WHERE linked.opportunity_id = deal.id AND {is_held("call.")} AND {is_counted_once("linked.")})
        ) AS at
        FROM unnest(CAST(:ids AS uuid[])) AS deal(id)
    )
    SELECT answered.deal, email.id, email.sent_at, email.sender_email, email.body_snippet,
           email.sent_at > coalesce(answered.at, '-infinity') AS is_waiting
    FROM answered JOIN emails AS email ON email.opportunity_id = answered.deal
    WHERE {is_activity("email.")} AND email.direction = 'theirs' AND email.body_snippet IS NOT NULL
      AND NOT coalesce((email.metadata ->> 'author_uncertain')\\:\\:boolean, false)
      AND email.sent_at BETWEEN now() - interval '{RECENT_DAYS} days' AND now()
    ORDER BY email.sent_at DESC, email.id
""")

# Contacts with an address who joined a call, wrote, were invited, or were written to; the last two without a moment.
_CONTACTS = sa.text(f"""
    WITH met AS (
        SELECT linked.opportunity_id AS deal, lower(there.email) AS email, there.name, there.title,
               CASE WHEN there.attended IS NOT FALSE THEN call.started_at END AS at
        FROM call_opportunities AS linked
        JOIN calls AS call ON call.id = linked.call_id
        JOIN call_participants AS there ON there.call_id = call.id
        WHERE linked.opportunity_id = ANY(:ids) AND {is_held("call.")} AND {is_counted_once("linked.")}
          AND there.side = 'theirs' AND there.kind = 'person' AND there.email IS NOT NULL
        UNION ALL
        SELECT opportunity_id, lower(sender_email), NULL, NULL, sent_at FROM emails
        WHERE opportunity_id = ANY(:ids) AND {is_activity()} AND direction = 'theirs' AND sent_at <= now()
          AND sender_email IS NOT NULL
        UNION ALL
        SELECT opportunity_id, lower(address), NULL, NULL, NULL FROM emails, unnest(recipients) AS address
        WHERE opportunity_id = ANY(:ids) AND {is_activity()} AND direction = 'ours' AND sent_at <= now()
    )
    SELECT met.deal, met.email, coalesce(max(met.name), max(known.name)) AS name,
           coalesce(max(met.title), max(known.title)) AS title,
           array_agg(met.at ORDER BY met.at) FILTER (WHERE met.at IS NOT NULL) AS moments
    FROM met LEFT JOIN people AS known ON known.email = met.email AND known.deleted_at IS NULL
    WHERE known.is_internal IS NOT TRUE
    GROUP BY met.deal, met.email
    ORDER BY max(met.at) DESC NULLS LAST, met.email
""")

_PLANNED = sa.text(f"""
    SELECT DISTINCT ON (linked.opportunity_id) linked.opportunity_id AS deal, call.id, call.title, call.started_at
    FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
    WHERE linked.opportunity_id = ANY(:ids) AND {is_customer_call("call.")} AND {is_counted_once("linked.")}
      AND call.started_at > now()
    ORDER BY linked.opportunity_id, call.started_at, call.id
""")
