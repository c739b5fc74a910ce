"""Comparison of the source's rows with the store's, row by row, by content hashes in a temporary table.

Postgres compares the two sets, so the process needs no memory for them. The table takes about 80 bytes per row until
the transaction ends; one transaction is used throughout, so that the comparison works behind a transaction pooler.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel, Field
from pydantic_core import to_json
from sqlalchemy.dialects import postgresql as pg

from gametape.sync.entity import Entity


class HashedRow(NamedTuple):
    """Source row as it is compared: store key, source stamp (None if it has none) and content hash."""

    key: str
    stamp: datetime | None
    hash: bytes


class Bucket(BaseModel):
    """Rows of one month by the source's stamp; the two sides agree if counts and checksums do.

    Explained rows (rejected or erased on purpose) are left out.
    """

    month: date | None = Field(description="Its first day, UTC; null for rows without a stamp.")
    source_rows: int = Field(ge=0)
    store_rows: int = Field(ge=0)
    source_checksum: str = Field(description="The sum of the rows' content hashes, in any order.")
    store_checksum: str
    missing: int = Field(ge=0, description="Rows that the store lacks.")
    different: int = Field(ge=0, description="Rows whose content differs.")
    vanished: int = Field(ge=0, description="Live rows of the store that the source does not have.")
    moved: int = Field(ge=0, description="Equal rows that the store holds under another month.")

    @property
    def differs(self) -> bool:
        """Tell whether the two sides differ."""
        return (self.source_rows, self.source_checksum) != (self.store_rows, self.store_checksum)


def open_comparison(connection: sa.Connection) -> None:
    """Create the temporary table; the comparison ends with the connection's transaction."""
    # The source may take long between two pages.
    connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    connection.execute(
        sa.text("CREATE TEMPORARY TABLE source_rows (key text, stamp timestamptz, hash bytea) ON COMMIT DROP")
    )


def add_rows(connection: sa.Connection, rows: Sequence[HashedRow]) -> None:
    """Add rows of the source to the comparison."""
    # As JSON, because the driver is slow with arrays: it encodes each element by itself.
    connection.execute(
        sa.text("""
            INSERT INTO source_rows
            SELECT given.key, CAST(given.stamp AS timestamptz), decode(given.hash, 'hex')
            FROM ROWS FROM (
                json_array_elements_text(CAST(:keys AS json)), json_array_elements_text(CAST(:stamps AS json)),
                json_array_elements_text(CAST(:hashes AS json))
            ) AS given (key, stamp, hash)
        """),
        {
            "keys": to_json([row.key for row in rows]).decode(),
            "stamps": to_json([row.stamp for row in rows]).decode(),
            "hashes": to_json([row.hash.hex() for row in rows]).decode(),
        },
    )


def set_verdicts(connection: sa.Connection, entity: Entity) -> None:
    """Create the temporary table `verdicts`, with a verdict for each key (see `totals`), after all rows were added."""
    table = entity.table.c
    known = (
        sa.select(
            table[entity.key].label("key"),
            table.source_modified_at.label("stamp"),
            table.content_hash.label("hash"),
            table.deleted_at,
        )
        .where(~entity.created_locally)
        .compile(connection, compile_kwargs={"literal_binds": True})
    )
    connection.execute(sa.text("ANALYZE source_rows"))
    connection.execute(sa.text(_VERDICTS.format(known=known)), {"entity": entity.name})
    connection.execute(sa.text("CREATE UNIQUE INDEX ON verdicts (key)"))
    connection.execute(sa.text("ANALYZE verdicts"))


# Of several source rows with one key the newest counts; of several newest, the row that the store holds.
_VERDICTS = """
    CREATE TEMPORARY TABLE verdicts ON COMMIT DROP AS
    WITH ranked AS (
        SELECT *, rank() OVER (PARTITION BY key ORDER BY stamp DESC NULLS LAST) AS age FROM source_rows
    ), newest AS (
        SELECT key, min(stamp) AS stamp, array_agg(hash) AS hashes FROM ranked WHERE age = 1 GROUP BY key
    ), refused AS (
        SELECT DISTINCT ranked.key
        FROM ranked JOIN sync_rejects AS reject ON reject.content_hash = ranked.hash
        WHERE ranked.age = 1 AND reject.entity_type = :entity AND reject.resolved_at IS NULL
    ), known AS ({known})
    SELECT key, newest.stamp AS source_stamp, known.stamp AS store_stamp, known.hash AS store_hash,
           CASE WHEN known.hash = ANY (newest.hashes) THEN known.hash ELSE newest.hashes[1] END AS source_hash,
           CASE
               WHEN newest.key IS NULL AND known.deleted_at IS NULL THEN 'vanished'
               WHEN newest.key IS NULL THEN 'gone'
               WHEN known.hash = ANY (newest.hashes)
                   AND date_trunc('month', newest.stamp) IS NOT DISTINCT FROM date_trunc('month', known.stamp)
                   THEN 'equal'
               WHEN known.hash = ANY (newest.hashes) THEN 'moved'
               WHEN refused.key IS NOT NULL THEN 'explained'
               WHEN known.key IS NULL THEN 'missing'
               ELSE 'different'
           END AS verdict
    FROM newest FULL JOIN known USING (key) LEFT JOIN refused USING (key)
"""


def rows_to_repair(connection: sa.Connection, keys: Collection[str]) -> Mapping[str, bytes]:
    """Return those of the keys that the store lacks or holds with other content, with the source's content hash."""
    query = sa.text("""
        SELECT key, source_hash FROM verdicts
        WHERE key = ANY (CAST(:keys AS text[])) AND verdict IN ('missing', 'different')
    """)
    return {row.key: row.source_hash for row in connection.execute(query, {"keys": list(keys)})}


