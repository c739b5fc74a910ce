"""Rows into a table: COPY to a temporary one, then one statement that inserts the new and updates the changed."""

import csv
import io
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql as pg

from gametape.store.database import driver_errors

Row = dict[str, Any]
_BLOCK_ROWS = 500  # encoded at a time: some hundred kB, so that a page never stands in memory twice


@dataclass(frozen=True, slots=True)
class Merged:
    """Row counts of one merge. `deleted`: changed rows that the source now marks as deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        return Merged(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.deleted + other.deleted,
            self.unchanged + other.unchanged,
        )


def merge(connection: sa.Connection, table: sa.Table, rows: Sequence[Row], *, key: str) -> Merged:
    """Insert or update `rows`, all with the same columns; no two may have the same `key`.

    An existing row is touched only when the content hash differs and the incoming row is not older.
    """
    if not rows:
        return Merged()
    with staged(connection, table, rows) as incoming:
        return merge_staged(connection, table, incoming, key=key)


@contextmanager
def staged(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> Iterator[sa.Table]:
    """`rows` in a temporary table `staged_<table>` that has the columns of the first row."""
    columns = [table.c[name] for name in rows[0]]
    incoming = sa.Table(
        f"staged_{table.name}",
        sa.MetaData(),
        *(sa.Column(column.name, column.type) for column in columns),
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )
    incoming.create(connection, checkfirst=False)
    # A marker that no text can be: `\N` or an empty field might be somebody's deal name.
    null = f"null-{secrets.token_hex(8)}"
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL {})").format(
        sql.Identifier(incoming.name), sql.SQL(", ").join(map(sql.Identifier, rows[0])), sql.Literal(null)
    )
    with driver_errors(), connection.connection.cursor().copy(statement) as copy:
        for block in _encode(columns, rows, null):
            copy.write(block)
    yield incoming
    incoming.drop(connection, checkfirst=False)


def merge_staged(connection: sa.Connection, table: sa.Table, incoming: sa.Table, *, key: str) -> Merged:
    """The second half of `merge`, for callers that look at the staged rows in between."""
    insert = pg.insert(table).from_select([column.name for column in incoming.c], sa.select(incoming))
    new, old = insert.excluded, table.c
    upsert = (
        insert.on_conflict_do_update(
            index_elements=[key],
            set_={c.name: new[c.name] for c in incoming.c if c.name not in ("id", key)} | {"updated_at": sa.func.now()},
            where=sa.and_(
                old.content_hash.is_distinct_from(new.content_hash),
                sa.func.coalesce(new.source_modified_at >= old.source_modified_at, sa.true()),
            ),
        )
        # A row that was just inserted has no deleting transaction; one that was updated carries ours.
        .returning(sa.literal_column("xmax = 0").label("is_new"), old.deleted_at.is_not(None).label("is_gone"))
        .cte("touched")
    )
    touched = upsert.c
    inserted, updated, deleted, incoming_rows = connection.execute(
        sa.select(
            sa.func.count().filter(touched.is_new),
            sa.func.count().filter(~touched.is_new, ~touched.is_gone),
            sa.func.count().filter(~touched.is_new, touched.is_gone),
            sa.select(sa.func.count()).select_from(incoming).scalar_subquery(),
        )
    ).one()
    return Merged(inserted, updated, deleted, incoming_rows - inserted - updated - deleted)


def changed(connection: sa.Connection, table: sa.Table, key: str, hashes: Sequence[tuple[str, bytes]]) -> Iterator[int]:
    """The places in `hashes`, pairs of key and content hash, of what the table does not hold as it is."""
    statement = sql.SQL(
        "SELECT given.place - 1 FROM unnest(%s::text[], %s::bytea[]) WITH ORDINALITY AS given (key, hash, place)"
        " LEFT JOIN {table} AS known ON known.{key} = given.key"
        " WHERE known.content_hash IS DISTINCT FROM given.hash ORDER BY 1"
    ).format(table=sql.Identifier(table.name), key=sql.Identifier(key))
    with driver_errors(), connection.connection.cursor() as cursor:
        cursor.execute(statement, ([key for key, _ in hashes], [digest for _, digest in hashes]))
        return iter([place for (place,) in cursor.fetchall()])


def mark_deleted(
    connection: sa.Connection, table: sa.Table, tombstones: Sequence[tuple[str, datetime | None]], *, key: str
) -> int:
    """Set `deleted_at` on live rows, for pairs of key and the moment of deletion; returns how many were live.

    Nothing else of the row is touched: a tombstone comes without the values. The content hash is emptied, so that
    the same row, should it come back to life at the source, is seen as changed.
    """
    statement = sql.SQL(
        "UPDATE {table} AS known"
        " SET deleted_at = coalesce(given.moment, now()), content_hash = '', updated_at = now()"
        " FROM unnest(%s::text[], %s::timestamptz[]) AS given (key, moment)"
        " WHERE known.{key} = given.key AND known.deleted_at IS NULL"
        " AND coalesce(given.moment >= known.source_modified_at, true)"
    ).format(table=sql.Identifier(table.name), key=sql.Identifier(key))
    with driver_errors(), connection.connection.cursor() as cursor:
        cursor.execute(statement, ([name for name, _ in tombstones], [moment for _, moment in tombstones]))
        return int(cursor.rowcount)


def _encode(columns: Sequence[sa.Column[Any]], rows: Sequence[Row], null: str) -> Iterator[str]:
    """CSV blocks. The csv module's writer is C, some five times as fast as a call per row into the driver."""
    encoders = [(column.name, _ENCODERS[type(column.type)]) for column in columns if type(column.type) in _ENCODERS]
    for start in range(0, len(rows), _BLOCK_ROWS):
        block = io.StringIO()
        write = csv.writer(block).writerow
        for row in rows[start : start + _BLOCK_ROWS]:
            encoded = row | {name: encode(row[name]) for name, encode in encoders if row[name] is not None}
            write([null if value is None else value for value in encoded.values()])
        yield block.getvalue()


def _array(values: Iterable[str]) -> str:
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


_ENCODERS: dict[type[Any], Callable[[Any], str]] = {
    pg.JSONB: lambda value: to_json(value, inf_nan_mode="null").decode(),
    sa.LargeBinary: lambda value: f"\\x{value.hex()}",
    pg.ARRAY: _array,
}
