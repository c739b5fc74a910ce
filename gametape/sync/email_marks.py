"""Copies of emails: marked in `emails.copy_of`, so that each email counts once.

The same email from several sources, or logged by several people, counts as one email; the other rows are its copies.
Copies are searched among the emails of one deal, so that an email of several deals counts once on each.
"""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from gametape.store.tables import emails
from gametape.warehouse.shapes import SOURCES

# If both rows have a Message-ID, it alone decides. Otherwise rows of two sources are the same email if subject and time
# agree within 2 minutes (36 hours if a task has only the day, and the text agrees); rows of one source must also have
# the same text.
_COPIES = sa.text("""
    WITH email AS (
        SELECT id, opportunity_id, message_key, task_key, coalesce(subject_key, 0) AS subject_key, body_key, source,
               sender_email, recipients, sent_at,
               sent_at = date_trunc('day', sent_at, 'UTC') AS is_day,
               ROW (
                   coalesce(array_position(CAST(:sources AS text[]), source), 99), body_key IS NULL,
                   coalesce(sent_at, 'infinity'), id
               ) AS rank
        FROM emails
        WHERE opportunity_id = ANY (CAST(:deals AS uuid[])) AND deleted_at IS NULL
    ), same AS (
        SELECT copy.id, better.id AS better, better.rank
        FROM email AS copy JOIN email AS better USING (opportunity_id, message_key)
        WHERE better.rank < copy.rank
        UNION ALL
        SELECT copy.id, better.id, better.rank
        FROM email AS copy JOIN email AS better USING (opportunity_id, task_key)
        WHERE better.rank < copy.rank AND (copy.message_key = better.message_key) IS NOT FALSE
        UNION ALL
        SELECT copy.id, better.id, better.rank
        FROM email AS copy JOIN email AS better USING (opportunity_id, subject_key)
        WHERE better.rank < copy.rank
          AND (copy.message_key IS NULL OR better.message_key IS NULL)
          AND (copy.sender_email = better.sender_email) IS NOT FALSE
          AND (copy.recipients && better.recipients OR copy.recipients = '{}' OR better.recipients = '{}')
          AND CASE
              WHEN copy.body_key = better.body_key THEN
                  abs(extract(epoch FROM copy.sent_at - better.sent_at)) <= CASE
                      WHEN copy.source <> better.source AND (copy.is_day OR better.is_day) THEN 129600 ELSE 120
                  END
              WHEN copy.source = better.source THEN
                  copy.body_key IS NULL AND better.body_key IS NULL AND copy.subject_key <> 0
                  AND copy.sender_email = better.sender_email AND copy.sent_at = better.sent_at
              ELSE copy.subject_key <> 0 AND abs(extract(epoch FROM copy.sent_at - better.sent_at)) <= 120
          END
    ), best AS (
        SELECT DISTINCT ON (id) id, better FROM same ORDER BY id, rank
    )
    UPDATE emails SET copy_of = best.better
    FROM email LEFT JOIN best ON best.id = email.id
    WHERE emails.id = email.id AND emails.copy_of IS DISTINCT FROM best.better
""")

_SOURCES = [source.name for source in SOURCES if source.entity == "emails"]


def mark_copies(connection: sa.Connection, deals: Sequence[uuid.UUID]) -> None:
    """Set `copy_of` of the emails of these deals.

    The caller must have locked the rows of the deals; otherwise two pages could block each other (deadlock).
    """
    connection.execute(_COPIES, {"deals": deals, "sources": _SOURCES})


def count_copies(connection: sa.Connection, source: str) -> int:
    """Return how many emails of a source are copies of emails of another source."""
    better = emails.alias("better")
    return connection.execute(
        sa.select(sa.func.count())
        .join_from(emails, better, better.c.id == emails.c.copy_of)
        .where(emails.c.source == source, emails.c.deleted_at.is_(None), better.c.source != source)
    ).scalar_one()


def keep_better_source(connection: sa.Connection) -> None:
    """Let the better source keep an email id that two sources have, in whatever order the sources are read.

    Call before `staged_emails` is merged. A staged row of the lesser source then counts as unchanged; a stored row of
    the lesser source is replaced, even by an older row.
    """
    for statement in (_KEEP_STORED, _REPLACE_STORED):
        connection.execute(statement, {"sources": _SOURCES})


_RANK = "coalesce(array_position(CAST(:sources AS text[]), {row}.source), 99)"
_KNOWN, _STAGED = _RANK.format(row="known"), _RANK.format(row="staged_emails")

_KEEP_STORED = sa.text(f"""
    UPDATE staged_emails SET content_hash = known.content_hash
    FROM emails AS known
    WHERE known.gong_email_id = staged_emails.gong_email_id AND known.deleted_at IS NULL AND {_KNOWN} < {_STAGED}
""")
_REPLACE_STORED = sa.text(f"""
    UPDATE emails AS known SET content_hash = '', source_modified_at = NULL
    FROM staged_emails
    WHERE known.gong_email_id = staged_emails.gong_email_id AND {_STAGED} < {_KNOWN}
""")
