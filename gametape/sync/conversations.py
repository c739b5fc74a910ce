"""What follows from calls, links and emails once their rows are merged: participants and links."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.settings import Settings
from gametape.store.activity_rules import is_customer_call
from gametape.store.tables import emails
from gametape.store.turns import unpack
from gametape.sync import email_sides, erasures, evidence_quotes, ledger, observed_changes
from gametape.sync.last_activity import note_activity, settle_emails

# A staged call that lost against a newer stored one is not the one whose content stands there now.
_CURRENT_CALLS = """
    SELECT call.id, incoming.participants
    FROM staged_calls AS incoming JOIN calls AS call USING (gong_call_id, content_hash)
"""

_DROP_PARTICIPANTS = sa.text(f"""
    DELETE FROM call_participants WHERE call_id IN (SELECT call.id FROM ({_CURRENT_CALLS}) AS call)
""")

_ADD_PARTICIPANTS = sa.text(f"""
    INSERT INTO call_participants
        (call_id, participant_id, name, email, title, side, kind, attended, speaker_id, talk_seconds, is_erased)
    SELECT call.id, person.participant_id, person.name, person.email, person.title, person.side, person.kind,
           person.attended, person.speaker_id, person.talk_seconds, coalesce(person.is_erased, false)
    FROM ({_CURRENT_CALLS}) AS call
    CROSS JOIN LATERAL jsonb_to_recordset(call.participants) AS person (
        participant_id text, name text, email text, title text, side text, kind text, attended boolean,
        speaker_id text, talk_seconds numeric, is_erased boolean
    )
    ON CONFLICT DO NOTHING
""")

# One row per link whose both ends have arrived.
_SAID = """
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
          SELECT FROM ({_SAID}) AS said
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
    _ADD_LINKS.format(said=f"{_SAID} AND link.gong_call_id IN (SELECT gong_call_id FROM staged_call_links)")
)
_ADD_ALL_LINKS = sa.text(_ADD_LINKS.format(said=_SAID))

_WAITING_LINKS = sa.text("""
    SELECT count(*)
    FROM call_links AS link CROSS JOIN LATERAL jsonb_to_recordset(link.links) AS said (opportunity text)
    WHERE link.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM calls AS call JOIN opportunities AS deal ON deal.gong_opportunity_id = said.opportunity
        WHERE call.gong_call_id = link.gong_call_id
    )
""")

# Mails whose deal had not arrived, and now has.
_ADOPT_EMAILS = sa.text("""
    UPDATE emails AS mail SET opportunity_id = deal.id
    FROM opportunities AS deal
    WHERE mail.opportunity_id IS NULL AND deal.gong_opportunity_id = mail.metadata ->> 'opportunity_id'
    RETURNING deal.id
""")

# Deals whose latest call was still to come when its row was merged.
_BEGUN_SINCE = sa.text(f"""
    SELECT DISTINCT deal.id
    FROM calls AS call
    JOIN call_opportunities AS linked ON linked.call_id = call.id
    JOIN opportunities AS deal ON deal.id = linked.opportunity_id
    WHERE call.started_at BETWEEN now() - INTERVAL '60 days' AND now() AND {is_customer_call("call.")}
      AND (deal.last_activity_at IS NULL OR deal.last_activity_at < call.started_at)
""")

_DEALS_OF_CALLS = sa.text("""
    SELECT linked.opportunity_id FROM call_opportunities AS linked
    JOIN calls AS call ON call.id = linked.call_id JOIN staged_calls USING (gong_call_id)
""")
_DEALS_OF_DELETED_CALLS = sa.text("""
    SELECT linked.opportunity_id FROM call_opportunities AS linked
    JOIN calls AS call ON call.id = linked.call_id
    WHERE call.gong_call_id = ANY (CAST(:keys AS text[]))
""")
# A mail may move to another deal, or to none: the staged rows remember the one that they leave, which is not merged.
_REMEMBER_DEALS = (
    sa.text("ALTER TABLE staged_emails ADD COLUMN left_deal uuid"),
    sa.text("""
        UPDATE staged_emails SET left_deal = known.opportunity_id
        FROM emails AS known WHERE known.gong_email_id = staged_emails.gong_email_id
    """),
)
_DEALS_OF_EMAILS = sa.text("""
    SELECT mail.opportunity_id FROM emails AS mail JOIN staged_emails USING (gong_email_id)
    WHERE mail.opportunity_id IS NOT NULL
    UNION SELECT left_deal FROM staged_emails WHERE left_deal IS NOT NULL
""")

