"""Last activity of deals, and which of their calls and emails count: updated whenever calls, emails or links change."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from gametape.store.activity_rules import is_activity, is_held
from gametape.sync import meetings
from gametape.sync.email_marks import mark_copies

# Emails and links are merged in parallel. The second transaction waits for this lock, so that it sees the rows that the
# first wrote: the update after the lock takes a new snapshot.
_LOCK_DEALS = sa.text("""
    SELECT FROM opportunities WHERE id = ANY (CAST(:deals AS uuid[])) ORDER BY id FOR NO KEY UPDATE
""")

# Activity is a call that was held with the customer, or an email between the two sides.
_LAST_ACTIVITY = sa.text(f"""
    UPDATE opportunities AS deal SET last_activity_at = newest.moment
    FROM (
        SELECT asked.id, greatest(
            (SELECT max(call.started_at)
             FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
             WHERE linked.opportunity_id = asked.id AND {is_held("call.")}),
            (SELECT max(mail.sent_at) FROM emails AS mail
             WHERE mail.opportunity_id = asked.id AND {is_activity("mail.")} AND mail.sent_at <= now())
        ) AS moment
        FROM unnest(CAST(:deals AS uuid[])) AS asked (id)
    ) AS newest
    WHERE deal.id = newest.id AND deal.last_activity_at IS DISTINCT FROM newest.moment
""")


def update_last_activity(connection: sa.Connection, deals: Iterable[uuid.UUID]) -> None:
    """Set the last activity of these deals, and mark further recordings of the same meeting."""
    _update(connection, deals, emails_changed=False)


def update_copies_and_activity(connection: sa.Connection, deals: Iterable[uuid.UUID]) -> None:
    """Mark copies among the emails of these deals, mark further recordings of a meeting, and set the last activity."""
    _update(connection, deals, emails_changed=True)


def _update(connection: sa.Connection, deals: Iterable[uuid.UUID], *, emails_changed: bool) -> None:
    # Sorted: two pages that lock the same deals in different orders would block each other (deadlock).
    if deal_ids := sorted(set(deals)):
        connection.execute(_LOCK_DEALS, {"deals": deal_ids})
        meetings.mark_repeats(connection, deal_ids)
        if emails_changed:
            mark_copies(connection, deal_ids)
        connection.execute(_LAST_ACTIVITY, {"deals": deal_ids})
