"""Ledger of the sync: cursor and state of each entity (`sync_status`), and the history of runs (`sync_runs`)."""

import uuid
from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.records.storable import clean_text
from gametape.source import PLACE, Position, SourceRow, Window
from gametape.store.tables import sync_runs, sync_status
from gametape.sync import unreadable
from gametape.sync.counts import Counts


@dataclass(frozen=True, slots=True)
class Scan:
    """Pass over an entity's source, from its start to its current position.

    `after` is the stamp that the pass started from (None: it reads all rows), `position` the last committed row,
    `greatest` the greatest stamp read so far. `low_water` is the greatest stamp at the first interruption: rows that
    arrive while the pass is interrupted have later stamps, so the next pass starts there and not at `greatest`.
    """

    source: str
    after: datetime | None
    position: Position | None = None
    greatest: datetime | None = None
    low_water: datetime | None = None
    counts: Counts = field(default_factory=Counts)
    columns: unreadable.Columns = field(default_factory=dict)
    reading: str = ""

    @property
    def window(self) -> Window:
        """Window of rows that are left to read."""
        return Window(self.after, self.position)

    @property
    def is_full(self) -> bool:
        """Tell whether the pass reads all rows of the source."""
        return self.after is None

    def after_page(self, last: SourceRow, counts: Counts, columns: unreadable.Columns | None = None) -> Self:
        """Return the scan after a page that ended with the row `last`."""
        stamps = [stamp for stamp in (self.greatest, last.stamp) if stamp]
        return replace(
            self,
            position=Position(last.stamp, clean_text(last.id or "")),
            greatest=max(stamps, default=None),
            counts=self.counts + counts,
            columns=unreadable.add(self.columns, columns or {}),
        )

    def with_counts(self, counts: Counts) -> Self:
        """Return the scan with the counts of further rows added, such as replayed rejects."""
        return replace(self, counts=self.counts + counts)

    def resumed(self) -> Self:
        """Return the interrupted scan as the next run continues it."""
        return replace(self, low_water=self.low_water or self.greatest)

    def next_start(self, overlap: timedelta, now: datetime) -> datetime | None:
        """Return where the next pass starts: `low_water` or the greatest stamp, less `overlap`; None without any stamp.

        A stamp in the future counts as `now`: a single row dated 2099 must not hide all rows that come after it.
        """
        reached = self.low_water or self.greatest
        return min(reached, now) - overlap if reached else None

    def as_json(self) -> dict[str, Any]:
        """Return the value for the ledger's `cursor` column."""
        return {
            "after": _text(self.after),
            "stamp": _text(self.position.stamp) if self.position else None,
            "id": self.position.id if self.position else None,
            "greatest": _text(self.greatest),
            "low_water": _text(self.low_water),
            "counts": self.counts.as_dict(),
            "columns": unreadable.as_json(self.columns),
            "reading": self.reading,
        }

    @classmethod
    def from_json(cls, source: str, cursor: dict[str, Any]) -> Self:
        """Return the scan that `as_json` wrote."""
        position = None if cursor["id"] is None else Position(_moment(cursor["stamp"]), cursor["id"])
        return cls(
            source,
            _moment(cursor["after"]),
            position,
            _moment(cursor["greatest"]),
            _moment(cursor["low_water"]),
            Counts(**cursor["counts"]),
            unreadable.from_json(cursor.get("columns")),  # a scan of an older version has none
            cursor.get("reading", ""),
        )


def begin(
    connection: sa.Connection,
    entity: str,
    source: str,
    *,
    full: bool,
    full_every: timedelta,
    reread: timedelta | None = None,
    reading: str = "",
) -> Scan:
    """Return the scan to run now: the unfinished scan if there is one, else a new scan.

    All rows are read with `full`, at the first scan, when `full_every` has passed since the last full scan, when
    `source` (a `Source.origin`) is another than last time, and when `reading` (`Entity.hash_version`) changed. A new
    scan goes back by `reread` at least, for sources whose rows change without their stamp.
    """
    query = sa.select(sync_status, sa.func.now().label("now")).where(sync_status.c.entity_type == entity)
    known = connection.execute(query).first()
    everything = Scan(source, after=None, reading=reading)
    if known is None:
        return everything
    if not is_from(known.source, source):
        _write(connection, entity, unreadable=sa.null())  # another source has other columns
        return everything
    if known.cursor is not None:
        scan = Scan.from_json(source, known.cursor).resumed()
        if scan.reading == reading and (scan.is_full or not full):
            return scan
    if full or _is_due(known, full_every, reading) or known.last_sync_timestamp is None:
        return everything
    return replace(everything, after=min(known.last_sync_timestamp, known.now - (reread or timedelta())))


def _is_due(known: Any, full_every: timedelta, reading: str) -> bool:
    is_late = known.last_full_at is None or known.last_full_at + full_every < known.now
    return is_late or (known.reading or "") != reading


def is_from(known: str | None, source: str) -> bool:
    """Tell whether an entity whose ledger names `known` was read from `source`, a `Source.origin`.

    Older versions noted only the source's name, without its place. Such a name counts as the same place, else an update
    of gametape would read all rows again. The next scan notes the place.
    """
    return known in (source, source.partition(PLACE)[0])


def source_of(connection: sa.Connection, entity: str) -> str | None:
    """Return the name of the source that an entity was last read from, without its place; None if there was none."""
    known = sa.select(sync_status.c.source).where(sync_status.c.entity_type == entity)
    return (connection.scalar(known) or "").partition(PLACE)[0] or None


