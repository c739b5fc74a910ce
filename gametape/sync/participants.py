"""Participants of calls, replaced whenever their call changes."""

import sqlalchemy as sa

# The join by content hash leaves out staged calls that were not stored, because the store has a newer version.
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


def replace_participants(connection: sa.Connection) -> None:
    """Replace the stored participants of the calls in `staged_calls`."""
    connection.execute(_DROP_PARTICIPANTS)
    connection.execute(_ADD_PARTICIPANTS)
