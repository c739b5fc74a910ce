"""Preparation of a page of source rows: unchanged rows are counted, the others are read into records or rejected."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from gametape.errors import BadRecord
from gametape.records.identity import content_hash
from gametape.records.json_model import Warnings
from gametape.records.storable import clean_text
from gametape.settings import Settings
from gametape.source import SourceRow
from gametape.store.merge import changed_indexes
from gametape.store.tables import transcripts
from gametape.sync import erasures, unreadable
from gametape.sync.entity import Entity
from gametape.sync.page import PreparedPage, Ready, RejectedRow
from gametape.sync.scrub import scrubbed

log = structlog.get_logger(__name__)

_NEVER = datetime.min.replace(tzinfo=UTC)


class _UnreadRow(NamedTuple):
    """Source row that is new or changed, with its key and content hash."""

    source: SourceRow
    key: str
    digest: bytes
    is_new: bool


def prepare(
    connection: sa.Connection, entity: Entity, source_rows: Sequence[SourceRow], settings: Settings
) -> PreparedPage:
    """Compare the rows with the store by content hash, and read those that are new or changed.

    Rows of one key are reduced to the newest; erased people are taken out. At least one row is required.
    """
    page = PreparedPage(read=len(source_rows), last=source_rows[-1])
    version = entity.hash_version(settings)
    hashes = [content_hash(version, row.document) for row in source_rows]
    keys = [_key(entity, row) for row in source_rows]
    to_read = changed_indexes(connection, entity.table, entity.key, list(zip(keys, hashes, strict=True)))
    page.unchanged = page.read - len(to_read)
    if len(set(keys)) < len(keys):
        page.known = _known(keys, source_rows, to_read)
    for place, is_new in sorted(to_read.items()):
        unread = _UnreadRow(source_rows[place], keys[place], hashes[place], is_new)
        _read_row(page, entity, unread, settings)
    _withhold_erased(connection, entity, page)
    return page


def _withhold_erased(connection: sa.Connection, entity: Entity, page: PreparedPage) -> None:
    """Take erased people out of the page; rows that are only about an erased person are left out as unchanged."""
    erased = erasures.load(connection) if page.ready else None
    if not erased:
        return
    speakers = erasures.erased_speakers(connection, page.ready) if entity.table is transcripts else {}
    for key, item in list(page.ready.items()):
        row = scrubbed(entity.table, item.row, erased, speakers.get(key, ()))
        if row is None:
            del page.ready[key]
            page.unchanged += 1
        else:
            page.ready[key] = item._replace(row=row)


def _read_row(page: PreparedPage, entity: Entity, unread: _UnreadRow, settings: Settings) -> None:
    source, key, digest, is_new = unread
    warnings = Warnings()
    try:
        record = entity.record.read(source.document, warnings)
    except BadRecord as error:
        _reject(page, entity, source, digest, str(error))
        return
    missing = record.missing()
    unreadable.count_row(page.columns, record, warnings, missing)
    if missing and not record.is_deleted:
        _reject(page, entity, source, digest, f"{missing} is missing")
        return
    dangling = record.dangling()
    page.warnings += len(warnings) + len(dangling)
    for warning in (*(unreadable.other_warnings(record, warnings) if warnings else ()), *dangling):
        log.warning("value left out", entity=entity.name, id=source.id, warning=warning)
    if missing:  # a deletion without values: it marks the stored row as deleted, and must not overwrite its values
        page.unchanged += key in page.tombstones
        page.tombstones[key] = source.stamp
        return
    row = entity.adjust(record.row(), settings)
    row["deleted_at"] = (source.stamp or datetime.now(UTC)) if record.is_deleted else None
    row["source_modified_at"] = source.stamp
    row["content_hash"] = digest
    _keep_newest(page, key, Ready(source, digest, row, is_new))


def _key(entity: Entity, source: SourceRow) -> str:
    return entity.record.key(clean_text(source.id or ""))


def _reject(page: PreparedPage, entity: Entity, source: SourceRow, digest: bytes, reason: str) -> None:
    log.error("row rejected", entity=entity.name, id=source.id, reason=reason)
    page.rejects.append(RejectedRow(source, digest, "rejected", reason))


def _known(keys: Sequence[str], rows: Sequence[SourceRow], to_read: Collection[int]) -> dict[str, datetime]:
    known: dict[str, datetime] = {}
    for place, (key, row) in enumerate(zip(keys, rows, strict=True)):
        if place not in to_read:
            known[key] = max(known.get(key, _NEVER), row.stamp or _NEVER)
    return known


def _keep_newest(page: PreparedPage, key: str, ready: Ready) -> None:
    """Add a row to the page unless the store or the page has a row with that key that is newer."""
    if key in page.known and (ready.source.stamp or _NEVER) <= page.known[key]:
        page.unchanged += 1
        return
    other = page.ready.get(key)
    page.unchanged += other is not None
    if other is None or (ready.source.stamp or _NEVER) >= (other.source.stamp or _NEVER):
        page.ready[key] = ready
