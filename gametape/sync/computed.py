"""Analysis of closed deals that can be computed again from stored text; retention drops it first.

For a call whose text is stored: metrics, local scores and the word filter. For a deal: insights made by rules. Analysis
that cannot be computed again stays: everything that Claude wrote, scores that somebody reviewed, and analysis of text
that was dropped. `transcripts.dropped_analysis_bytes` keeps the next sync from computing the dropped analysis again.
"""

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, Field

from gametape.sync.closed_deals import DEAL_OF_TRANSCRIPT, DEALS, on_disk

TABLES = ("call_metrics", "coaching_sessions", "insights")
"""Tables that hold such analysis, apart from `transcripts`."""


class DealAnalysis(BaseModel):
    """Analysis of one closed deal that can be computed again, with its size."""

    deal_id: uuid.UUID
    name: str
    account_name: str | None
    closed_on: date = Field(description="The day it closed, or was deleted at the source.")
    calls: int = Field(ge=0, description="With numbers, scores or a word filter.")
    insights: int = Field(ge=0, description="Rule-based insights kept for the deal.")
    bytes: int = Field(ge=0, description="On disk, about.")


def computed_of_deals(connection: sa.Connection) -> list[DealAnalysis]:
    """List the closed deals with analysis that could be dropped, the earliest closed first."""
    return [DealAnalysis.model_validate(dict(row)) for row in connection.execute(_BY_DEAL).mappings()]


def drop_computed(connection: sa.Connection, deals: Sequence[uuid.UUID]) -> tuple[int, int]:
    """Drop the analysis of these deals that can be computed again; return the number of calls and of insights."""
    calls = connection.execute(_MARK, {"deals": deals}).scalars().all()
    for statement in (_DROP_SCORES, _DROP_METRICS):
        connection.execute(statement, {"calls": calls})
    insights = connection.execute(_DROP_INSIGHTS, {"deals": deals})
    return len(calls), insights.rowcount


def allow_recomputing(connection: sa.Connection, room: int) -> int:
    """Let the next sync compute dropped analysis of `room` bytes at most, newest calls first; return how many calls."""
    return connection.execute(_ALLOW, {"room": room}).rowcount


_ROW = 150  # bytes of a row without its long values, with its index entries

_COMPUTED = f"""
    WITH {DEALS}, computed AS (
        SELECT 'call' AS kind, said.call_id AS id, deal.id AS deal_id,
               {on_disk("said.word_filter")} + coalesce(measured.bytes, 0) + coalesce(scored.bytes, 0) AS bytes
        FROM transcripts AS said
        {DEAL_OF_TRANSCRIPT}
        LEFT JOIN LATERAL (
            SELECT sum(
                {on_disk("metrics")} + {on_disk("speakers")} + {on_disk("trackers")} + {on_disk("heard")} + {_ROW}
            ) AS bytes
            FROM call_metrics WHERE call_id = said.call_id
        ) AS measured ON true
        LEFT JOIN LATERAL (
            SELECT sum({on_disk("metadata")} + {on_disk("evidence")} + {on_disk("explanation")} + {_ROW}) AS bytes
            FROM coaching_sessions WHERE call_id = said.call_id AND origin = 'local'
        ) AS scored ON true
        WHERE deal.are_over AND said.turns IS NOT NULL AND said.dropped_analysis_bytes IS NULL
          AND (said.word_filter IS NOT NULL OR measured.bytes > 0 OR scored.bytes > 0)
          AND NOT EXISTS (
              SELECT FROM coaching_sessions AS score
              JOIN reviews ON reviews.subject_type = 'score' AND reviews.subject_id = score.source_id
              WHERE score.call_id = said.call_id
          )
        UNION ALL
        SELECT 'insight', kept.id, deals.id, {on_disk("kept.body")} + {on_disk("kept.ledger")} + {_ROW}
        FROM insights AS kept JOIN deals ON CAST(deals.id AS text) = kept.subject_id
        WHERE kept.subject_type = 'opportunity' AND kept.analyser = 'local' AND deals.is_over
          AND NOT EXISTS (
              SELECT FROM call_opportunities AS linked JOIN transcripts AS said ON said.call_id = linked.call_id
              WHERE linked.opportunity_id = deals.id AND said.turns IS NULL AND said.dropped_at IS NOT NULL
          )
    )
"""

_BY_DEAL = sa.text(f"""
    {_COMPUTED}
    SELECT deal_id, name, account_name, closed_on, count(*) FILTER (WHERE kind = 'call') AS calls,
           count(*) FILTER (WHERE kind = 'insight') AS insights, CAST(sum(bytes) AS bigint) AS bytes
    FROM computed JOIN deals ON deals.id = computed.deal_id
    GROUP BY deal_id, name, account_name, closed_on
    ORDER BY closed_on, deal_id
""")

_MARK = sa.text(f"""
    {_COMPUTED}
    UPDATE transcripts SET word_filter = NULL, dropped_analysis_bytes = computed.bytes, updated_at = now()
    FROM computed
    WHERE computed.kind = 'call' AND computed.id = transcripts.call_id AND computed.deal_id = ANY(:deals)
    RETURNING transcripts.call_id
""")
_DROP_SCORES = sa.text("DELETE FROM coaching_sessions WHERE origin = 'local' AND call_id = ANY(:calls)")
_DROP_METRICS = sa.text("DELETE FROM call_metrics WHERE call_id = ANY(:calls)")
_DROP_INSIGHTS = sa.text(f"""
    {_COMPUTED}
    DELETE FROM insights USING computed
    WHERE computed.kind = 'insight' AND computed.id = insights.id AND computed.deal_id = ANY(:deals)
""")

_ALLOW = sa.text("""
    WITH waiting AS (
        SELECT said.id,
               sum(said.dropped_analysis_bytes) OVER (ORDER BY called.started_at DESC NULLS LAST, said.id) AS upto
        FROM transcripts AS said JOIN calls AS called ON called.id = said.call_id
        WHERE said.dropped_analysis_bytes IS NOT NULL AND said.turns IS NOT NULL
    )
    UPDATE transcripts SET dropped_analysis_bytes = NULL
    FROM waiting WHERE waiting.id = transcripts.id AND waiting.upto <= :room
""")
