"""Search transcripts: the turns with the words, with speaker, time and surrounding text.

Word filters tell which calls are worth opening (store/wordfilter.py); each match is then verified in the text itself.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from gametape.queries import cursors
from gametape.queries.calendar import start_of
from gametape.queries.calls_and_emails import (
    DealName,
    Side,
    addresses_of,
    call,
    deals_of_call,
    is_attendee,
    linked,
    participant,
)
from gametape.queries.deals import ResultRow
from gametape.queries.question_text import AskedDay, AskedValue, AskedWords
from gametape.queries.search_terms import Wanted, filter_may_match, first_match, parse_search
from gametape.queries.talk import SpeakerTurn, read_talks
from gametape.store.tables import calls, transcripts

text = transcripts.c

OPENED = 40  # calls that one answer opens at most; each takes about 2 ms
_AT_ONCE = 10
AROUND = 160  # characters shown on each side of a match

_Value = Annotated[AskedValue, StringConstraints(min_length=1)]


class TranscriptSearchQuery(BaseModel):
    """Words to search for, and filters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[AskedWords, StringConstraints(min_length=1)] = Field(
        description='Words that one turn has, in any order; "words in a row" in quotes; OR between alternatives. '
        "Singular and plural are one, and a word of five letters or more also finds longer ones that begin with it."
    )
    side: Side | None = Field(None, description="Speaker's side: ours, theirs or unknown.")
    opportunity: UUID | None = Field(None, description="Calls about this deal.")
    speaker: _Value | None = Field(None, description="Said by the person with this address.")
    attendee: _Value | None = Field(None, description="Calls that the person with this address was on.")
    since: AskedDay | None = Field(None, description="Calls on or after this day, in the deployment's time zone.")
    until: AskedDay | None = Field(None, description="Calls before this day, in the deployment's time zone.")
    cursor: str | None = Field(None, min_length=1, max_length=512, description="`next` from an earlier answer.")
    limit: int = Field(20, ge=1, le=100, description="Turns per page.")


class TranscriptMatch(ResultRow):
    """Turn with the words."""

    call_id: UUID
    call_title: str | None
    started_at: datetime | None
    opportunities: list[DealName] = Field(description="Deals that the call is about.")
    turn: int = Field(ge=0, description="Turn number in the call.")
    at_ms: int = Field(ge=0, description="When the sentence began in which the words stand, from the call's start.")
    speaker: str
    email: str | None
    side: Side
    snippet: str = Field(description="Matching words in context; … marks a cut.")


class TranscriptSearchPage(ResultRow):
    """Matching turns: the newest call first, and within a call in the order of speech."""

    items: list[TranscriptMatch]
    next: str | None = Field(description="Cursor; null when all calls were searched.")
    calls_matching: int = Field(
        ge=0,
        description="Calls that have all the words, if not always in one turn; two or three in a thousand wrongly.",
    )
    calls_searched: int = Field(ge=0, description="Calls within the filters that have text stored.")
    calls_without_text: int = Field(
        ge=0, description="Calls within the filters that are not searched: private, no transcript, or text removed."
    )


class _Place(NamedTuple):
    """Turn of a call after which the next page starts."""

    started_at: datetime | None
    call_id: UUID
    turn: int


def search_transcripts(
    connection: sa.Connection, query: TranscriptSearchQuery, zone: tzinfo = UTC
) -> TranscriptSearchPage:
    """Search transcripts; a page ends early when it has opened the maximum number of calls.

    Raises:
        BadRequest: there is no word to search for, or the cursor cannot be read.
        CorruptValue: a stored text cannot be read.
    """
    alternatives = parse_search(query.q)
    question = cursors.scope_of("said", query)
    place = cursors.decode(query.cursor, question, _place) if query.cursor else None
    scope = _scope(connection, query, zone)
    with_text, without_text, matching = connection.execute(_counts(scope, alternatives)).one()
    calls_ = connection.execute(_candidates(scope, alternatives, place)).all()
    matches = list(islice(_found(connection, calls_[:OPENED], alternatives, query, place), query.limit + 1))
    goes_on = None
    if len(matches) > query.limit:
        matches.pop()
        goes_on = _Place(matches[-1].started_at, matches[-1].call_id, matches[-1].turn)
    elif len(calls_) > OPENED:
        goes_on = _Place(calls_[OPENED].started_at, calls_[OPENED].id, -1)
    return TranscriptSearchPage(
        items=matches,
        next=goes_on and cursors.encode(goes_on, question),
        calls_matching=matching,
        calls_searched=with_text,
        calls_without_text=without_text,
    )


_place = TypeAdapter(_Place)