def repair_extent(connection: sa.Connection) -> tuple[int, datetime | None]:
    """Return how many rows the store lacks or holds with other content, and the least source stamp among them."""
    query = sa.text("SELECT count(*), min(source_stamp) FROM verdicts WHERE verdict IN ('missing', 'different')")
    count, least = connection.execute(query).one()
    return count, least


def mark_explained(connection: sa.Connection, keys: Iterable[str]) -> None:
    """Give these keys the verdict `explained`: their rows are kept out of the store on purpose."""
    statement = sa.text("UPDATE verdicts SET verdict = 'explained' WHERE key = ANY (CAST(:keys AS text[]))")
    connection.execute(statement, {"keys": list(keys)})


def totals(connection: sa.Connection) -> Mapping[str, int]:
    """Return the number of rows by verdict; a verdict without rows is left out.

    Verdicts: `equal`; `moved` (equal, in another month); `missing` in the store; `different`; `vanished` from the
    source; `explained` (kept out on purpose); `gone` (vanished and already marked as deleted).
    """
    query = sa.text("SELECT verdict, count(*) AS rows FROM verdicts GROUP BY 1")
    return {row.verdict: row.rows for row in connection.execute(query)}


def buckets(connection: sa.Connection) -> list[Bucket]:
    """List the months with rows, the oldest first; rows without a stamp come before them, as month None."""
    rows = connection.execute(sa.text(_BUCKETS)).mappings()
    return [
        Bucket.model_validate(
            row | {name: f"{int(row[name]) % 2**64:016x}" for name in ("source_checksum", "store_checksum")}
        )
        for row in (dict(row) for row in rows)
    ]


# Sum of the first 64 bits of each hash: it does not depend on the order, and equal rows do not cancel out as with XOR.
_SUM = "coalesce(sum(('x' || encode(substring(hash FOR 8), 'hex'))::bit(64)::bigint::numeric) FILTER (WHERE {side}), 0)"

_BUCKETS = f"""
    SELECT CAST(date_trunc('month', stamp AT TIME ZONE 'UTC') AS date) AS month,
           count(*) FILTER (WHERE of_source) AS source_rows,
           count(*) FILTER (WHERE NOT of_source) AS store_rows,
           {_SUM.format(side="of_source")} AS source_checksum,
           {_SUM.format(side="NOT of_source")} AS store_checksum,
           count(*) FILTER (WHERE of_source AND verdict = 'missing') AS missing,
           count(*) FILTER (WHERE of_source AND verdict = 'different') AS different,
           count(*) FILTER (WHERE NOT of_source AND verdict = 'vanished') AS vanished,
           count(*) FILTER (WHERE of_source AND verdict = 'moved') AS moved
    FROM (
        SELECT true AS of_source, source_stamp AS stamp, source_hash AS hash, verdict FROM verdicts
        WHERE verdict IN ('equal', 'moved', 'missing', 'different')
        UNION ALL
        SELECT false, store_stamp, store_hash, verdict FROM verdicts
        WHERE verdict IN ('equal', 'moved', 'different', 'vanished') AND store_hash IS NOT NULL
    ) AS sides
    GROUP BY 1 ORDER BY 1 NULLS FIRST
"""


def correct_stamps(connection: sa.Connection, entity: Entity) -> int:
    """Set the source's stamp on equal rows that the store holds under another month; return how many."""
    table, verdicts = entity.table, _verdicts()
    update = sa.update(table).where(table.c[entity.key] == verdicts.c.key, verdicts.c.verdict == "moved")
    return connection.execute(update.values(source_modified_at=verdicts.c.source_stamp)).rowcount


def delete_vanished(connection: sa.Connection, entity: Entity) -> int:
    """Mark the vanished rows as deleted, and return how many.

    Their content hash is emptied, so that a row that comes back counts as changed.
    """
    table, verdicts = entity.table, _verdicts()
    update = sa.update(table).where(table.c[entity.key] == verdicts.c.key, verdicts.c.verdict == "vanished")
    values = {"deleted_at": sa.func.now(), "content_hash": b"", "updated_at": sa.func.now()}
    return connection.execute(update.where(table.c.deleted_at.is_(None)).values(values)).rowcount


def _verdicts() -> sa.TableClause:
    return sa.table(
        "verdicts",
        sa.column("key", sa.Text),
        sa.column("verdict", sa.Text),
        sa.column("source_stamp", sa.DateTime(timezone=True)),
    )


def accept_older(connection: sa.Connection, entity: Entity, stamps: Mapping[str, datetime | None]) -> None:
    """Clear the stored stamps that are newer than these stamps of the source, so that the older rows are merged.

    The source went back to an older version, for example after a restore, and the source is right.
    """
    older = {key: stamp for key, stamp in stamps.items() if stamp}
    given = (
        sa.func.unnest(
            sa.cast(list(older), pg.ARRAY(sa.Text)), sa.cast(list(older.values()), pg.ARRAY(sa.DateTime(timezone=True)))
        )
        .table_valued(sa.column("key", sa.Text), sa.column("stamp", sa.DateTime(timezone=True)))
        .render_derived("given")
    )
    table = entity.table.c
    connection.execute(
        sa.update(entity.table)
        .where(table[entity.key] == given.c.key, table.source_modified_at > given.c.stamp)
        .values(source_modified_at=None)
    )
