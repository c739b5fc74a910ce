"""Keeping the store within its room: the text of the oldest closed deals goes first. `gametape retention`.

Text is what was said on calls, and the beginnings of mails. Everything that was made of it stays, as does everything on
deals that are open. A transcript comes back when somebody opens it (sync/refetch.py).
"""

import uuid
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import sqlalchemy as sa
import structlog
from pydantic import BaseModel, Field

from gametape.errors import StoreUnavailable
from gametape.settings import Settings
from gametape.sync import lease

log = structlog.get_logger(__name__)

_TABLES = ("transcripts", "emails")
_PAGES = 500_000  # bytes by which files may be larger or smaller for reasons of their own


class DealText(BaseModel):
    """The text of one closed deal, as far as no other deal needs it longer."""

    deal_id: uuid.UUID
    name: str
    account_name: str | None
    closed_on: date = Field(description="The day it closed, or was deleted at the source.")
    transcripts: int = Field(ge=0)
    snippets: int = Field(ge=0)
    bytes: int = Field(ge=0, description="On disk.")


class Plan(BaseModel):
    """What would be dropped to fit. Sizes are bytes on disk as Postgres tells them."""

    budget_bytes: int
    database_bytes: int = Field(description="The whole database: tables, indexes, and what Postgres itself needs.")
    text_bytes: int = Field(description="All text of calls and mails, compressed as it is.")
    droppable_bytes: int = Field(description="That of closed deals.")
    deals: list[DealText] = Field(description="Whose text would go, the oldest first; none when all of it fits.")
    bytes: int = Field(description="What that frees.")

    @property
    def fits(self) -> bool:
        """Whether nothing has to go."""
        return self.database_bytes <= self.budget_bytes


class Retention(BaseModel):
    """A plan, and what came of it."""

    plan: Plan
    applied: bool
    transcripts: int = Field(0, description="Dropped.")
    snippets: int = Field(0, description="Dropped.")
    database_bytes: int = Field(description="Afterwards.")
    message: str | None = None

    @property
    def fits(self) -> bool:
        """Whether the database is within its budget now."""
        return self.database_bytes <= self.plan.budget_bytes


def retain(engine: sa.Engine, settings: Settings, budget_bytes: int, *, apply: bool) -> Retention:
    """Plan what must go so that the database takes `budget_bytes` at most; with `apply`, let it go.

    Postgres gives room back to the disk when it writes a table anew (`VACUUM FULL`), which locks it for seconds and
    needs room for what stays. That is tried before anything is dropped, and after. Where there is no such room, the
    space is free for new rows inside the files, and the message says so.

    Raises:
        LeaseHeld: a sync is running.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        plan = make_plan(connection, budget_bytes)
    if not apply or plan.fits:
        return Retention(plan=plan, applied=apply, database_bytes=plan.database_bytes)
    run_id = uuid.uuid4()
    with lease.held(engine, run_id, settings.lease):
        return _apply(engine, settings, plan, run_id)


def _apply(engine: sa.Engine, settings: Settings, plan: Plan, run_id: uuid.UUID) -> Retention:
    done = Retention(plan=plan, applied=True, database_bytes=plan.database_bytes)
    with engine.begin() as connection:
        connection.execute(_FILTERS_OF_NOTHING)
    _compact(engine)  # gaps that are there already may be room enough
    while True:
        with engine.begin() as connection:
            rest = make_plan(connection, plan.budget_bytes)
            done.database_bytes = rest.database_bytes
            if rest.fits or not rest.deals:
                break
            transcripts, snippets = _drop(connection, [deal.deal_id for deal in rest.deals])
            lease.renew(connection, run_id, settings.lease)
        done.transcripts += transcripts
        done.snippets += snippets
        if not _compact(engine) or rest.database_bytes - _size(engine) < rest.bytes / 2 - _PAGES:
            done.message = _NO_ROOM
            break
    if not done.fits and not done.message:
        done.message = "Nothing more can go: what is left is no text, or belongs to open deals or to none."
    return done


_NO_ROOM = (
    "The tables could not be written anew: what was dropped is free for new rows, and the database does not grow until "
    "that is used up, but its files keep their size."
)


def _size(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


def make_plan(connection: sa.Connection, budget_bytes: int) -> Plan:
    """What would have to go now; reads only."""
    size, text = connection.execute(_SIZES).one()
    rows = connection.execute(_BY_DEAL).mappings().all()
    deals = [DealText.model_validate(dict(row)) for row in rows]
    needed = size - budget_bytes
    before = [0, *accumulate(deal.bytes for deal in deals)]
    chosen = [deal for deal, freed in zip(deals, before, strict=False) if freed < needed]
    return Plan(
        budget_bytes=budget_bytes,
        database_bytes=size,
        text_bytes=text,
        droppable_bytes=sum(deal.bytes for deal in deals),
        deals=chosen,
        bytes=sum(deal.bytes for deal in chosen),
    )


# A value beyond 2 kB lies outside of its row in pieces of 1996 bytes, four to a page of 8 kB.
_ON_DISK = (
    "CASE WHEN pg_column_size({0}) > 2000 THEN ceil(pg_column_size({0}) / 1996.0) * 2048 ELSE pg_column_size({0}) END"
)

# A call on several deals is as young as the youngest of them, and open while one is.
_TEXTS = f"""
    WITH deals AS (
        SELECT id, name, account_name, is_closed IS TRUE OR deleted_at IS NOT NULL AS is_over,
               coalesce(close_date, CAST(coalesce(deleted_at, source_modified_at, created_at) AS date)) AS closed_on
        FROM opportunities
    ), texts AS (
        SELECT 'transcript' AS kind, said.id, deal.id AS deal_id,
               {_ON_DISK.format("said.turns")} + coalesce({_ON_DISK.format("said.word_filter")}, 0) AS bytes
        FROM transcripts AS said
        CROSS JOIN LATERAL (
            SELECT deals.id, bool_and(deals.is_over) OVER () AS are_over
            FROM call_opportunities AS linked JOIN deals ON deals.id = linked.opportunity_id
            WHERE linked.call_id = said.call_id ORDER BY deals.closed_on DESC, deals.id LIMIT 1
        ) AS deal
        WHERE said.turns IS NOT NULL AND deal.are_over
        UNION ALL
        SELECT 'snippet', mail.id, deals.id, {_ON_DISK.format("mail.body_snippet")}
        FROM emails AS mail JOIN deals ON deals.id = mail.opportunity_id
        WHERE mail.body_snippet IS NOT NULL AND deals.is_over
    )