def _scope(connection: sa.Connection, query: TranscriptSearchQuery, zone: tzinfo) -> sa.ColumnElement[bool]:
    """Return the condition for calls that pass the filters, regardless of their text."""
    conditions: list[sa.ColumnElement[bool]] = [call.deleted_at.is_(None)]
    if query.opportunity:
        of_deal = sa.select(linked.call_id).where(linked.opportunity_id == query.opportunity)
        conditions.append(call.id.in_(of_deal))
    for address in filter(None, (query.speaker, query.attendee)):
        on_it = sa.select(participant.call_id).where(
            participant.email.in_(addresses_of(connection, address)), is_attendee
        )
        conditions.append(call.id.in_(on_it))
    if query.since:
        conditions.append(call.started_at >= start_of(query.since, zone))
    if query.until:
        conditions.append(call.started_at < start_of(query.until, zone))
    return sa.and_(*conditions)


# Under an outer join: false in place of NULL if there is no transcript.
_is_kept = sa.and_(text.id.is_not(None), text.turns.is_not(None), text.deleted_at.is_(None))


def _candidates(
    scope: sa.ColumnElement[bool], alternatives: Sequence[Wanted], place: _Place | None
) -> sa.Select[*tuple[Any, ...]]:
    """Select the calls to open, newest first, and one more than an answer opens."""
    return (
        sa.select(call.id, call.title, call.started_at, deals_of_call(call.id).label("opportunities"))
        .join_from(calls, transcripts, text.call_id == call.id)
        .where(scope, sa.and_(_is_kept, filter_may_match(alternatives)), _from(place) if place else sa.true())
        .order_by(call.started_at.desc().nulls_last(), call.id)
        .limit(OPENED + 1)
    )


def _from(place: _Place) -> sa.ColumnElement[bool]:
    """Return the condition for the call of the position and the calls after it."""
    further = call.id >= place.call_id
    if place.started_at is None:
        return sa.and_(call.started_at.is_(None), further)
    same = sa.and_(call.started_at == place.started_at, further)
    return sa.or_(call.started_at < place.started_at, same, call.started_at.is_(None))


def _counts(scope: sa.ColumnElement[bool], alternatives: Sequence[Wanted]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            sa.func.count().filter(_is_kept),
            sa.func.count().filter(sa.not_(_is_kept)),
            sa.func.count().filter(sa.and_(_is_kept, filter_may_match(alternatives))),
        )
        .select_from(calls)
        .outerjoin(transcripts, text.call_id == call.id)
        .where(scope)
    )


def _found(
    connection: sa.Connection,
    rows: Sequence[Any],
    alternatives: Sequence[Wanted],
    query: TranscriptSearchQuery,
    place: _Place | None,
) -> Iterator[TranscriptMatch]:
    """Yield the matching turns, in the order of the calls.

    Calls are opened in small batches, because the first few may fill the page.
    """
    speakers = frozenset(addresses_of(connection, query.speaker)) if query.speaker else None
    for batch in _batched(rows):
        talks = {talk.call_id: talk for talk in read_talks(connection, [row.id for row in batch])}
        for row in batch:
            first = place.turn + 1 if place and place.call_id == row.id else 0
            for turn in talks[row.id].turns[first:]:
                if _is_meant(turn, query.side, speakers) and (match := first_match(turn.turn.text, alternatives)):
                    yield _shown(row, turn, match)


def _batched(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Split the rows into batches."""
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _is_meant(turn: SpeakerTurn, side: Side | None, speakers: frozenset[str] | None) -> bool:
    if side and turn.voice.side is not side:
        return False
    return speakers is None or (turn.voice.email or "").lower() in speakers


def _shown(row: Any, turn: SpeakerTurn, match: tuple[int, int]) -> TranscriptMatch:
    spoken, (start, end) = turn.turn.text, match
    return TranscriptMatch(
        call_id=row.id,
        call_title=row.title,
        started_at=row.started_at,
        opportunities=row.opportunities or [],
        turn=turn.number,
        at_ms=turn.turn.sentence_start(start),
        speaker=turn.voice.name,
        email=turn.voice.email,
        side=turn.voice.side,
        snippet=_around(spoken, start, end),
    )


def _around(spoken: str, start: int, end: int) -> str:
    """Return whole words around the match."""
    end = min(end, start + AROUND)  # a word can be as long as a transcript
    first, last = max(start - AROUND, 0), min(end + AROUND, len(spoken))
    if first:
        first = spoken.find(" ", first, start) + 1 or first
    if last < len(spoken):
        last = max(spoken.rfind(" ", end, last), end)
    return f"{'… ' if first else ''}{spoken[first:last].strip()}{' …' if last < len(spoken) else ''}"
