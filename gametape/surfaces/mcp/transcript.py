"""Tool that reads a call's transcript turn by turn; a turn that is too long for one answer comes in parts."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import Field, TypeAdapter

from gametape.queries import cursors
from gametape.queries.call_transcript import CallTranscript, SpokenTurn, TranscriptQuery
from gametape.queries.call_transcript import get_transcript as transcript
from gametape.queries.calls_and_emails import Side
from gametape.queries.lookup import KnownCall
from gametape.surfaces.mcp.answer import AnswerPart, CustomerText, OurText, ToolAnswer, moment, trust, words
from gametape.surfaces.mcp.answer_budget import LETTERS_PER_TOKEN, tokens
from gametape.surfaces.mcp.naming import CallName, DealName, Text, resolve_call, resolve_deal
from gametape.surfaces.mcp.snapshot import Snapshot
from gametape.surfaces.mcp.story import Budget
from gametape.surfaces.mcp.tool import Asked, tool
from gametape.text.graphemes import first_characters
from gametape.text.plurals import count


class Spoken(AnswerPart):
    """A turn: what one speaker says in one go. `turn` is its number in the call, from 0; `at` its place, m:ss."""

    turn: int
    at: str
    speaker: str
    side: Side
    begins_within: bool | None = Field(None, description="The turn started earlier; this is a later part of it.")
    goes_on: bool | None = Field(None, description="The turn is longer; pass next_cursor for the rest.")
    customer_text: CustomerText = None
    our_text: OurText = None


class TranscriptPage(Asked):
    """Call, and part of it to read."""

    call: CallName
    deal: DealName | None = Field(None, description="Deal of the call, to tell calls with the same title apart.")
    from_turn: int = Field(0, ge=0, description="Number of the first turn, as in search_calls and evidence.")
    from_minute: float | None = Field(None, ge=0, le=1440, description="Minute to start at, instead of from_turn.")
    cursor: Text | None = None
    max_tokens: Budget = 3000


class TranscriptPart(ToolAnswer):
    """Turns in a row."""

    call: str | None
    call_id: UUID
    started_at: datetime | None
    turns: list[Spoken]


class TurnOffset(NamedTuple):
    """Place in a call: number of a turn, and number of a character in the turn's text, both from 0."""

    turn: int
    offset: int


_place: TypeAdapter[TurnOffset] = TypeAdapter(TurnOffset)


@tool("Call transcript")
def get_transcript(reading: Snapshot, asked: TranscriptPage) -> TranscriptPart:
    """Read a call transcript from any turn or minute, with speakers and times. Use search_calls to find the place."""
    call = _resolve_call(reading, asked.call, asked.deal)
    scope = cursors.scope_of("transcript", TranscriptQuery(), call.id)
    whole = transcript(reading.connection, call.id, TranscriptQuery())
    first = cursors.decode(asked.cursor, scope, _place) if asked.cursor else _first_place(whole, asked)
    parts = list(_within(_parts(whole, first, asked.max_tokens), asked.max_tokens))
    next_place = parts[-1][1] if parts else first
    goes_on = next_place.turn < len(whole.turns)
    return TranscriptPart(
        call=call.title,
        call_id=call.id,
        started_at=call.started_at,
        turns=[turn for turn, _ in parts],
        total=whole.turn_count,
        next_cursor=cursors.encode(next_place, scope) if goes_on else None,
        truncated=f"Shortened to fit {asked.max_tokens} tokens; pass next_cursor for more." if goes_on else None,
        coverage=_coverage(whole, [turn.turn for turn, _ in parts], first),
        **trust(reading, f"{_REMOVED} {whole.restore}" if whole.dropped else None),
    )


_REMOVED = "The text was removed to save space, and this tool only reads."


def _resolve_call(reading: Snapshot, text: str, deal: str | None) -> KnownCall:
    return resolve_call(reading, text, resolve_deal(reading, deal).id if deal else None)


def _first_place(whole: CallTranscript, asked: TranscriptPage) -> TurnOffset:
    if asked.from_minute is None:
        return TurnOffset(asked.from_turn, 0)
    begins = round(asked.from_minute * 60_000)
    turn = next((turn for turn in whole.turns if turn.end_ms > begins), None)
    if turn is None:
        return TurnOffset(len(whole.turns), 0)
    sentences_before = sum(sentence.at_ms <= begins for sentence in turn.sentences[1:])
    offsets = [0, *_ends(turn)]
    return TurnOffset(turn.number, offsets[sentences_before])


def _ends(turn: SpokenTurn) -> Iterator[int]:
    """Yield the end of each sentence in the turn's text, as a number of characters with the space after it."""
    end = 0
    for sentence in turn.sentences:
        end += len(sentence.text) + 1
        yield end


def _parts(whole: CallTranscript, first: TurnOffset, budget: int) -> Iterator[tuple[Spoken, TurnOffset]]:
    """Yield the turns from a place on, each with the place after it; a turn longer than the budget comes in parts."""
    offset = first.offset
    for turn in whole.turns[first.turn :]:
        text = " ".join(sentence.text for sentence in turn.sentences)
        while True:
            end = _end_of_part(turn, text, offset, budget)
            is_last = end >= len(text)
            yield (
                _spoken(turn, text, offset, end),
                TurnOffset(turn.number + 1, 0) if is_last else TurnOffset(turn.number, end),
            )
            if is_last:
                break
            offset = end
        offset = 0


def _within(parts: Iterator[tuple[Spoken, TurnOffset]], budget: int) -> Iterator[tuple[Spoken, TurnOffset]]:
    """Yield the first parts that fit into a budget of tokens together; at least one part if there is any."""
    spent = 0
    for part in parts:
        cost = tokens(part[0])
        if spent and spent + cost > budget:
            return
        spent += cost
        yield part


def _end_of_part(turn: SpokenTurn, text: str, offset: int, budget: int) -> int:
    """Return the end of the part that starts at `offset` and fits the budget: after a sentence, a word or a letter."""
    most = budget * LETTERS_PER_TOKEN
    while offset + most < len(text) or tokens(_spoken(turn, text, offset, offset + most)) > budget:
        part = first_characters(text[offset : offset + most], most)
        sentences = [end for end in _ends(turn) if offset < end <= offset + len(part)]
        end = sentences[-1] if sentences else offset + (part.rfind(" ") + 1 or len(part))
        if tokens(_spoken(turn, text, offset, end)) <= budget or most == 1:
            return end
        most = max(most * 3 // 4, 1)
    return len(text)


def _spoken(turn: SpokenTurn, text: str, offset: int, end: int) -> Spoken:
    at = [sentence.at_ms for sentence, ends in zip(turn.sentences, _ends(turn), strict=True) if ends > offset]
    return Spoken(
        turn=turn.number,
        at=moment(at[0] if at else turn.start_ms),
        speaker=turn.speaker,
        side=turn.side,
        begins_within=True if offset else None,
        goes_on=True if end < len(text) else None,
        **words(turn.side, text[offset:end].strip()),
    )


def _coverage(whole: CallTranscript, shown: list[int], first: TurnOffset) -> str:
    if whole.dropped:
        return f"None of {count(whole.turn_count, 'turn')}: the text is not stored here."
    if not shown:
        return f"The call has {count(whole.turn_count, 'turn')}; none from turn {first.turn} on."
    return f"Turns {shown[0]} to {shown[-1]} of {count(whole.turn_count, 'turn')}, {whole.word_count:,} words."