# A change at the source is no reason to bring back what was dropped (sync/retention.py).
_KEEP_DROPPED_TURNS_OUT = sa.text("""
    UPDATE staged_transcripts SET turns = NULL
    FROM transcripts AS known
    WHERE known.gong_call_id = staged_transcripts.gong_call_id AND known.dropped_at IS NOT NULL
""")
_KEEP_DROPPED_SNIPPETS_OUT = sa.text("""
    UPDATE staged_emails SET body_snippet = NULL
    FROM emails AS known
    WHERE known.gong_email_id = staged_emails.gong_email_id AND known.dropped_at IS NOT NULL
""")

# The deals that a vanished call, mail, set of links or history belonged to; links and moves go with it.
_VANISHED = {
    "calls": sa.text("""
        SELECT linked.opportunity_id
        FROM verdicts JOIN calls AS call ON call.gong_call_id = verdicts.key
        JOIN call_opportunities AS linked ON linked.call_id = call.id WHERE verdicts.verdict = 'vanished'
    """),
    "call_links": sa.text("""
        DELETE FROM call_opportunities AS linked
        USING verdicts JOIN calls AS call ON call.gong_call_id = verdicts.key
        WHERE linked.call_id = call.id AND verdicts.verdict = 'vanished'
        RETURNING linked.opportunity_id
    """),
    "emails": sa.text("""
        SELECT mail.opportunity_id
        FROM verdicts JOIN emails AS mail ON mail.gong_email_id = verdicts.key
        WHERE verdicts.verdict = 'vanished' AND mail.opportunity_id IS NOT NULL
    """),
    "opportunity_histories": observed_changes.TAKE_BACK_VANISHED,
}

# A mail may speak of a deal that has not arrived: it is kept without, and adopted when the deal comes.
_ORPHAN_EMAILS = sa.text("""
    UPDATE staged_emails AS mail SET opportunity_id = NULL
    WHERE NOT EXISTS (SELECT FROM opportunities AS deal WHERE deal.id = mail.opportunity_id)
""")


# Of a private call only that it took place is kept; a call may turn private later.
_PRIVATE = """
    UPDATE {table} AS said SET turns = NULL FROM calls AS call
    WHERE call.id = said.call_id AND call.is_private AND said.turns IS NOT NULL
"""
_KEEP_PRIVATE_OUT = sa.text(_PRIVATE.format(table="staged_transcripts"))
_FORGET_PRIVATE = sa.text(
    _PRIVATE.format(table="transcripts") + " AND call.id IN (SELECT id FROM staged_calls) RETURNING said.call_id"
)

# What was said on a call that is not private any more is in the source, and its row there is as old as it was: here it
# counts as changed, and the scan of transcripts goes back to it.
_HEAR_AGAIN = sa.text("""
    WITH heard AS (
        UPDATE transcripts AS said SET content_hash = '' FROM calls AS call
        WHERE call.id = said.call_id AND NOT call.is_private AND call.id IN (SELECT id FROM staged_calls)
          AND said.turns IS NULL AND said.turn_count > 0 AND said.dropped_at IS NULL AND said.deleted_at IS NULL
        RETURNING said.source_modified_at
    )
    SELECT min(source_modified_at) FROM heard
""")

# Texts that are about to become others, as they will be; where they were dropped to save room, nobody can tell.
_OTHER_TURNS = sa.text("""
    SELECT known.call_id, staged.turns
    FROM staged_transcripts AS staged JOIN transcripts AS known USING (gong_call_id)
    WHERE known.turns IS DISTINCT FROM staged.turns AND known.dropped_at IS NULL
""")
_OTHER_SNIPPETS = sa.text("""
    SELECT known.id, CASE WHEN told.uncertain THEN '' ELSE coalesce(staged.body_snippet, '') END AS snippet
    FROM staged_emails AS staged JOIN emails AS known USING (gong_email_id),
         LATERAL (SELECT coalesce(CAST(staged.metadata ->> 'author_uncertain' AS boolean), false) AS uncertain) AS told
    WHERE (known.body_snippet IS DISTINCT FROM staged.body_snippet OR told.uncertain) AND known.dropped_at IS NULL
""")


