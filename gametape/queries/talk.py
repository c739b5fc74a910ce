"""Turns of calls with speaker and side: the input of the analysis."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gametape.queries.calls_and_emails import Side, call, is_attendee, participant
from gametape.store.tables import calls, people, transcripts
from gametape.store.turns import Turn, unpack

transcript = transcripts.c


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaker on a call. `number` is the speaker's position, from 1, in the order in which speakers first speak."""

    number: int
    name: str  # if unknown, the address; if unknown, `Speaker 2` for the second speaker
    email: str | None
    side: Side
    title: str | None = None
    role: str | None = None
    """Role of our own people: AE, SE, CSM or manager."""


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """Turn with its number in the call (from 0) and its speaker."""

    number: int
    turn: Turn
    voice: Voice


@dataclass(frozen=True, slots=True)
class CallTalk:
    """Turns of a call. `hash` changes when the text or a speaker's side changes."""

    call_id: UUID
    started_at: datetime | None
    language: str | None
    is_internal: bool
    turns: tuple[SpeakerTurn, ...]
    hash: bytes


def read_talks(connection: sa.Connection, call_ids: Sequence[UUID]) -> Iterator[CallTalk]:
    """Read the turns of the calls whose text is stored, ordered by call id. Private calls have no stored text.

    Raises:
        CorruptValue: a stored text cannot be read.
    """
    rows = connection.execute(
        sa.select(call.id, call.started_at, call.language, call.is_internal, transcript.turns, transcript.content_hash)
        .join_from(calls, transcripts, transcript.call_id == call.id)
        .where(
            call.id.in_(call_ids),
            call.deleted_at.is_(None),
            transcript.deleted_at.is_(None),
            transcript.turns.is_not(None),
        )
        .order_by(call.id)
    ).all()
    speakers = participants_by_speaker(connection, [row.id for row in rows])
    for row in rows:
        turns = unpack(row.turns)
        voices = voices_of(turns, speakers.get(row.id, {}))
        yield CallTalk(
            call_id=row.id,
            started_at=row.started_at,
            language=row.language,
            is_internal=row.is_internal,
            turns=tuple(SpeakerTurn(number, turn, voices[turn.speaker_id]) for number, turn in enumerate(turns)),
            hash=_hash(row.content_hash, voices),
        )


@dataclass(frozen=True, slots=True)
class SpeakerIdentity:
    """Person behind a speaker id of a call, as far as that is certain."""

    name: str | None
    email: str | None
    side: Side
    title: str | None = None
    role: str | None = None


def participants_by_speaker(
    connection: sa.Connection, call_ids: Sequence[UUID]
) -> dict[UUID, dict[str, SpeakerIdentity]]:
    """Return the speakers by call and speaker id. People who were only invited are left out."""
    if not call_ids:
        return {}
    rows = connection.execute(
        sa.select(
            participant.call_id,
            participant.speaker_id,
            participant.name,
            participant.email,
            participant.side,
            participant.title,
            _role_of(sa.func.lower(participant.email)).label("role"),
        )
        .where(participant.call_id.in_(call_ids), participant.speaker_id.is_not(None), is_attendee)
        .order_by(participant.participant_id)
    )
    listed: dict[UUID, dict[str, list[SpeakerIdentity]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        identity = SpeakerIdentity(row.name, row.email, Side(row.side), row.title, row.role)
        listed[row.call_id][row.speaker_id].append(identity)
    return {
        call_id: {speaker_id: merge_participants(rows_) for speaker_id, rows_ in by_speaker.items()}
        for call_id, by_speaker in listed.items()
    }


def _role_of(address: sa.ColumnElement[str]) -> sa.ScalarSelect[str | None]:
    known = people.c
    is_person = sa.or_(known.email == address, known.aliases.contains(pg.array([address], type_=sa.Text)))
    role = sa.select(known.role).where(is_person, known.role.is_not(None), known.deleted_at.is_(None))
    return role.order_by(known.email).limit(1).scalar_subquery()


def merge_participants(participants: Sequence[SpeakerIdentity]) -> SpeakerIdentity:
    """Merge the participants who share a speaker id, for example through a meeting room's microphone.

    If they are of different sides, the speaker has no name and no known side. Two people of the same side are named
    together: `Ana or Bo`. A participant without name and address counts as one of the others of that side.
    """
    persons = _different_people(participants)
    sides = {person.side for person in persons} | {
        participant.side for participant in participants if participant.side is not Side.UNKNOWN
    }
    if len(sides) > 1:
        return SpeakerIdentity(None, None, Side.UNKNOWN)
    side = sides.pop() if sides else Side.UNKNOWN
    if len(persons) == 1:
        return replace(persons[0], side=side)
    return SpeakerIdentity(" or ".join(person.name or person.email or "" for person in persons) or None, None, side)


def _different_people(participants: Iterable[SpeakerIdentity]) -> list[SpeakerIdentity]:
    """Merge the rows of each person; rows without name and address are left out."""
    persons: list[SpeakerIdentity] = []
    for row in participants:
        place = next((place for place, known in enumerate(persons) if _are_one(known, row)), None)
        if place is not None:
            known = persons[place]
            side = row.side if known.side is Side.UNKNOWN else known.side
            persons[place] = SpeakerIdentity(
                known.name or row.name, known.email or row.email, side, known.title or row.title, known.role or row.role
            )
        elif row.name or row.email:
            persons.append(row)
    return persons


def _are_one(first: SpeakerIdentity, second: SpeakerIdentity) -> bool:
    if first.email and second.email:
        return first.email == second.email
    return bool(first.name and second.name) and (first.name or "").casefold() == (second.name or "").casefold()


def voices_of(turns: Iterable[Turn], identities: Mapping[str, SpeakerIdentity]) -> dict[str | None, Voice]:
    """Return the speakers by speaker id, in the order in which they first speak."""
    return {
        speaker_id: _voice(identities.get(speaker_id) if speaker_id else None, place)
        for place, speaker_id in enumerate(dict.fromkeys(turn.speaker_id for turn in turns), start=1)
    }


def _voice(person: SpeakerIdentity | None, place: int) -> Voice:
    nameless = f"Speaker {place}"
    if person is None:
        return Voice(place, nameless, None, Side.UNKNOWN)
    return Voice(place, person.name or person.email or nameless, person.email, person.side, person.title, person.role)


def _hash(content_hash: bytes, voices: dict[str | None, Voice]) -> bytes:
    digest = blake2b(content_hash, digest_size=16)
    for speaker_id, voice in voices.items():
        digest.update(f"\x1e{speaker_id}\x1f{voice.side}\x1f{voice.email}".encode("utf-8", "backslashreplace"))
    return digest.digest()
