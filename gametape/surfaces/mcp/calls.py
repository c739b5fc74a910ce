"""One call, what was said on it, and where something was said on any."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from gametape.queries.conversations import Side
from gametape.queries.lookup import KnownCall
from gametape.queries.said import Found, SaidPage, SaidQuery, said
from gametape.queries.transcript import CallTranscript, SpokenTurn, TranscriptQuery
from gametape.queries.transcript import get_transcript as transcript
from gametape.surfaces.mcp.answer import Answer, CustomerText, OurText, Part, count, fitting, moment, trust, words
from gametape.surfaces.mcp.naming import CallName, DealName, RepName, Text, the_call, the_deal, the_rep
from gametape.surfaces.mcp.reading import Reading
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool


class Spoken(Part):
    """A turn: what one speaker says in one go. `turn` is its number in the call, from 0; `at` its place, m:ss."""

    turn: int
    at: str
    speaker: str
    side: Side
    customer_text: CustomerText = None
    our_text: OurText = None


class Transcript(Asked):
    """Which part of which call."""

    call: CallName
    deal: DealName | None = Field(None, description="To tell calls of one title apart: the deal.")
    from_turn: int = Field(0, ge=0, description="The number of the first turn, as search_calls and evidence give it.")
    from_minute: float | None = Field(None, ge=0, le=1440, description="Or the minute to begin at.")
    cursor: Text | None = None
    max_tokens: Budget = 3000


class TranscriptPart(Answer):
    """Turns in a row."""

    call: str | None
    call_id: UUID
    started_at: datetime | None
    turns: list[Spoken]


@tool("What was said on a call")
def get_transcript(reading: Reading, asked: Transcript) -> TranscriptPart:
    """Read a call word for word, from any turn or minute on, with speaker and time; search_calls finds the place."""
    call = _the_call(reading, asked.call, asked.deal)
    found = transcript(reading.connection, call.id, TranscriptQuery())
    first = _first_turn(found, asked)
    told = [spoken(turn) for turn in found.turns[first:]]
    fit = fitting(told, asked.max_tokens)
    goes_on = first + fit < len(found.turns)
    return TranscriptPart(
        call=call.title,
        call_id=call.id,
        started_at=call.started_at,
        turns=told[:fit],
        total=found.turn_count,
        next_cursor=str(first + fit) if goes_on else None,
        truncated=f"{fit} turns fit into {asked.max_tokens} tokens; go on with next_cursor." if goes_on else None,
        coverage=_of_call(found, first, fit),
        **trust(reading, _NOT_HERE if found.dropped else None),
    )


_NOT_HERE = "The text was dropped to save room. Opening the call in the web app reads it from the source again."


def _the_call(reading: Reading, text: str, deal: str | None) -> KnownCall:
    return the_call(reading, text, the_deal(reading, deal).id if deal else None)


def _first_turn(found: CallTranscript, asked: Transcript) -> int:
    if asked.cursor and asked.cursor.isdecimal():
        return int(asked.cursor)
    if asked.from_minute is None:
        return asked.from_turn
    begins = asked.from_minute * 60_000
    return next((turn.number for turn in found.turns if turn.end_ms > begins), len(found.turns))


def spoken(turn: SpokenTurn) -> Spoken:
    """A turn as assistants read it."""
    text = " ".join(sentence.text for sentence in turn.sentences)
    return Spoken(
        turn=turn.number, at=moment(turn.start_ms), speaker=turn.speaker, side=turn.side, **words(turn.side, text)
    )


def _of_call(found: CallTranscript, first: int, fit: int) -> str:
    if found.dropped:
        return f"None of {count(found.turn_count, 'turn')}: the text is not kept here."
    if not fit:
        return f"The call has {count(found.turn_count, 'turn')}; there is none from number {first} on."
    return f"Turns {first} to {first + fit - 1} of {count(found.turn_count, 'turn')}, {found.word_count:,} words."


class SearchCalls(Asked):
    """What to look for, and where."""

    words: Text = Field(
        description='All words must be in one turn; "in a row" in quotes; OR between alternatives, e.g. '
        'discount OR "price list". A word of five letters or more finds longer ones that begin with it; no synonyms.'
    )
    side: Literal["ours", "theirs"] | None = Field(None, description="Said by our people, or by the customer's.")
    deal: DealName | None = None
    rep: RepName | None = Field(None, description="Calls that this person of ours was on.")
    speaker: Text | None = Field(None, description="Said by the person with this e-mail address.")
    since: date | None = Field(None, description="YYYY-MM-DD")
    until: date | None = Field(None, description="YYYY-MM-DD, not included.")
    limit: int = Field(10, ge=1, le=50)
    cursor: Text | None = None
    max_tokens: Budget = 3000


class Place(Part):
    """Where it was said. `turn` leads to the context: get_transcript with from_turn."""

    call_id: UUID
    call: str | None
    started_at: datetime | None
    deals: list[str]
    turn: int
    at: str = Field(description="Place in the call, m:ss.")
    speaker: str
    side: Side
    customer_text: CustomerText = None
    our_text: OurText = None


class Places(Answer):
    """Turns that have the words, of the newest call first."""

    places: list[Place]
    calls_that_may_have_more: int = Field(
        description="Calls in which such words were said, if not in one turn; an upper bound."
    )


@tool("Search what was said")
def search_calls(reading: Reading, asked: SearchCalls) -> Places:
    """Find where something was said on calls, by words: who said it, when, on which deal. Mails are not searched."""
    page = _search(reading, asked, asked.limit)
    places = [_place(one) for one in page.items]
    fit = fitting(places, asked.max_tokens)
    if fit < len(places):
        page, places = _search(reading, asked, fit), places[:fit]
    return Places(
        places=places,
        calls_that_may_have_more=page.calls_matching,
        coverage=f"Searched {count(page.calls_searched, 'call')} whose text is kept; "
        f"{page.calls_without_text:,} more have none (private, no transcript, or dropped).",
        next_cursor=page.next,
        truncated=_more(page, fit),
        **trust(reading, "Words are compared as they are written: other words for the same thing are not found."),
    )


def _search(reading: Reading, asked: SearchCalls, limit: int) -> SaidPage:
    query = SaidQuery(
        q=asked.words[:200],
        side=Side(asked.side) if asked.side else None,
        opportunity=the_deal(reading, asked.deal).id if asked.deal else None,
        attendee=the_rep(reading, asked.rep).email if asked.rep else None,
        speaker=asked.speaker,
        since=asked.since,
        until=asked.until,
        cursor=asked.cursor,
        limit=limit,
    )
    return said(reading.connection, query)


def _place(one: Found) -> Place:
    return Place(
        call_id=one.call_id,
        call=one.call_title,
        started_at=one.started_at,
        deals=[deal.name for deal in one.opportunities],
        turn=one.turn,
        at=moment(one.at_ms),
        speaker=one.speaker,
        side=one.side,
        **words(one.side, one.snippet),
    )


def _more(page: SaidPage, fit: int) -> str | None:
    if page.next is None:
        return None
    if not fit:
        return "Not found in the newest calls that have such words; older ones are left: go on with next_cursor."
    return f"{count(fit, 'place')} told; there may be more: go on with next_cursor, or narrow by deal, rep or day."
