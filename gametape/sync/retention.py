"""Keeps the store within its room. `gametape retention`.

Of the oldest closed deals goes first what can be computed again (sync/computed.py), and only when none of that is left
their text: what was said on calls, and the beginnings of emails. Everything on open deals stays. A transcript comes
back when somebody opens it (sync/refetch.py).
"""

import uuid
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import TypeVar

import sqlalchemy as sa
import structlog
from pydantic import BaseModel, Field

from gametape.errors import StoreUnavailable
from gametape.settings import Settings
from gametape.store.limits import LIMITS
from gametape.sync import computed, lease
from gametape.sync.closed_deals import DEAL_OF_TRANSCRIPT, DEALS, on_disk
from gametape.sync.computed import DealAnalysis, allow_recomputing, computed_of_deals, drop_computed

log = structlog.get_logger(__name__)

_TABLES = ("transcripts", "emails", *computed.TABLES)
_PAGES = 500_000  # bytes by which files may be larger or smaller for reasons of their own


class DealText(BaseModel):
    """The text of one closed deal, as far as no other deal needs it longer."""

    deal_id: uuid.UUID
    name: str
    account_name: str | None
    closed_on: date = Field(description="The day it closed, or was deleted at the source.")
    transcripts: int = Field(ge=0)
    snippets: int = Field(ge=0)
    bytes: int = Field(ge=0, description="Size on disk.")


class RetentionPlan(BaseModel):
    """What would be dropped to fit. Sizes are bytes on disk as Postgres tells them."""

    budget_bytes: int
    database_bytes: int = Field(description="Whole database: tables, indexes and what Postgres itself needs.")
    text_bytes: int = Field(description="All text of calls and emails, compressed.")
    droppable_bytes: int = Field(description="Text of closed deals.")
    computed: list[DealAnalysis] = Field(
        description="Deals whose computed data is removed first, oldest first; none if the database fits."
    )
    deals: list[DealText] = Field(description="Deals whose text is removed after that, oldest first.")
    bytes: int = Field(description="Space that this frees.")

    @property
    def fits(self) -> bool:
        """Whether nothing has to go."""
        return self.database_bytes <= self.budget_bytes


class Retention(BaseModel):
    """A plan, and what came of it."""

    plan: RetentionPlan
    applied: bool
    analysed_calls: int = Field(0, description="Calls whose metrics, scores or word filter were removed.")
    insights: int = Field(0, description="Rule-based insights removed.")
    computed_again: int = Field(0, description="Calls for which there is space again: the next sync computes them.")
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
    if not apply:
        return Retention(plan=plan, applied=False, database_bytes=plan.database_bytes)
    if plan.fits:
        with engine.begin() as connection:  # by half, for sizes are estimates, and so that the next sync finds room
            again = allow_recomputing(connection, (budget_bytes - plan.database_bytes) // 2)
        return Retention(plan=plan, applied=True, database_bytes=plan.database_bytes, computed_again=again)
    run_id = uuid.uuid4()
    with lease.held(engine, run_id, settings.lease):
        return _apply(engine, settings, plan, run_id)


def _apply(engine: sa.Engine, settings: Settings, plan: RetentionPlan, run_id: uuid.UUID) -> Retention:
    done = Retention(plan=plan, applied=True, database_bytes=plan.database_bytes)
    with engine.begin() as connection:
        connection.execute(_FILTERS_OF_NOTHING)
    _compact(engine)  # gaps that are there already may be room enough
    while True:
        with engine.begin() as connection:
            rest = make_plan(connection, plan.budget_bytes)
            done.database_bytes = rest.database_bytes
            if rest.fits or not (rest.computed or rest.deals):
                break
            _drop_first(connection, rest, done)
            lease.renew(connection, run_id, settings.lease)
        is_compact = _compact(engine)
        if rest.computed and is_compact:
            continue  # text goes only when that was measured not to be enough
        if rest.computed:  # what it freed cannot be measured: what was planned goes, and no more
            with engine.begin() as connection:
                _drop_text(connection, rest, done)
        if not is_compact or rest.database_bytes - _size(engine) < rest.bytes / 2 - _PAGES:
            done.message = _NO_ROOM
            break
    if not done.fits and not done.message:
        done.message = "Nothing more can be removed: the rest is not text, or does not belong to closed deals."
    return done


def _drop_first(connection: sa.Connection, plan: RetentionPlan, done: Retention) -> None:
    """Drop the first step of a plan: what can be computed again, or else text."""
    if not plan.computed:
        _drop_text(connection, plan, done)
        return
    calls, insights = drop_computed(connection, [deal.deal_id for deal in plan.computed])
    done.analysed_calls += calls
    done.insights += insights


def _drop_text(connection: sa.Connection, plan: RetentionPlan, done: Retention) -> None:
    transcripts, snippets = _drop(connection, [deal.deal_id for deal in plan.deals])
    done.transcripts += transcripts
    done.snippets += snippets


_NO_ROOM = (
    "The tables could not be rewritten: the freed space is used for new rows, and the database does not grow until "
    "that is used up, but its files keep their size."
)


def _size(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar_one())


def make_plan(connection: sa.Connection, budget_bytes: int) -> RetentionPlan:
    """What would have to go now; reads only."""
    size, text = connection.execute(_SIZES).one()
    rows = connection.execute(_BY_DEAL).mappings().all()
    deals = [DealText.model_validate(dict(row)) for row in rows]
    first = _oldest(computed_of_deals(connection), size - budget_bytes)
    freed = sum(deal.bytes for deal in first)
    chosen = _oldest(deals, size - budget_bytes - freed)
    return RetentionPlan(
        budget_bytes=budget_bytes,
        database_bytes=size,
        text_bytes=text,
        droppable_bytes=sum(deal.bytes for deal in deals),
        computed=first,
        deals=chosen,
        bytes=freed + sum(deal.bytes for deal in chosen),
    )


_Deal = TypeVar("_Deal", DealText, DealAnalysis)


def _oldest(deals: Sequence[_Deal], needed: int) -> list[_Deal]:
    """As many of the first deals as free what is needed."""
    before = [0, *accumulate(deal.bytes for deal in deals)]
    return [deal for deal, freed in zip(deals, before, strict=False) if freed < needed]


_TEXTS = f"""
    WITH {DEALS}, texts AS (
        SELECT 'transcript' AS kind, said.id, deal.id AS deal_id,
               {on_disk("said.turns")} + {on_disk("said.word_filter")} AS bytes
        FROM transcripts AS said
        {DEAL_OF_TRANSCRIPT}
        WHERE said.turns IS NOT NULL AND deal.are_over
        UNION ALL
        SELECT 'snippet', mail.id, deals.id, {on_disk("mail.body_snippet")}
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
           CAST(coalesce((SELECT sum({on_disk("turns")}) FROM transcripts), 0)
              + coalesce((SELECT sum({on_disk("body_snippet")}) FROM emails), 0) AS bigint)
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
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{LIMITS: None}) as connection:
        try:
            for table in _TABLES:
                connection.execute(sa.text(f"VACUUM (FULL, ANALYZE) {table}"))
        except (sa.exc.DBAPIError, StoreUnavailable) as error:
            log.warning("tables were not rewritten", reason=type(getattr(error, "orig", error)).__name__)
        else:
            return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{LIMITS: None}) as connection:
        for table in _TABLES:
            connection.execute(sa.text(f"VACUUM (ANALYZE) {table}"))
    return False
