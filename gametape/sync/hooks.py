"""Steps around the merge of a page of calls, links, transcripts or emails, and after rows vanished at the source."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.settings import Settings
from gametape.store.tables import emails
from gametape.sync import email_sides, links, observed_changes, participants, privacy
from gametape.sync.activity import update_copies_and_activity, update_last_activity
from gametape.sync.email_marks import keep_better_source

_DEALS_OF_CALLS = sa.text("""
    SELECT linked.opportunity_id FROM call_opportunities AS linked
    JOIN calls AS call ON call.id = linked.call_id JOIN staged_calls USING (gong_call_id)
""")
_DEALS_OF_DELETED_CALLS = sa.text("""
    SELECT linked.opportunity_id FROM call_opportunities AS linked
    JOIN calls AS call ON call.id = linked.call_id
    WHERE call.gong_call_id = ANY (CAST(:keys AS text[]))
""")
# An email may move to another deal, or to none. The staged rows get a column with the deal before, which is not merged.
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

# The deals of a vanished call, email, set of links or history; links and changes of the deal are removed with it.
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


def after_calls(connection: sa.Connection, settings: Settings) -> None:
    """Replace the participants of staged calls, drop or request their text by privacy, and update their deals."""
    privacy.forget_private_words(connection, settings)
    privacy.requeue_unhidden(connection)
    participants.replace_participants(connection)
    privacy.remove_words_of_erased(connection)
    update_last_activity(connection, connection.scalars(_DEALS_OF_CALLS))


def after_deleting_calls(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Update the last activity of the deals of deleted calls, given by Gong's call ids."""
    update_last_activity(connection, connection.scalars(_DEALS_OF_DELETED_CALLS, {"keys": list(keys)}))


def after_links(connection: sa.Connection, _settings: Settings) -> None:
    """Replace the links of staged calls to deals; links to deals that are not stored yet wait."""
    links.replace_links(connection)


def before_transcripts(connection: sa.Connection, settings: Settings) -> None:
    """Empty the staged text of private calls and dropped text, and drop quotes that are no longer in the text."""
    privacy.withhold_turns(connection, settings)


def before_emails(connection: sa.Connection, _settings: Settings) -> None:
    """Set direction and deal of the staged emails, empty dropped text, and drop quotes no longer in the text.

    An email whose deal is not stored yet is stored without its deal.
    """
    keep_better_source(connection)
    for statement in _REMEMBER_DEALS:
        connection.execute(statement)
    privacy.withhold_snippets(connection)
    email_sides.set_sides_of_staged(connection)
    links.unlink_orphans(connection)
    privacy.drop_quotes_of_changed_emails(connection)


def after_emails(connection: sa.Connection, _settings: Settings) -> None:
    """Update copies and last activity of the deals of staged emails, and of the deals that emails have left."""
    update_copies_and_activity(connection, connection.scalars(_DEALS_OF_EMAILS))


def after_deleting_emails(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Update the deals of deleted emails, given by their source's ids: a copy may count in place of its original."""
    gone = sa.select(emails.c.opportunity_id).where(
        emails.c.gong_email_id == sa.func.any(sa.cast(list(keys), pg.ARRAY(sa.Text))),
        emails.c.opportunity_id.is_not(None),
    )
    update_copies_and_activity(connection, connection.scalars(gone))


def after_vanishing(connection: sa.Connection, table: sa.Table) -> None:
    """Update links, copies and last activity of deals after rows vanished from the source (in `verdicts`)."""
    statement = _VANISHED.get(table.name)
    if statement is not None:
        update_copies_and_activity(connection, connection.scalars(statement).all())
