"""Tool that finds calls by rep, deal, day, topic or score."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from gametape.analysis.hearing.hear import OBJECTION
from gametape.analysis.hearing.reliability import reliability
from gametape.queries.call_list import CallListQuery, CallSort, ListedCall, list_calls
from gametape.queries.objection_names import is_heard
from gametape.queries.question_text import AskedDay
from gametape.queries.scores import leading_origin
from gametape.surfaces.mcp.answer import AnswerPart, ToolAnswer, trust
from gametape.surfaces.mcp.naming import DealName, RepName, Text, resolve_deal, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import known_dimension, known_tracker
from gametape.text.plurals import count

_MOST_DEALS = 5  # deals named with a call
_BY_PHRASES = "Topics are found by phrases, so a topic in other words is missed."


class FindCalls(Asked):
    """Filters, order and page of the list of calls."""

    rep: RepName | None = Field(None, description="Calls that this rep was on.")
    deal: DealName | None = None
    since: AskedDay | None = Field(None, description="YYYY-MM-DD")
    until: AskedDay | None = Field(None, description="YYYY-MM-DD, exclusive.")
    tracker: Text | None = Field(None, description="Topic that was mentioned, such as pricing or competitor.")
    dimension: Text | None = Field(
        None, description="Score to show: discovery, objection_handling, product_knowledge or engagement."
    )
    score_max: float | None = Field(None, ge=0, le=100, description="Score in `dimension` of at most this.")
    sort: CallSort = Field("-started_at", description="`score`: the lowest score first; needs `dimension`.")
    limit: int = Field(15, ge=1, le=50)
    cursor: Text | None = None


class CallLine(AnswerPart):
    """Call with its topics and a score."""

    id: UUID
    title: str | None
    started_at: datetime
    minutes: int | None
    deals: list[str]
    score: float | None = Field(None, description="0 to 100, in `dimension`.")
    topics: dict[str, int] = Field(description="Turns that mention each topic.")


class CallsFound(ToolAnswer):
    """Page of calls with the customer."""

    calls: list[CallLine]
    scores_by: str = Field(description="Origin of the scores: local, claude or gong.")


@tool("Find calls")
def find_calls(reading: Snapshot, asked: FindCalls) -> CallsFound:
    """List customer calls that were held: of a rep, on a deal, by day, topic or score. For words, use search_calls."""
    origin = leading_origin(reading.connection)
    query = CallListQuery(
        attendee=resolve_rep(reading, asked.rep).email if asked.rep else None,
        opportunity=resolve_deal(reading, asked.deal).id if asked.deal else None,
        since=asked.since,
        until=asked.until,
        tracker=known_tracker(reading, asked.tracker) if asked.tracker else None,
        dimension=known_dimension(asked.dimension) if asked.dimension else None,
        score_max=asked.score_max,
        sort=asked.sort,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    page = list_calls(reading.connection, query, origin, reading.settings.zone)
    return CallsFound(
        calls=[_line(call) for call in page.items],
        scores_by=origin,
        coverage=f"{len(page.items)} of {count(page.total, 'call')} that match; internal calls are left out.",
        total=page.total,
        next_cursor=page.next,
        **trust(reading, _found_how(query.tracker)),
    )


def _found_how(tracker: str | None) -> str | None:
    if tracker is None:
        return None
    return reliability(OBJECTION) if is_heard(tracker) else _BY_PHRASES


_BY_PHRASES = "Topics are found by phrases, so a topic in other words is missed."


def _line(call: ListedCall) -> CallLine:
    return CallLine(
        id=call.id,
        title=call.title,
        started_at=call.started_at,
        minutes=None if call.duration_seconds is None else round(call.duration_seconds / 60),
        deals=[deal.name for deal in call.deals[:_MOST_DEALS]],
        score=call.score,
        topics={name: len(turns) for name, turns in call.trackers.items()},
    )
