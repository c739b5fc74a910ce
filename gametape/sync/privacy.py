"""Text that must not be stored: of private calls, of erased people, and text that was dropped to save room.

Every function works on a page that is being merged: the rows in the temporary tables `staged_calls`,
`staged_transcripts` or `staged_emails`. Quotes of a removed text are dropped from the analysis, too.
"""

import uuid
from collections import defaultdict

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.store.tables import transcripts
from gametape.store.turns import unpack
from gametape.sync import erasures, evidence_quotes, ledger
from gametape.sync.scrub import without_words

# A change at the source does not bring back text that was dropped (sync/retention.py).
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

# Of a private call only the metadata is kept; a call may turn private after its text was stored.
_PRIVATE = """
    UPDATE {table} AS said SET turns = NULL FROM calls AS call
    WHERE call.id = said.call_id AND call.is_private AND said.turns IS NOT NULL
"""
_KEEP_PRIVATE_OUT = sa.text(_PRIVATE.format(table="staged_transcripts"))
_FORGET_PRIVATE = sa.text(
    _PRIVATE.format(table="transcripts") + " AND call.id IN (SELECT id FROM staged_calls) RETURNING said.call_id"
)

# The text of a call that is no longer private is at the source, in a row whose stamp has not changed. The stored row
# gets an empty hash, so that the source row counts as changed, and the scan of transcripts goes back to its stamp.
_REQUEUE_UNHIDDEN = sa.text("""
    WITH heard AS (
        UPDATE transcripts AS said SET content_hash = '' FROM calls AS call
        WHERE call.id = said.call_id AND NOT call.is_private AND call.id IN (SELECT id FROM staged_calls)
          AND said.turns IS NULL AND said.turn_count > 0 AND said.dropped_at IS NULL AND said.deleted_at IS NULL
        RETURNING said.source_modified_at
    )
    SELECT min(source_modified_at) FROM heard
""")

# Texts that this page changes, in their new form. Texts that were dropped to save room cannot be compared.
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


def forget_private_words(connection: sa.Connection, settings: Settings) -> None:
    """Drop the stored text of staged calls that are private now, where the settings keep only their metadata."""
    if settings.private_calls == "metadata":
        private = connection.scalars(_FORGET_PRIVATE).all()
        evidence_quotes.drop_missing_quotes(connection, dict.fromkeys(private, ()), {})


def requeue_unhidden(connection: sa.Connection) -> None:
    """Let the scan of transcripts read again the text of staged calls that are not private any more."""
    if oldest := connection.scalar(_REQUEUE_UNHIDDEN):
        ledger.rewind(connection, "transcripts", oldest)


def withhold_turns(connection: sa.Connection, settings: Settings) -> None:
    """Empty the staged transcripts of private calls and of calls whose text was dropped; drop quotes that changed."""
    connection.execute(_KEEP_DROPPED_TURNS_OUT)
    if settings.private_calls == "metadata":
        connection.execute(_KEEP_PRIVATE_OUT)
    others = {row.call_id: unpack(row.turns) if row.turns else () for row in connection.execute(_OTHER_TURNS)}
    evidence_quotes.drop_missing_quotes(connection, others, {})


def withhold_snippets(connection: sa.Connection) -> None:
    """Empty the staged emails whose text was dropped."""
    connection.execute(_KEEP_DROPPED_SNIPPETS_OUT)


def drop_quotes_of_changed_emails(connection: sa.Connection) -> None:
    """Drop from the analysis each quote that the staged version of its email does not hold any more."""
    evidence_quotes.drop_missing_quotes(
        connection, {}, {row.id: row.snippet for row in connection.execute(_OTHER_SNIPPETS)}
    )


def remove_words_of_erased(connection: sa.Connection) -> None:
    """Remove the words of erased people from the stored transcripts of staged calls."""
    spoken: dict[uuid.UUID, set[str]] = defaultdict(set)
    for call_id, speaker_id in connection.execute(_ERASED_OF_STAGED):
        spoken[call_id].add(speaker_id)
    if not spoken:
        return
    erased = erasures.load(connection)
    query = sa.select(transcripts.c.id, transcripts.c.call_id, transcripts.c.turns)
    for row in connection.execute(query.where(transcripts.c.call_id.in_(spoken), transcripts.c.turns.is_not(None))):
        kept = without_words(row.turns, erased, spoken[row.call_id])
        if kept.turns != row.turns:
            connection.execute(
                sa.update(transcripts).where(transcripts.c.id == row.id).values(**kept.values, updated_at=sa.func.now())
            )


_ERASED_OF_STAGED = sa.text("""
    SELECT person.call_id, person.speaker_id
    FROM staged_calls JOIN calls AS call USING (gong_call_id)
    JOIN call_participants AS person ON person.call_id = call.id
    WHERE person.is_erased AND person.speaker_id IS NOT NULL
""")
