"""Removal of text and personal data from rows that the source has deleted.

Deals and their history stay, marked as deleted. Content hashes stay, too: a row that the source restores has another
document, so it is read again with all its values.
"""

import uuid
from typing import Any

import sqlalchemy as sa

from gametape.store.tables import call_participants, calls, coaching_sessions, emails, people, transcripts
from gametape.sync.evidence_quotes import drop_insights


def forget(connection: sa.Connection, table: sa.Table) -> int:
    """Empty the personal columns of a table's deleted rows; return how many rows were changed or removed."""
    if table in _NOT_EMPTIED:
        sources = connection.scalars(_NOT_EMPTIED[table]).all()
        drop_insights(connection, *(([], sources) if table is emails else (sources, [])))
    return sum(connection.execute(statement).rowcount for statement in _STATEMENTS.get(table, ()))


def _not_emptied(table: sa.Table, values: dict[str, Any]) -> sa.ColumnElement[bool]:
    """Return the condition for deleted rows that have other values than these."""
    differs = sa.or_(*(table.c[name].is_distinct_from(value) for name, value in values.items()))
    return sa.and_(table.c.deleted_at.is_not(None), differs)


def _emptied(table: sa.Table, values: dict[str, Any]) -> sa.Update:
    return sa.update(table).where(_not_emptied(table, values)).values(**values, updated_at=sa.func.now())


def _emptied_values(table: sa.Table) -> dict[str, Any]:
    """Return the values that the personal columns of a deleted row get, as the columns declare (`emptied`)."""
    return {column.name: _emptied_value(column) for column in table.c if "when_deleted" in column.info}


def _emptied_value(column: sa.Column[Any]) -> Any:
    value = column.info["when_deleted"]
    return None if value is None else sa.cast(sa.literal(value, sa.Text), column.type)


_CALL, _TRANSCRIPT, _EMAIL, _SCORE = map(_emptied_values, (calls, transcripts, emails, coaching_sessions))
_no_evidence = _SCORE["evidence"]

# Ids of deleted calls and emails that are not emptied yet: the insights on them are dropped, too.
_NOT_EMPTIED = {
    calls: sa.select(calls.c.id).where(_not_emptied(calls, _CALL)),
    transcripts: sa.select(transcripts.c.call_id).where(_not_emptied(transcripts, _TRANSCRIPT)),
    emails: sa.select(emails.c.id).where(_not_emptied(emails, _EMAIL)),
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
    # No row refers to a person's row, and all of its columns are personal: it is removed. A row that the source still
    # has, marked as deleted, stays.
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