"""

_BY_DEAL = sa.text(f"""
    {_TEXTS}
    SELECT deal_id, name, account_name, closed_on, count(*) FILTER (WHERE kind = 'transcript') AS transcripts,
           count(*) FILTER (WHERE kind = 'snippet') AS snippets, CAST(sum(bytes) AS bigint) AS bytes
    FROM texts JOIN deals ON deals.id = texts.deal_id
    GROUP BY deal_id, name, account_name, closed_on
    ORDER BY closed_on, deal_id
""")

_SIZES = sa.text(f"""
    SELECT pg_database_size(current_database()),
           CAST(coalesce((SELECT sum({_ON_DISK.format("turns")}) FROM transcripts), 0)
              + coalesce((SELECT sum({_ON_DISK.format("body_snippet")}) FROM emails), 0) AS bigint)
""")


# Which words a text has can be told again when it comes back; without the text it finds nothing.
_FILTERS_OF_NOTHING = sa.text(
    "UPDATE transcripts SET word_filter = NULL WHERE turns IS NULL AND word_filter IS NOT NULL"
)


def _drop(connection: sa.Connection, deals: Sequence[uuid.UUID]) -> tuple[int, int]:
    of_deals = "SELECT id FROM texts WHERE kind = '{}' AND deal_id = ANY(:deals)"
    transcripts = connection.execute(
        sa.text(f"""
            {_TEXTS} UPDATE transcripts SET turns = NULL, word_filter = NULL, dropped_at = now(), updated_at = now()
            WHERE id IN ({of_deals.format("transcript")})
        """),
        {"deals": deals},
    )
    snippets = connection.execute(
        sa.text(f"""
            {_TEXTS} UPDATE emails SET body_snippet = NULL, dropped_at = now(), updated_at = now()
            WHERE id IN ({of_deals.format("snippet")})
        """),
        {"deals": deals},
    )
    return transcripts.rowcount, snippets.rowcount


def _compact(engine: sa.Engine) -> bool:
    """Write the tables anew, without gaps; False where there is no room for that, and the gaps wait for new rows."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            for table in _TABLES:
                connection.execute(sa.text(f"VACUUM (FULL, ANALYZE) {table}"))
        except (sa.exc.DBAPIError, StoreUnavailable) as error:
            log.warning("tables were not written anew", reason=str(error))
        else:
            return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in _TABLES:
            connection.execute(sa.text(f"VACUUM (ANALYZE) {table}"))
    return False
