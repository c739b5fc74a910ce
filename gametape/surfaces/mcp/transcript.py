"""What was said on one call, turn by turn; a turn that is longer than an answer may be comes in stretches."""

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
    """A place in a call: the number of a turn, and of a character in its text."""

    turn: int
    offset: int


_place: TypeAdapter[TurnOffset] = TypeAdapter(TurnOffset)


@tool("Call transcript")
def get_transcript(reading: Snapshot, asked: TranscriptPage) -> TranscriptPart:
    """Read a call transcript from any turn or minute, with speakers and times. Use search_calls to find the place."""
    call = _the_call(reading, asked.call, asked.deal)
    scope = cursors.scope_of("transcript", TranscriptQuery(), call.id)
    found = transcript(reading.connection, call.id, TranscriptQuery())
    first = cursors.decode(asked.cursor, scope, _place) if asked.cursor else _first_place(found, asked)
    stretches = list(_within(_stretches(found, first, asked.max_tokens), asked.max_tokens))
    behind = stretches[-1][1] if stretches else first
    goes_on = behind.turn < len(found.turns)
    return TranscriptPart(
        call=call.title,
        call_id=call.id,
        started_at=call.started_at,
        turns=[one for one, _ in stretches],
        total=found.turn_count,
        next_cursor=cursors.encode(behind, scope) if goes_on else None,
        truncated=f"Shortened to fit {asked.max_tokens} tokens; pass next_cursor for more." if goes_on else None,
        coverage=_of_call(found, [one.turn for one, _ in stretches], first),
        **trust(reading, _NOT_HERE if found.dropped else None),
    )


_NOT_HERE = "The text was removed to save space. Open the call in the web app to load it from the source again."


def _the_call(reading: Snapshot, text: str, deal: str | None) -> KnownCall:
    return resolve_call(reading, text, resolve_deal(reading, deal).id if deal else None)


def _first_place(found: CallTranscript, asked: TranscriptPage) -> TurnOffset:
    if asked.from_minute is None:
        return TurnOffset(asked.from_turn, 0)
    begins = round(asked.from_minute * 60_000)
    turn = next((turn for turn in found.turns if turn.end_ms > begins), None)
    if turn is None:
        return TurnOffset(len(found.turns), 0)
    said = [len(one.text) + 1 for one in turn.sentences[1:] if one.at_ms <= begins]
    offsets = [0, *_ends(turn)]
    return TurnOffset(turn.number, offsets[len(said)])


def _ends(turn: SpokenTurn) -> Iterator[int]:
    """Behind which character of the turn's text each of its sentences ends, with the space that follows."""
    end = 0
    for sentence in turn.sentences:
        end += len(sentence.text) + 1
        yield end


def _stretches(found: CallTranscript, first: TurnOffset, budget: int) -> Iterator[tuple[Spoken, TurnOffset]]:
    """The turns from a place on, each with the place behind it; one that is longer than the budget in stretches."""
    offset = first.offset
    for turn in found.turns[first.turn :]:
        text = " ".join(sentence.text for sentence in turn.sentences)
        while True:
            end = _end_of_stretch(turn, text, offset, budget)
            is_last = end >= len(text)
            yield (
                _spoken(turn, text, offset, end),
                TurnOffset(turn.number + 1, 0) if is_last else TurnOffset(turn.number, end),
            )
            if is_last:
                break
            offset = end
        offset = 0


def _within(stretches: Iterator[tuple[Spoken, TurnOffset]], budget: int) -> Iterator[tuple[Spoken, TurnOffset]]:
    """The first stretches that fit into a budget of tokens together; one at least."""
    spent = 0
    for stretch in stretches:
        cost = tokens(stretch[0])
        if spent and spent + cost > budget:
            return
        spent += cost
        yield stretch


def _end_of_stretch(turn: SpokenTurn, text: str, offset: int, budget: int) -> int:
    """Where a stretch ends that fits: behind a sentence, else behind a word, else behind a character."""
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


def _of_call(found: CallTranscript, told: list[int], first: TurnOffset) -> str:
    if found.dropped:
        return f"None of {count(found.turn_count, 'turn')}: the text is not stored here."
    if not told:
        return f"The call has {count(found.turn_count, 'turn')}; none from turn {first.turn} on."
    return f"Turns {told[0]} to {told[-1]} of {count(found.turn_count, 'turn')}, {found.word_count:,} words."
