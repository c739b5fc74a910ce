"""What people said and wrote leaves the store with the row that held it, once the source has deleted that row.

Deals and their history stay, marked as deleted. Content hashes stay too: a row that the source brings back has another
document, is read anew, and is whole again.
"""

import uuid
from typing import Any

import sqlalchemy as sa

from gametape.store.tables import call_participants, calls, coaching_sessions, emails, people, transcripts
from gametape.sync.evidence_quotes import drop_insights


def forget(connection: sa.Connection, table: sa.Table) -> int:
    """Empty the deleted rows of a table; returns how many still held something."""
    if table in _HOLD_MORE:
        told = connection.scalars(_HOLD_MORE[table]).all()
        drop_insights(connection, *(([], told) if table is emails else (told, [])))
    return sum(connection.execute(statement).rowcount for statement in _STATEMENTS.get(table, ()))


def _holds_more(table: sa.Table, values: dict[str, Any]) -> sa.ColumnElement[bool]:
    held = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
    return sa.and_(table.c.deleted_at.is_not(None), held)


def _emptied(table: sa.Table, values: dict[str, Any]) -> sa.Update:
    return sa.update(table).where(_holds_more(table, values)).values(**values, updated_at=sa.func.now())


def _left_of(table: sa.Table) -> dict[str, Any]:
    """What is left of the personal columns of a deleted row, as the columns themselves say it (`emptied`)."""
    return {column.name: _left(column) for column in table.c if "when_deleted" in column.info}


def _left(column: sa.Column[Any]) -> Any:
    value = column.info["when_deleted"]
    return None if value is None else sa.cast(sa.literal(value, sa.Text), column.type)


_CALL, _TRANSCRIPT, _EMAIL, _SCORE = map(_left_of, (calls, transcripts, emails, coaching_sessions))
_no_evidence = _SCORE["evidence"]

# The calls and mails of which more than that is there: what was made of them goes, too.
_HOLD_MORE = {
    calls: sa.select(calls.c.id).where(_holds_more(calls, _CALL)),
    transcripts: sa.select(transcripts.c.call_id).where(_holds_more(transcripts, _TRANSCRIPT)),
    emails: sa.select(emails.c.id).where(_holds_more(emails, _EMAIL)),
}

_deleted_calls = sa.select(calls.c.id).where(calls.c.deleted_at.is_not(None))
_deleted_transcripts = sa.select(transcripts.c.call_id).where(transcripts.c.deleted_at.is_not(None))


def _without_quotes(of_calls: sa.Select[tuple[uuid.UUID]]) -> sa.Update:
    session = coaching_sessions.c
    quoting = sa.and_(session.call_id.in_(of_calls), session.evidence.is_distinct_from(_no_evidence))
    return (
        sa.update(coaching_sessions)
        .where(quoting)
        .values(evidence=_no_evidence, explanation=None, updated_at=sa.func.now())
    )


_STATEMENTS: dict[sa.Table, tuple[sa.Update | sa.Delete, ...]] = {
    # Nothing refers to a person's row, and all of it is about them. One that the source still tells of stays, marked.
    people: (sa.delete(people).where(people.c.deleted_at.is_not(None), people.c.content_hash == b""),),
    calls: (
        _emptied(calls, _CALL),
        sa.delete(call_participants).where(call_participants.c.call_id.in_(_deleted_calls)),
        _without_quotes(_deleted_calls),
    ),
    transcripts: (_emptied(transcripts, _TRANSCRIPT), _without_quotes(_deleted_transcripts)),
    emails: (_emptied(emails, _EMAIL),),
    coaching_sessions: (_emptied(coaching_sessions, _SCORE),),
}