def save(connection: sa.Connection, entity: str, scan: Scan, counts: Counts) -> None:
    """Write the scan's position and counts, in the transaction of the page that it read last."""
    _write(
        connection,
        entity,
        source=scan.source,
        cursor=scan.as_json(),
        status="running",
        items_synced=sync_status.c.items_synced + counts.written,
        error_count=scan.counts.rejected,
        counts=scan.counts.as_dict(),
    )


def finish(connection: sa.Connection, entity: str, scan: Scan, *, overlap: timedelta) -> str | None:
    """Write that the scan reached its end; return a sentence on unreadable columns (status `failed`), or None."""
    start = scan.next_start(overlap, connection.execute(sa.select(sa.func.now())).scalar_one())
    columns = unreadable.unreadable_columns(scan.columns, _remembered(connection, entity))
    message = unreadable.sentence(columns)
    known = sync_status.c
    # After a full scan its own start counts, even an older one: after a change of the source all stamps may be older.
    # Without any stamp, the next scan reads all rows again.
    _write(
        connection,
        entity,
        source=scan.source,
        cursor=sa.null(),
        status="failed" if message else "success",
        error_count=scan.counts.rejected,
        counts=scan.counts.as_dict(),
        message=message,
        unreadable=unreadable.as_json(columns),
        last_sync_timestamp=start if scan.is_full else sa.func.greatest(known.last_sync_timestamp, start),
        last_success_at=known.last_success_at if message else sa.func.now(),
        last_full_at=sa.func.now() if scan.is_full else known.last_full_at,
        reading=scan.reading,
        consecutive_failures=known.consecutive_failures + 1 if message else 0,
    )
    return message


def _remembered(connection: sa.Connection, entity: str) -> unreadable.Columns:
    known = sa.select(sync_status.c.unreadable).where(sync_status.c.entity_type == entity)
    return unreadable.from_json(connection.scalar(known))


def rewind(connection: sa.Connection, entity: str, stamp: datetime) -> None:
    """Let the entity's next scan start at rows of this stamp at the latest; an unfinished scan starts again."""
    start = stamp - timedelta(microseconds=1)  # a scan reads rows later than its start
    known = sync_status.c.last_sync_timestamp
    connection.execute(
        sa.update(sync_status)
        .where(sync_status.c.entity_type == entity)
        # Without a timestamp the next scan reads all rows in any case.
        .values(cursor=sa.null(), last_sync_timestamp=sa.case((known > start, start), else_=known))
    )


def interrupt(connection: sa.Connection, entity: str, *, status: str, message: str) -> dict[str, int]:
    """Write that the scan stopped before its end, with its cursor at the last page; return its counts so far.

    A scan that committed no page has counts of zero: the stored counts are of an earlier run.
    """
    failures = sync_status.c.consecutive_failures
    nothing = sa.literal(Counts().as_dict(), sync_status.c.counts.type)
    _write(
        connection,
        entity,
        status=status,
        message=message,
        counts=sa.case((sync_status.c.cursor.is_(None), nothing), else_=sync_status.c.counts),
        consecutive_failures=failures + 1 if status == "failed" else failures,
    )
    query = sa.select(sync_status.c.counts).where(sync_status.c.entity_type == entity)
    return dict(connection.execute(query).scalar_one())


def gap_baseline(connection: sa.Connection, entity: str, source: str, now: Set[str], *, anew: bool) -> Set[str]:
    """Update and return the gaps that the source had at first and still has; all of `now` if it is new or `anew`."""
    known = None if anew else gaps_of(connection, entity, source)
    usual = now if known is None else now & known
    _write(connection, entity, gaps=sorted(usual))
    return usual


def gaps_of(connection: sa.Connection, entity: str, source: str) -> set[str] | None:
    """Return the gaps that the entity's source (a `Source.origin`) had at first; None if they were never noted."""
    query = sa.select(sync_status.c.source, sync_status.c.gaps).where(sync_status.c.entity_type == entity)
    known = connection.execute(query).first()
    return set(known.gaps) if known and known.gaps is not None and is_from(known.source, source) else None


def mark_absent(connection: sa.Connection, entity: str) -> None:
    """Set an entity's status to `absent`: no source feeds it any more, which is no failure; its rows stay."""
    connection.execute(
        sa.update(sync_status)
        .where(sync_status.c.entity_type == entity)
        .values(
            source=None, cursor=sa.null(), gaps=sa.null(), status="absent", message=None, consecutive_failures=0,
            updated_at=sa.func.now(),
        )
    )  # fmt: skip


def set_message(connection: sa.Connection, entity: str, message: str) -> None:
    """Set the message of an entity whose scan reached its end."""
    _write(connection, entity, message=message)


def _write(connection: sa.Connection, entity: str, **values: Any) -> None:
    connection.execute(pg.insert(sync_status).values(entity_type=entity, status="running").on_conflict_do_nothing())
    connection.execute(
        sa.update(sync_status).where(sync_status.c.entity_type == entity).values(**values, updated_at=sa.func.now())
    )


def start_run(connection: sa.Connection, run_id: uuid.UUID, trigger: str, holder: str) -> None:
    """Open a run, and close as failed any run that is still open: as this run holds the lease, the other has died."""
    connection.execute(
        sa.update(sync_runs)
        .where(sync_runs.c.finished_at.is_(None))
        .values(status="failed", finished_at=sa.func.now(), message="interrupted; the next run continued")
    )
    connection.execute(sa.insert(sync_runs).values(id=run_id, trigger=trigger, holder=holder, status="running"))


def end_run(
    connection: sa.Connection, run_id: uuid.UUID, status: str, entities: dict[str, Any], message: str | None = None
) -> None:
    """Close a run with its status and the result of each entity."""
    connection.execute(
        sa.update(sync_runs)
        .where(sync_runs.c.id == run_id)
        .values(status=status, entities=entities, message=message, finished_at=sa.func.now())
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
