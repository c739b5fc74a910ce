"""Transcript of a call: turns with speaker and time."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field

from gametape.errors import NotFound
from gametape.queries.call_detail import require_call
from gametape.queries.calls_and_emails import Side
from gametape.queries.deals import ResultRow
from gametape.queries.removed import how_to_restore
from gametape.queries.talk import Voice, participants_by_speaker, voices_of
from gametape.store.tables import transcripts
from gametape.store.turns import TENTH_MS, Numbered, Turn, unpack, window

_DAY_MS = 24 * 60 * 60 * 1000


class TranscriptQuery(BaseModel):
    """Part of a call, in milliseconds from its start."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_ms: int = Field(0, ge=0, le=_DAY_MS, description="Turns that end after this time.")
    to_ms: int = Field(_DAY_MS, ge=0, le=_DAY_MS, description="Turns that start before this time.")


class Speaker(ResultRow):
    """Person who speaks on the call."""

    number: int = Field(ge=1, description="Position among the speakers, in order of first turn.")
    speaker: str = Field(description="Name, else address, else `Speaker 2`.")
    email: str | None
    side: Side
    talk_ms: int = Field(ge=0, description="Talk time on the whole call, without pauses between sentences.")
    turns: int = Field(ge=1, description="Over the whole call.")


class Sentence(ResultRow):
    """Sentence with its start time."""

    at_ms: int = Field(ge=0)
    text: str


class SpokenTurn(ResultRow):
    """Uninterrupted speech of one speaker."""

    number: int = Field(ge=0, description="Turn number in the call, as used by evidence.")
    speaker_number: int = Field(ge=1, description="Tells speakers with the same name apart.")
    speaker: str
    side: Side
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    topic: str | None
    sentences: list[Sentence]


class CallTranscript(ResultRow):
    """Text of a call, or of a part of the call."""

    call_id: UUID
    dropped: bool = Field(
        description="The text was removed to save space; `POST /api/calls/{id}/restore` loads it from the source again."
    )
    restore: str | None = Field(description="How to restore text that was removed to save space; null if it was not.")
    turn_count: int = Field(ge=0, description="Of the whole call.")
    word_count: int = Field(ge=0, description="Of the whole call.")
    speakers: list[Speaker] = Field(description="In order of first turn.")
    turns: list[SpokenTurn]


def get_transcript(connection: sa.Connection, call_id: UUID, query: TranscriptQuery) -> CallTranscript:
    """Read the turns of a call within a time window.

    Raises:
        NotFound: there is no such call, or it has no text; the message gives the reason.
        CorruptValue: the stored text cannot be read.
    """
    call = require_call(connection, call_id)
    text = transcripts.c
    row = connection.execute(
        sa.select(text.turns, text.turn_count, text.word_count, text.dropped_at).where(
            text.call_id == call_id, text.deleted_at.is_(None)
        )
    ).one_or_none()
    if row is None or (row.turns is None and row.dropped_at is None):
        raise NotFound(_why_none(row, is_private=call.is_private))
    turns = [] if row.turns is None else unpack(row.turns)
    speakers = _speakers(connection, call_id, turns)
    return CallTranscript(
        call_id=call_id,
        dropped=row.turns is None,
        restore=how_to_restore(call_id) if row.turns is None else None,
        turn_count=row.turn_count,
        word_count=row.word_count,
        speakers=list(speakers.values()),
        turns=[
            _spoken(numbered, speakers[numbered.turn.speaker_id])
            for numbered in window(turns, query.from_ms, query.to_ms)
        ],
    )


def _why_none(row: Any, *, is_private: bool) -> str:
    if is_private:
        return "This call is private: its text is not kept."
    if row is None:
        return "No transcript: the source has none, or it has not arrived yet."
    return "The text of this call is not kept."


def _speakers(connection: sa.Connection, call_id: UUID, turns: Sequence[Turn]) -> dict[str | None, Speaker]:
    voices = voices_of(turns, participants_by_speaker(connection, [call_id]).get(call_id, {}))
    return {
        speaker_id: _speaker(voice, [turn for turn in turns if turn.speaker_id == speaker_id])
        for speaker_id, voice in voices.items()
    }


def _speaker(voice: Voice, turns: Sequence[Turn]) -> Speaker:
    return Speaker(
        number=voice.number,
        speaker=voice.name,
        email=voice.email,
        side=voice.side,
        talk_ms=sum(turn.spoken_ms for turn in turns),
        turns=len(turns),
    )


def _spoken(numbered: Numbered, speaker: Speaker) -> SpokenTurn:
    turn = numbered.turn
    return SpokenTurn(
        number=numbered.number,
        speaker_number=speaker.number,
        speaker=speaker.speaker,
        side=speaker.side,
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        topic=turn.topic,
        sentences=_sentences(turn),
    )


def _sentences(turn: Turn) -> list[Sentence]:
    begins: Iterable[int] = (turn.start_ms, *(turn.start_ms + mark * TENTH_MS for mark in turn.marks))
    return [Sentence(at_ms=at, text=text) for at, text in zip(begins, turn.sentences, strict=False)]
