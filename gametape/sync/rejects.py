"""Rejects: source rows that could not be stored, kept with the reason in `sync_rejects`."""

import uuid
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.record import Row
from gametape.records.storable import clean_text, escape_unstorable
from gametape.store.tables import sync_rejects
from gametape.sync import erasures
from gametape.sync.page import RejectedRow
from gametape.sync.scrub import NOT_KEPT, scrubbed


def keep(connection: sa.Connection, entity: str, rejects: Sequence[RejectedRow], run_id: uuid.UUID) -> None:
    """Store rejects.

    A row that was rejected before with the same content reopens its reject; with other content, it replaces the reject.
    """
    if not rejects:
        return
    _supersede(connection, entity, rejects)
    erased = erasures.load(connection)
    insert = pg.insert(sync_rejects)
    new = insert.excluded
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["entity_type", "content_hash"],
            set_={"last_seen_at": sa.func.now(), "resolved_at": None}
            | {name: new[name] for name in ("kind", "reason", "stamp", "run_id")},
        ),
        [kept for row in _rows(entity, rejects, run_id) if (kept := scrubbed(sync_rejects, row, erased))],
    )


def _supersede(connection: sa.Connection, entity: str, rejects: Sequence[RejectedRow]) -> None:
    """Close the rejects of earlier versions of these rows."""
    ids = [clean_text(reject.source.id) for reject in rejects if reject.source.id]
    connection.execute(
        sa.update(sync_rejects)
        .where(
            sync_rejects.c.entity_type == entity,
            sync_rejects.c.resolved_at.is_(None),
            sync_rejects.c.source_id == sa.func.any(sa.cast(ids, pg.ARRAY(sa.Text))),
            sync_rejects.c.content_hash.not_in([reject.content_hash for reject in rejects]),
        )
        .values(resolved_at=sa.func.now())
    )


def _rows(entity: str, rejects: Sequence[RejectedRow], run_id: uuid.UUID) -> Iterator[Row]:
    for reject in {reject.content_hash: reject for reject in rejects}.values():
        yield {
            "entity_type": entity,
            "source_id": None if reject.source.id is None else clean_text(reject.source.id),
            "kind": reject.kind,
            "reason": clean_text(reject.reason),
            "document": escape_unstorable(reject.source.document),
            "content_hash": reject.content_hash,
            "stamp": reject.source.stamp,
            "run_id": run_id,
        }


def resolve(connection: sa.Connection, entity: str, source_ids: Iterable[str | None]) -> None:
    """Close the rejects of rows that have been stored since."""
    still_open = (sync_rejects.c.entity_type == entity) & sync_rejects.c.resolved_at.is_(None)
    if not connection.scalar(sa.select(sa.exists().where(still_open))):
        return  # nearly always; the ids of a whole page need not be sent
    ids = [clean_text(name) for name in source_ids if name]
    connection.execute(
        sa.update(sync_rejects)
        .where(
            still_open,
            sync_rejects.c.source_id == sa.func.any(sa.cast(ids, pg.ARRAY(sa.Text))),
        )
        .values(resolved_at=sa.func.now())
    )


def still_open(connection: sa.Connection, entity: str, *, kind: str | None, after: int, size: int) -> list[sa.Row]:  # type: ignore[type-arg]
    """List up to `size` open rejects of an entity with an id above `after`, oldest first."""
    query = (
        sa.select(sync_rejects)
        .where(sync_rejects.c.entity_type == entity, sync_rejects.c.resolved_at.is_(None), sync_rejects.c.id > after)
        .where(sync_rejects.c.document != NOT_KEPT)
        .order_by(sync_rejects.c.id)
        .limit(size)
    )
    return list(connection.execute(query if kind is None else query.where(sync_rejects.c.kind == kind)))
