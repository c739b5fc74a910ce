"""Queue of the calls that Gong's webhook announced: `gong_webhook_calls`, one row per call id.

A call is due two minutes after its message, then after growing pauses until its transcript is stored, for two hours at
most. After that, the daily sync alone goes on asking for it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.store.tables import gong_calls, gong_webhook_calls, transcripts

FIRST_WAIT = timedelta(minutes=2)
"""Pause before the first attempt: details of a call appear after its transcript."""

LONGEST = timedelta(hours=2)
"""Time after the message for which a call is asked for."""

AT_ONCE = 100
"""Highest number of calls that are claimed together: the ids of one request to Gong."""

TEST = "test"
"""Id of the row that notes Gong's last test message; no call has it."""

_A_DAY = timedelta(days=1)  # after which a daily sync has asked for the call
_KEPT = timedelta(days=30)  # a row is kept so long after its end, so that a message sent again changes nothing


class WebhookState(NamedTuple):
    """State of the queue: times of the last test message and the last call, and counts of calls."""

    tested_at: datetime | None
    received_at: datetime | None
    waiting: int
    given_up: int


def add_call(connection: sa.Connection, call_id: str) -> None:
    """Queue a call; do nothing if it was announced before."""
    due = sa.func.now() + FIRST_WAIT
    connection.execute(pg.insert(gong_webhook_calls).values(call_id=call_id, due_at=due).on_conflict_do_nothing())


def note_test(connection: sa.Connection) -> None:
    """Note that Gong sent a test message now."""
    values = {"received_at": sa.func.now(), "done_at": sa.func.now()}
    insert = pg.insert(gong_webhook_calls).values(call_id=TEST, **values)
    connection.execute(insert.on_conflict_do_update(index_elements=["call_id"], set_=values))


def has_due(connection: sa.Connection) -> bool:
    """Tell whether a call is due."""
    return connection.scalar(sa.select(sa.exists().where(*_due()))) or False


def claim(connection: sa.Connection) -> list[str]:
    """Return the ids of due calls, and set their next attempt; no other process gets them until then."""
    there = gong_webhook_calls.c
    due = (
        sa.select(there.call_id).where(*_due()).order_by(there.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    seconds = FIRST_WAIT.total_seconds() * sa.func.power(2.0, there.attempts + 1)
    pause = sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    claimed = (
        sa.update(gong_webhook_calls)
        .where(there.call_id.in_(due))
        .values(attempts=there.attempts + 1, due_at=sa.func.now() + pause)
        .returning(there.call_id)
    )
    return sorted(connection.scalars(claimed))


def close_stored(connection: sa.Connection) -> None:
    """Close the calls whose transcript is stored, and those that were asked for long enough; forget old rows."""
    there = gong_webhook_calls.c
    has_text = sa.exists().where(transcripts.c.gong_call_id == there.call_id, transcripts.c.deleted_at.is_(None))
    now = sa.func.now()
    was_asked_for = sa.and_(there.received_at < now - LONGEST, there.attempts > 0, there.due_at > now)
    is_late = sa.or_(was_asked_for, there.received_at < now - _A_DAY)
    is_known = sa.exists().where(gong_calls.c.call_id == there.call_id)
    reason = sa.case((is_known, "Gong has no transcript yet."), else_="Gong's API does not have the call yet.")
    connection.execute(
        sa.update(gong_webhook_calls)
        .where(there.done_at.is_(None), sa.or_(has_text, is_late))
        .values(done_at=sa.func.now(), message=sa.case((has_text, None), else_=reason))
    )
    connection.execute(
        sa.delete(gong_webhook_calls).where(there.done_at < sa.func.now() - _KEPT, there.call_id != TEST)
    )


def webhook_state(connection: sa.Connection) -> WebhookState:
    """Return the state of the queue."""
    there = gong_webhook_calls.c
    is_call = there.call_id != TEST
    row = connection.execute(
        sa.select(
            sa.func.max(there.received_at).filter(~is_call),
            sa.func.max(there.received_at).filter(is_call),
            sa.func.count().filter(is_call, there.done_at.is_(None)),
            sa.func.count().filter(is_call, there.message.is_not(None)),
        )
    ).one()
    return WebhookState(*row)


def _due() -> tuple[sa.ColumnElement[bool], ...]:
    there = gong_webhook_calls.c
    return there.done_at.is_(None), there.due_at <= sa.func.now()
