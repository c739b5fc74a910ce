"""What the source holds beside what the store holds, row by row, as content hashes in a temporary table.

Set against set, inside Postgres: the process needs no memory for it, and nothing is guessed from sums. Some 80 bytes a
row, for as long as the comparison takes; one transaction, so that it works behind a transaction pooler.
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
    """A source row, as far as it is compared."""

    key: str
    stamp: datetime | None
    hash: bytes


class Bucket(BaseModel):
    """The rows of one month, by the source's stamp; equal when the checksums are. Explained rows are left out."""

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
        """Whether the two sides differ."""
        return (self.source_rows, self.source_checksum) != (self.store_rows, self.store_checksum)


def open_comparison(connection: sa.Connection) -> None:
    """Begin, in the connection's transaction; its end is the end of the comparison."""
    # The source may take its time between two pages.
    connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    connection.execute(
        sa.text("CREATE TEMPORARY TABLE source_rows (key text, stamp timestamptz, hash bytea) ON COMMIT DROP")
    )


def add_rows(connection: sa.Connection, rows: Sequence[HashedRow]) -> None:
    """Take in rows of the source."""
    # As JSON, for the driver encodes an array's elements one by one.
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
    """Give each key its verdict, once all rows of the source are in."""
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
    connection.execute(sa.text(_JUDGE.format(known=known)), {"entity": entity.name})
    connection.execute(sa.text("CREATE UNIQUE INDEX ON verdicts (key)"))
    connection.execute(sa.text("ANALYZE verdicts"))


# Of several rows with one key the newest counts; of several newest, any that the store holds.
_JUDGE = """
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
    """Of these keys the ones that the store lacks or holds otherwise, with the hash that the source has for them."""
    query = sa.text("""
        SELECT key, source_hash FROM verdicts
        WHERE key = ANY (CAST(:keys AS text[])) AND verdict IN ('missing', 'different')
    """)
    return {row.key: row.source_hash for row in connection.execute(query, {"keys": list(keys)})}


def repair_extent(connection: sa.Connection) -> tuple[int, datetime | None]:
    """How many rows `rows_to_repair` would give, and the least stamp among them."""
    query = sa.text("SELECT count(*), min(source_stamp) FROM verdicts WHERE verdict IN ('missing', 'different')")
    count, least = connection.execute(query).one()
    return count, least


def mark_explained(connection: sa.Connection, keys: Iterable[str]) -> None:
    """These rows differ for a reason: they are not to be stored."""
    statement = sa.text("UPDATE verdicts SET verdict = 'explained' WHERE key = ANY (CAST(:keys AS text[]))")
    connection.execute(statement, {"keys": list(keys)})


def totals(connection: sa.Connection) -> Mapping[str, int]:
    """Rows by verdict: equal, moved, missing, different, vanished, explained, gone."""
    query = sa.text("SELECT verdict, count(*) AS rows FROM verdicts GROUP BY 1")
    return {row.verdict: row.rows for row in connection.execute(query)}


def buckets(connection: sa.Connection) -> list[Bucket]:
    """All months, the oldest first, rows without a stamp before them."""
    rows = connection.execute(sa.text(_BUCKETS)).mappings()
    return [
        Bucket.model_validate(
            row | {name: f"{int(row[name]) % 2**64:016x}" for name in ("source_checksum", "store_checksum")}
        )
        for row in (dict(row) for row in rows)
    ]


# The first 64 bits of each hash, added up: in any order the same, and two equal rows do not cancel out.
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
    """Give equal rows the source's stamp, so that they are found in the same month next time."""
    table, verdicts = entity.table, _verdicts()
    update = sa.update(table).where(table.c[entity.key] == verdicts.c.key, verdicts.c.verdict == "moved")
    return connection.execute(update.values(source_modified_at=verdicts.c.source_stamp)).rowcount


def delete_vanished(connection: sa.Connection, entity: Entity) -> int:
    """Mark as deleted what the source has no more; should it come back, it is seen as changed."""
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
    """Forget the stamps of rows that are newer here than at the source: the source went back, and is right."""
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
