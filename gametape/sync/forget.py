"""What people said and wrote leaves the store with the row that held it, once the source has deleted that row.

Deals and their history stay, marked as deleted. Content hashes stay too: a row that the source brings back has another
document, is read anew, and is whole again.
"""

import sqlalchemy as sa

from gametape.store import tables
from gametape.store.tables import call_participants, calls, coaching_sessions, emails, people, transcripts


def forget(connection: sa.Connection, table: sa.Table) -> int:
    """Empty the deleted rows of a table; returns how many still held something."""
    return sum(connection.execute(statement).rowcount for statement in _STATEMENTS.get(table, ()))


def _emptied(table: sa.Table, **values: object) -> sa.Update:
    holds_more = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
    return (
        sa.update(table).where(table.c.deleted_at.is_not(None), holds_more).values(**values, updated_at=sa.func.now())
    )


_deleted_calls = sa.select(calls.c.id).where(calls.c.deleted_at.is_not(None))
_empty = sa.cast(sa.literal("{}", sa.Text), tables.calls.c.metadata.type)
_no_one = sa.cast(sa.literal("{}", sa.Text), emails.c.recipients.type)
_no_evidence = sa.cast(sa.literal("[]", sa.Text), coaching_sessions.c.evidence.type)

_STATEMENTS: dict[sa.Table, tuple[sa.Update | sa.Delete, ...]] = {
    # Nothing refers to a person's row, and all of it is about them. One that the source still tells of stays, marked.
    people: (sa.delete(people).where(people.c.deleted_at.is_not(None), people.c.content_hash == b""),),
    calls: (
        _emptied(calls, title=None, owner_email=None, metadata=_empty),
        sa.delete(call_participants).where(call_participants.c.call_id.in_(_deleted_calls)),
        sa.update(coaching_sessions)
        .where(
            coaching_sessions.c.call_id.in_(_deleted_calls), coaching_sessions.c.evidence.is_distinct_from(_no_evidence)
        )
        .values(evidence=_no_evidence, explanation=None, updated_at=sa.func.now()),
    ),
    transcripts: (_emptied(transcripts, turns=None),),
    emails: (
        _emptied(emails, subject=None, sender_email=None, recipients=_no_one, body_snippet=None, metadata=_empty),
    ),
    coaching_sessions: (
        _emptied(coaching_sessions, rep_email=None, explanation=None, evidence=_no_evidence, metadata=_empty),
    ),
}
