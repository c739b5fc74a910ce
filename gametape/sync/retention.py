"""Retention: keeps the store within its size budget. `gametape retention`.

Dropped first is the analysis of the oldest closed deals that can be computed again (sync/computed.py); when none is
left, the text of the oldest closed deals: transcripts and body snippets of emails. Everything on open deals stays. A
dropped transcript is fetched from the source when somebody restores the call (sync/refetch.py).
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
_TOLERANCE = 500_000  # bytes by which files may grow or shrink for other reasons


class DealText(BaseModel):
    """Text of one closed deal that could be dropped, with its size; text that an open deal shares is left out."""

    deal_id: uuid.UUID
    name: str
    account_name: str | None
    closed_on: date = Field(description="The day it closed, or was deleted at the source.")
    transcripts: int = Field(ge=0)
    snippets: int = Field(ge=0)
    bytes: int = Field(ge=0, description="Size on disk.")


class RetentionPlan(BaseModel):
    """Plan of the deals whose analysis and text would be dropped to fit the budget. Sizes are bytes on disk."""

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
        """Tell whether the database is within its budget, so that nothing has to be dropped."""
        return self.database_bytes <= self.budget_bytes


class Retention(BaseModel):
    """Result of retention: the plan, and counts of what was dropped."""

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
        """Tell whether the database is within its budget now."""
        return self.database_bytes <= self.plan.budget_bytes


def retain(engine: sa.Engine, settings: Settings, budget_bytes: int, *, apply: bool) -> Retention:
    """Plan what must be dropped so that the database takes `budget_bytes` at most; with `apply`, drop it.

    Postgres gives disk space back only when it rewrites a table (`VACUUM FULL`), which locks the table for seconds and
    needs space for the rows that stay. This is tried before anything is dropped, and after each step. If there is no
    space for it, the freed space can hold new rows, but the files keep their size, and the message says so.

    Raises:
        LeaseHeld: a sync is running.
        StoreUnavailable: Postgres cannot be reached.
    """
    with engine.connect() as connection:
        plan = make_plan(connection, budget_bytes)
    if not apply:
        return Retention(plan=plan, applied=False, database_bytes=plan.database_bytes)
    if plan.fits:
        with engine.begin() as connection:  # half of the room: sizes are estimates, and the next sync needs room, too
            again = allow_recomputing(connection, (budget_bytes - plan.database_bytes) // 2)
        return Retention(plan=plan, applied=True, database_bytes=plan.database_bytes, computed_again=again)
    run_id = uuid.uuid4()
    with lease.held(engine, run_id, settings.lease):
        return _apply(engine, settings, plan, run_id)


def _apply(engine: sa.Engine, settings: Settings, plan: RetentionPlan, run_id: uuid.UUID) -> Retention:
    done = Retention(plan=plan, applied=True, database_bytes=plan.database_bytes)
    with engine.begin() as connection:
        connection.execute(_FILTERS_OF_NOTHING)
    _compact(engine)  # the gaps in the files may already be enough
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
            continue  # measure again: text is dropped only if this was not enough
        if rest.computed:  # without compaction the freed bytes cannot be measured: drop the text of this plan only
            with engine.begin() as connection:
                _drop_text(connection, rest, done)
        if not is_compact or rest.database_bytes - _size(engine) < rest.bytes / 2 - _TOLERANCE:
            done.message = _NO_ROOM
            break
    if not done.fits and not done.message:
        done.message = "Nothing more can be removed: the rest is not text, or does not belong to closed deals."
    return done


def _drop_first(connection: sa.Connection, plan: RetentionPlan, done: Retention) -> None:
    """Drop the first step of a plan: analysis that can be computed again, or text if there is none."""
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
    """Return the plan for the database as it is now; reads only."""
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
    """Return the first deals, as many as free `needed` bytes together; all if they do not free enough."""
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


# A word filter without its text is useless; it is computed again when the text comes back.
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
    """Rewrite the tables without gaps; False if there is no disk space for that: the gaps then take new rows."""
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
