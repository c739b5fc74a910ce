"""Rows that could not be stored, kept as they came: `sync_rejects`."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.fields import clean_text, escape_unstorable
from gametape.store.tables import sync_rejects
from gametape.warehouse.rows import SourceRow


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that stays outside: for good as it is, or until its parent arrives (`waiting`)."""

    source: SourceRow
    content_hash: bytes
    kind: Literal["rejected", "waiting"]
    reason: str


def keep(connection: sa.Connection, entity: str, rejects: Sequence[Reject], run_id: uuid.UUID) -> None:
    """Store rejects; the same row seen again is the same reject, seen again."""
    if not rejects:
        return
    insert = pg.insert(sync_rejects)
    new = insert.excluded
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["entity_type", "content_hash"],
            set_={"last_seen_at": sa.func.now(), "resolved_at": None}
            | {name: new[name] for name in ("kind", "reason", "stamp", "run_id")},
        ),
        [
            {
                "entity_type": entity,
                "source_id": None if reject.source.id is None else clean_text(reject.source.id),
                "kind": reject.kind,
                "reason": clean_text(reject.reason),
                "document": escape_unstorable(reject.source.document),
                "content_hash": reject.content_hash,
                "stamp": reject.source.stamp,
                "run_id": run_id,
            }
            for reject in {reject.content_hash: reject for reject in rejects}.values()
        ],
    )


def resolve(connection: sa.Connection, entity: str, source_ids: Iterable[str | None]) -> None:
    """Close the rejects of rows that have been stored since."""
    still_open = (sync_rejects.c.entity_type == entity) & sync_rejects.c.resolved_at.is_(None)
    connection.execute(
        sa.update(sync_rejects)
        .where(
            still_open,
            sync_rejects.c.source_id == sa.func.any(sa.cast([name for name in source_ids if name], pg.ARRAY(sa.Text))),
        )
        .values(resolved_at=sa.func.now())
    )


def still_open(connection: sa.Connection, entity: str, *, kind: str | None, after: int, size: int) -> list[sa.Row]:  # type: ignore[type-arg]
    """Up to `size` open rejects of an entity with an id above `after`, oldest first."""
    query = (
        sa.select(sync_rejects)
        .where(sync_rejects.c.entity_type == entity, sync_rejects.c.resolved_at.is_(None), sync_rejects.c.id > after)
        .order_by(sync_rejects.c.id)
        .limit(size)
    )
    return list(connection.execute(query if kind is None else query.where(sync_rejects.c.kind == kind)))
