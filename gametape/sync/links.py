"""Links of calls and emails to deals: replaced per call; a link waits while its call or deal is not stored yet."""

import sqlalchemy as sa

from gametape.store.activity_rules import is_customer_call
from gametape.sync import email_sides
from gametape.sync.activity import update_copies_and_activity, update_last_activity

# One row per link whose call and deal are both stored.
_COMPLETE_LINKS = """
    SELECT call.id AS call_id, deal.id AS opportunity_id, said.origin
    FROM call_links AS link
    CROSS JOIN LATERAL jsonb_to_recordset(link.links) AS said (opportunity text, origin text)
    JOIN calls AS call USING (gong_call_id)
    JOIN opportunities AS deal ON deal.gong_opportunity_id = said.opportunity
    WHERE link.deleted_at IS NULL
"""

_DROP_LINKS = sa.text(f"""
    DELETE FROM call_opportunities AS linked
    USING calls AS call JOIN staged_call_links USING (gong_call_id)
    WHERE linked.call_id = call.id
      AND NOT EXISTS (
          SELECT FROM ({_COMPLETE_LINKS}) AS said
          WHERE said.call_id = linked.call_id AND said.opportunity_id = linked.opportunity_id
      )
    RETURNING linked.opportunity_id
""")

_ADD_LINKS = """
    INSERT INTO call_opportunities (call_id, opportunity_id, origin)
    SELECT said.* FROM ({said}) AS said
    WHERE NOT EXISTS (
        SELECT FROM call_opportunities AS linked
        WHERE linked.call_id = said.call_id AND linked.opportunity_id = said.opportunity_id
    )
    ON CONFLICT DO NOTHING
    RETURNING opportunity_id
"""
_ADD_STAGED_LINKS = sa.text(
    _ADD_LINKS.format(said=f"{_COMPLETE_LINKS} AND link.gong_call_id IN (SELECT gong_call_id FROM staged_call_links)")
)
_ADD_ALL_LINKS = sa.text(_ADD_LINKS.format(said=_COMPLETE_LINKS))

_WAITING_LINKS = sa.text("""
    SELECT count(*)
    FROM call_links AS link CROSS JOIN LATERAL jsonb_to_recordset(link.links) AS said (opportunity text)
    WHERE link.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM calls AS call JOIN opportunities AS deal ON deal.gong_opportunity_id = said.opportunity
        WHERE call.gong_call_id = link.gong_call_id
    )
""")

# Emails whose deal was not stored when they were merged, and is now.
_ADOPT_EMAILS = sa.text("""
    UPDATE emails AS mail SET opportunity_id = deal.id
    FROM opportunities AS deal
    WHERE mail.opportunity_id IS NULL AND deal.gong_opportunity_id = mail.metadata ->> 'opportunity_id'
    RETURNING deal.id
""")

# Deals with a call that had not begun yet when its row was merged, and has begun since.
_CALLS_BEGUN_SINCE = sa.text(f"""
    SELECT DISTINCT deal.id
    FROM calls AS call
    JOIN call_opportunities AS linked ON linked.call_id = call.id
    JOIN opportunities AS deal ON deal.id = linked.opportunity_id
    WHERE call.started_at BETWEEN now() - INTERVAL '60 days' AND now() AND {is_customer_call("call.")}
      AND (deal.last_activity_at IS NULL OR deal.last_activity_at < call.started_at)
""")

# An email may name a deal that is not stored yet: it is stored without the deal, and linked when the deal arrives.
_ORPHAN_EMAILS = sa.text("""
    UPDATE staged_emails AS mail SET opportunity_id = NULL
    WHERE NOT EXISTS (SELECT FROM opportunities AS deal WHERE deal.id = mail.opportunity_id)
""")


def replace_links(connection: sa.Connection) -> None:
    """Replace the stored links of the calls in `staged_call_links`; update the last activity of their deals."""
    dropped = connection.scalars(_DROP_LINKS).all()
    added = connection.scalars(_ADD_STAGED_LINKS).all()
    update_last_activity(connection, [*dropped, *added])


def unlink_orphans(connection: sa.Connection) -> None:
    """Clear the deal of staged emails whose deal is not stored yet."""
    connection.execute(_ORPHAN_EMAILS)


def link_late_arrivals(connection: sa.Connection, *, people_changed: bool) -> int:
    """Link calls and emails to deals that have arrived since; return how many links still wait.

    Calls that have begun since they were stored become their deals' last activity. If people changed, the sides of all
    emails are set again: somebody may now be known as internal, or as a note taker.
    """
    changed = email_sides.set_sides_of_stored(connection) if people_changed else []
    linked = [*connection.scalars(_ADD_ALL_LINKS), *connection.scalars(_ADOPT_EMAILS)]
    update_copies_and_activity(connection, [*changed, *linked, *connection.scalars(_CALLS_BEGUN_SINCE)])
    return int(connection.execute(_WAITING_LINKS).scalar_one())
