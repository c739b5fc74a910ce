"""Record of the digests of a week: a row per recipient and channel, so that none is sent twice.

A row is claimed (status `sending`) in a transaction of its own before the message leaves, and settled after. A crash
in between leaves `sending`: the message may have arrived, so it is not sent again by itself.
"""

from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.store.tables import digests

row = digests.c


class DigestStatus(StrEnum):
    """State of a digest. `nothing`: there was nothing to tell; `unknown`: it may have arrived."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOTHING = "nothing"


def claim(engine: sa.Engine, week: date, person_id: UUID, channel: str) -> bool:
    """Claim a digest for sending: the first attempt, or another after a failed attempt.

    Return False if the digest was settled before, or if another process sends it.
    """
    values = {"week": week, "person_id": person_id, "channel": channel, "status": DigestStatus.SENDING}
    with engine.begin() as connection:
        claimed = connection.execute(
            pg.insert(digests)
            .values(**values)
            .on_conflict_do_update(
                index_elements=[row.week, row.person_id, row.channel],
                set_={
                    "status": DigestStatus.SENDING.value,
                    "attempts": row.attempts + 1,
                    "attempted_at": sa.func.now(),
                },
                where=row.status == DigestStatus.FAILED.value,
            )
            .returning(row.attempts)
        ).first()
    return claimed is not None


def settle(engine: sa.Engine, week: date, person_id: UUID, channel: str, status: DigestStatus) -> None:
    """Record how the attempt that was claimed ended."""
    with engine.begin() as connection:
        connection.execute(sa.update(digests).where(_key(week, person_id, channel)).values(status=status.value))


def release(engine: sa.Engine, week: date, person_id: UUID, channel: str) -> None:
    """Forget the attempts of a digest, so that it is sent again: a person asked for it."""
    with engine.begin() as connection:
        connection.execute(sa.delete(digests).where(_key(week, person_id, channel)))


def status_of(connection: sa.Connection, week: date, person_id: UUID, channel: str) -> DigestStatus | None:
    """Return the state of a digest; None if nobody tried to send it."""
    status = connection.execute(sa.select(row.status).where(_key(week, person_id, channel))).scalar()
    return DigestStatus(status) if status else None


def _key(week: date, person_id: UUID, channel: str) -> sa.ColumnElement[bool]:
    return sa.and_(row.week == week, row.person_id == person_id, row.channel == channel)
