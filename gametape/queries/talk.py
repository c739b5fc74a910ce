"""What was said on calls, turn by turn, each with the person and the side it belongs to: what analysis works on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.queries.conversations import Side, call, participant
from gametape.store.tables import calls, transcripts
from gametape.store.turns import Turn, unpack

said = transcripts.c


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks on a call. `number`: their place among the speakers, by who spoke first, from 1."""

    number: int
    name: str  # else the address; else `Speaker 2`, the second to speak
    email: str | None
    side: Side


@dataclass(frozen=True, slots=True)
class Said:
    """A turn, its number in the call from 0, and whose it is."""

    number: int
    turn: Turn
    voice: Voice


@dataclass(frozen=True, slots=True)
class Talk:
    """All that was said on one call. `hash` changes when the text, or whose side somebody is on, changes."""

    call_id: UUID
    started_at: datetime | None
    language: str | None
    is_internal: bool
    turns: tuple[Said, ...]
    hash: bytes


def read_talks(connection: sa.Connection, call_ids: Sequence[UUID]) -> Iterator[Talk]:
    """Those of the calls whose text is kept here, by the order of their ids; private ones have none.

    Raises:
        CorruptValue: a stored text cannot be read.
    """
    rows = connection.execute(
        sa.select(call.id, call.started_at, call.language, call.is_internal, said.turns, said.content_hash)
        .join_from(calls, transcripts, said.call_id == call.id)
        .where(call.id.in_(call_ids), call.deleted_at.is_(None), said.deleted_at.is_(None), said.turns.is_not(None))
        .order_by(call.id)
    ).all()
    known = participants_by_speaker(connection, [row.id for row in rows])
    for row in rows:
        turns = unpack(row.turns)
        voices = voices_of(turns, known.get(row.id, {}))
        yield Talk(
            call_id=row.id,
            started_at=row.started_at,
            language=row.language,
            is_internal=row.is_internal,
            turns=tuple(Said(number, turn, voices[turn.speaker_id]) for number, turn in enumerate(turns)),
            hash=_hash(row.content_hash, voices),
        )


def participants_by_speaker(connection: sa.Connection, call_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """By call and by the speaker id that turns refer to: who it is; of two with one id, the one with a name."""
    if not call_ids:
        return {}
    rows = connection.execute(
        sa.select(participant.call_id, participant.speaker_id, participant.name, participant.email, participant.side)
        .where(participant.call_id.in_(call_ids), participant.speaker_id.is_not(None))
        .order_by(participant.name.is_(None), participant.participant_id.desc())
    ).all()
    people: dict[UUID, dict[str, Any]] = {}
    for row in reversed(rows):
        people.setdefault(row.call_id, {})[row.speaker_id] = row
    return people


def voices_of(turns: Iterable[Turn], people: dict[str, Any]) -> dict[str | None, Voice]:
    """Everybody who speaks, by speaker id, in the order in which they first do."""
    return {
        speaker_id: _voice(people.get(speaker_id) if speaker_id else None, place)
        for place, speaker_id in enumerate(dict.fromkeys(turn.speaker_id for turn in turns), start=1)
    }


def _voice(person: Any, place: int) -> Voice:
    nameless = f"Speaker {place}"
    if person is None:
        return Voice(place, nameless, None, Side.UNKNOWN)
    return Voice(place, person.name or person.email or nameless, person.email, Side(person.side))


def _hash(content_hash: bytes, voices: dict[str | None, Voice]) -> bytes:
    digest = blake2b(content_hash, digest_size=16)
    for speaker_id, voice in voices.items():
        digest.update(f"\x1e{speaker_id}\x1f{voice.side}\x1f{voice.email}".encode("utf-8", "backslashreplace"))
    return digest.digest()
