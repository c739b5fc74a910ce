"""Repeated recordings of one meeting: marked, so that the meeting counts once; all recordings stay readable.

Two calls of a deal are recordings of one meeting if

* they share the meeting's address or calendar event, and overlap in time (an address may be used again every week);
* or two of our people recorded them with the same customer contacts, and they begin within ten minutes.

The longest recording counts. The others are marked in `call_opportunities.is_repeat`, and every count leaves them out.
"""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

_NEARLY_SAME_START = "interval '10 minutes'"

_MARK_REPEATS = sa.text(f"""
    WITH held AS MATERIALIZED (
        SELECT linked.opportunity_id, call.id, call.started_at, call.owner_email, call.meeting_keys, linked.is_repeat,
               call.started_at + make_interval(secs => greatest(coalesce(call.duration_seconds, 0), 1)) AS ended_at,
               (
                   SELECT array_agg(DISTINCT lower(there.email)) FROM call_participants AS there
                   WHERE there.call_id = call.id AND there.side = 'theirs' AND there.kind = 'person'
                     AND there.email IS NOT NULL
               ) AS theirs,
               -- of the recordings of a meeting, the smallest in this order counts
               (
                   call.is_private, call.is_internal, -coalesce(call.duration_seconds, 0), call.started_at,
                   call.gong_call_id
               ) AS place
        FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
        WHERE linked.opportunity_id = ANY (CAST(:deals AS uuid[])) AND call.deleted_at IS NULL
          AND call.started_at IS NOT NULL
    ), judged AS (
        SELECT call.opportunity_id, call.id, call.is_repeat AS known, EXISTS (
            SELECT FROM held AS other
            WHERE other.opportunity_id = call.opportunity_id AND other.place < call.place AND (
                (other.meeting_keys && call.meeting_keys
                 AND other.started_at < call.ended_at AND call.started_at < other.ended_at)
                OR (other.owner_email <> call.owner_email AND other.theirs = call.theirs
                    AND other.started_at BETWEEN call.started_at - {_NEARLY_SAME_START}
                                             AND call.started_at + {_NEARLY_SAME_START})
            )
        ) AS is_repeat
        FROM held AS call
    )
    UPDATE call_opportunities AS linked SET is_repeat = judged.is_repeat
    FROM judged
    WHERE linked.opportunity_id = judged.opportunity_id AND linked.call_id = judged.id
      AND judged.is_repeat <> judged.known
""")


def mark_repeats(connection: sa.Connection, deals: Sequence[uuid.UUID]) -> None:
    """Set `is_repeat` of the calls of these deals: true for further recordings of the same meeting."""
    connection.execute(_MARK_REPEATS, {"deals": deals})