def after_calls(connection: sa.Connection, settings: Settings) -> None:
    """Replace the participants of changed calls; forget or fetch their words; see to their deals' last activity."""
    if settings.private_calls == "metadata":
        private = connection.scalars(_FORGET_PRIVATE).all()
        evidence_quotes.drop_unsaid(connection, dict.fromkeys(private, ()), {})
    if oldest := connection.scalar(_HEAR_AGAIN):
        ledger.go_back(connection, "transcripts", oldest)
    connection.execute(_DROP_PARTICIPANTS)
    connection.execute(_ADD_PARTICIPANTS)
    erasures.take_back_words(connection)
    note_activity(connection, connection.scalars(_DEALS_OF_CALLS))


def after_deleting_calls(connection: sa.Connection, keys: Sequence[str]) -> None:
    """See what deleted calls, by their source's ids, mean for their deals' last activity."""
    note_activity(connection, connection.scalars(_DEALS_OF_DELETED_CALLS, {"keys": list(keys)}))


def after_links(connection: sa.Connection, _settings: Settings) -> None:
    """Replace the links of changed calls; links whose other end is missing wait."""
    dropped = connection.scalars(_DROP_LINKS).all()
    added = connection.scalars(_ADD_STAGED_LINKS).all()
    note_activity(connection, [*dropped, *added])


def before_transcripts(connection: sa.Connection, settings: Settings) -> None:
    """Keep out what was said on private calls, and what was dropped to save room; quotes go with their words."""
    connection.execute(_KEEP_DROPPED_TURNS_OUT)
    if settings.private_calls == "metadata":
        connection.execute(_KEEP_PRIVATE_OUT)
    others = {row.call_id: unpack(row.turns) if row.turns else () for row in connection.execute(_OTHER_TURNS)}
    evidence_quotes.drop_unsaid(connection, others, {})


def before_emails(connection: sa.Connection, _settings: Settings) -> None:
    """Keep mails whose deal is not there, without it; tell who wrote; keep out what was dropped, and its quotes."""
    for statement in _REMEMBER_DEALS:
        connection.execute(statement)
    connection.execute(_KEEP_DROPPED_SNIPPETS_OUT)
    email_sides.tell_of_staged(connection)
    connection.execute(_ORPHAN_EMAILS)
    evidence_quotes.drop_unsaid(connection, {}, {row.id: row.snippet for row in connection.execute(_OTHER_SNIPPETS)})


def after_emails(connection: sa.Connection, _settings: Settings) -> None:
    """See what new emails, and those that moved, mean for their deals."""
    settle_emails(connection, connection.scalars(_DEALS_OF_EMAILS))


def after_deleting_emails(connection: sa.Connection, keys: Sequence[str]) -> None:
    """See what deleted emails, by their source's ids, mean for their deals: a copy may take the place of one."""
    gone = sa.select(emails.c.opportunity_id).where(
        emails.c.gong_email_id == sa.func.any(sa.cast(list(keys), pg.ARRAY(sa.Text))),
        emails.c.opportunity_id.is_not(None),
    )
    settle_emails(connection, connection.scalars(gone))


def after_vanishing(connection: sa.Connection, table: sa.Table) -> None:
    """See what rows that the source has no more (in `verdicts`) mean for links and for their deals' last activity."""
    statement = _VANISHED.get(table.name)
    if statement is not None:
        settle_emails(connection, connection.scalars(statement).all())


def join_late_arrivals(connection: sa.Connection, *, people_changed: bool) -> int:
    """Link calls and mails to what has arrived since; returns how many links still wait for an end.

    Calls that have begun since they were stored become their deals' last activity. Where people changed, it is told
    again whose the emails are: somebody may be one of us now, or a note taker.
    """
    told = email_sides.tell_of_stored(connection) if people_changed else []
    joined = [*connection.scalars(_ADD_ALL_LINKS), *connection.scalars(_ADOPT_EMAILS)]
    settle_emails(connection, [*told, *joined, *connection.scalars(_BEGUN_SINCE)])
    return int(connection.execute(_WAITING_LINKS).scalar_one())
