"""Replay of rejects: they are tried again after a fix in gametape, or when their parent row has arrived."""

from collections.abc import Iterator
from typing import Literal

from gametape.source import SourceRow
from gametape.sync import lease, rejects
from gametape.sync.commit import commit
from gametape.sync.context import SyncRun
from gametape.sync.counts import Counts
from gametape.sync.entity import Entity
from gametape.sync.prepare import prepare
from gametape.sync.unreadable import log_left_out


def replay(run: SyncRun, entity: Entity, *, kind: Literal["rejected", "waiting"] | None = None) -> Counts:
    """Sync the entity's open rejects again, of one kind or of both; a reject whose row is stored now is closed.

    A stored version that is newer than the reject stays.

    Raises:
        LeaseLost: another run has taken over.
    """
    counts = Counts()
    for rows in _batches(run, entity, kind):
        with run.engine.begin() as connection:
            page = prepare(connection, entity, rows, run.settings)
            log_left_out(entity.name, page.columns)
            counts += commit(connection, entity, page, run)
            lease.renew(connection, run.id, run.settings.lease)
    return counts


def _batches(run: SyncRun, entity: Entity, kind: str | None) -> Iterator[list[SourceRow]]:
    after, size = 0, min(run.settings.page_size, entity.most_rows)
    while True:
        with run.engine.connect() as connection:
            rows = rejects.still_open(connection, entity.name, kind=kind, after=after, size=size)
        if not rows:
            return
        after = rows[-1].id
        yield [SourceRow(row.source_id, row.stamp, row.document) for row in rows]
