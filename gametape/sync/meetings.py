"""Two recordings of one meeting are one meeting in every count; both stay readable.

The only place that knows the rule. Among the calls of a deal, two are of one meeting when

* they share the address of the meeting or the event in the calendar, and overlap in time: an address may be used again
  every week;
* or two of our people hold them with the same people of the customer, and they begin within ten minutes.

The longest recording counts; the others are marked in `call_opportunities.is_repeat`, which every count leaves out.
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
               -- the smallest counts
               (
                   call.is_private, call.is_internal, -coalesce(call.duration_seconds, 0), call.started_at,
                   call.gong_call_id
               ) AS place
        FROM call_opportunities AS linked JOIN calls AS call ON call.id = linked.call_id
        WHERE linked.opportunity_id = ANY (CAST(:deals AS uuid[])) AND call.deleted_at IS NULL
          AND call.started_at IS NOT NULL
    ), judged AS (
        SELECT one.opportunity_id, one.id, one.is_repeat AS known, EXISTS (
            SELECT FROM held AS other
            WHERE other.opportunity_id = one.opportunity_id AND other.place < one.place AND (
                (other.meeting_keys && one.meeting_keys
                 AND other.started_at < one.ended_at AND one.started_at < other.ended_at)
                OR (other.owner_email <> one.owner_email AND other.theirs = one.theirs
                    AND other.started_at BETWEEN one.started_at - {_NEARLY_SAME_START}
                                             AND one.started_at + {_NEARLY_SAME_START})
            )
        ) AS is_repeat
        FROM held AS one
    )
    UPDATE call_opportunities AS linked SET is_repeat = judged.is_repeat
    FROM judged
    WHERE linked.opportunity_id = judged.opportunity_id AND linked.call_id = judged.id
      AND judged.is_repeat <> judged.known
""")


def mark_repeats(connection: sa.Connection, deals: Sequence[uuid.UUID]) -> None:
    """See anew which calls of these deals are further recordings of a meeting."""
    connection.execute(_MARK_REPEATS, {"deals": deals})
