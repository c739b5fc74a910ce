"""Tool that searches call transcripts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.queries.calls_and_emails import Side
from gametape.queries.question_text import AskedDay
from gametape.queries.transcript_search import (
    TranscriptMatch,
    TranscriptSearchPage,
    TranscriptSearchQuery,
    search_transcripts,
)
from gametape.surfaces.mcp.answer import AnswerPart, CustomerText, OurText, ToolAnswer, moment, trust, words
from gametape.surfaces.mcp.answer_budget import fitting
from gametape.surfaces.mcp.naming import DealName, RepName, Text, resolve_deal, resolve_rep
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.surfaces.mcp.values import known_speaker
from gametape.text.plurals import count


class SearchCalls(Asked):
    """Words and filters of the search."""

    words: Text = Field(
        description="All words must be in one turn. Use quotes for an exact phrase and OR between alternatives, e.g. "
        'discount OR "price list". A word of five letters or more finds longer ones that begin with it; no synonyms.'
    )
    side: Literal["ours", "theirs"] | None = Field(
        None, description="Said by our side (ours) or by the customer (theirs)."
    )
    deal: DealName | None = None
    rep: RepName | None = Field(None, description="Calls that this rep was on.")
    speaker: Text | None = Field(None, description="Said by the person with this email address.")
    since: AskedDay | None = Field(None, description="YYYY-MM-DD")
    until: AskedDay | None = Field(None, description="YYYY-MM-DD, exclusive.")
    limit: int = Field(10, ge=1, le=50)
    cursor: Text | None = None
    max_tokens: Budget = 3000


class SpokenAt(AnswerPart):
    """Turn of a call with the words. `turn` leads to the context: get_transcript with from_turn."""

    call_id: UUID
    call: str | None
    started_at: datetime | None
    deals: list[str]
    turn: int
    at: str = Field(description="Time in the call, m:ss.")
    speaker: str
    side: Side
    customer_text: CustomerText = None
    our_text: OurText = None


class Places(ToolAnswer):
    """Turns that have the words, of the newest call first."""

    places: list[SpokenAt]
    calls_that_may_have_more: int = Field(
        description="Calls that contain all the words, not always in one turn; an upper bound."
    )


@tool("Search calls")
def search_calls(reading: Snapshot, asked: SearchCalls) -> Places:
    """Search call transcripts for words: who said it, when and on which deal. Emails are not searched."""
    page = _search(reading, asked, asked.limit)
    places = [_place(match) for match in page.items]
    fit = fitting(places, asked.max_tokens)
    if fit < len(places):
        page, places = _search(reading, asked, fit), places[:fit]
    return Places(
        places=places,
        calls_that_may_have_more=page.calls_matching,
        coverage=f"Searched {count(page.calls_searched, 'call')} with a transcript; "
        f"{page.calls_without_text:,} more have none (private, no transcript, or text removed).",
        next_cursor=page.next,
        truncated=_more(page, fit),
        **trust(reading, "Matches exact words only; synonyms are not found."),
    )


def _search(reading: Snapshot, asked: SearchCalls, limit: int) -> TranscriptSearchPage:
    query = TranscriptSearchQuery(
        q=asked.words[:200],
        side=Side(asked.side) if asked.side else None,
        opportunity=resolve_deal(reading, asked.deal).id if asked.deal else None,
        attendee=resolve_rep(reading, asked.rep).email if asked.rep else None,
        speaker=known_speaker(reading, asked.speaker) if asked.speaker else None,
        since=asked.since,
        until=asked.until,
        cursor=asked.cursor,
        limit=limit,
    )
    return search_transcripts(reading.connection, query, reading.settings.zone)


_MOST_DEALS = 5  # deals named with a match


def _place(match: TranscriptMatch) -> SpokenAt:
    return SpokenAt(
        call_id=match.call_id,
        call=match.call_title,
        started_at=match.started_at,
        deals=[deal.name for deal in match.opportunities[:_MOST_DEALS]],
        turn=match.turn,
        at=moment(match.at_ms),
        speaker=match.speaker,
        side=match.side,
        **words(match.side, match.snippet),
    )


def _more(page: TranscriptSearchPage, fit: int) -> str | None:
    if page.next is None:
        return None
    if not fit:
        return "No match in the newest calls; pass next_cursor to search older calls."
    return f"{count(fit, 'place')} shown; there may be more: pass next_cursor, or narrow by deal, rep or day."
