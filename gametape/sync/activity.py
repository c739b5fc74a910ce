"""When deals were last active, and which calls and emails count on them: noted whenever any of these change."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from gametape.store.activity_rules import is_activity, is_held
from gametape.sync import meetings
from gametape.sync.email_marks import mark_copies

# Emails and links are merged side by side: who comes second has to see what the first one wrote, and so waits here. The
# update after it takes a snapshot of its own.
_LOCK_DEALS = sa.text("""
    SELECT FROM opportunities WHERE id = ANY (CAST(:deals AS uuid[])) ORDER BY id FOR NO KEY UPDATE
""")

# Activity is what both sides can have taken part in: a call that was held with the customer, or an email between them.
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
    """Note when these deals were last active."""
    _settle(connection, deals, emails_changed=False)


def update_copies_and_activity(connection: sa.Connection, deals: Iterable[uuid.UUID]) -> None:
    """Mark which emails of these deals are copies, and note when the deals were last active."""
    _settle(connection, deals, emails_changed=True)


def _settle(connection: sa.Connection, deals: Iterable[uuid.UUID], *, emails_changed: bool) -> None:
    # In one order everywhere, or two pages that touch the same deals might wait for each other.
    if asked := sorted(set(deals)):
        connection.execute(_LOCK_DEALS, {"deals": asked})
        meetings.mark_repeats(connection, asked)
        if emails_changed:
            mark_copies(connection, asked)
        connection.execute(_LAST_ACTIVITY, {"deals": asked})
