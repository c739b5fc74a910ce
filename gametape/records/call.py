"""Call and its participants, from the documents of `calls_*.sql`."""

import re
from collections.abc import Iterable
from decimal import Decimal
from hashlib import blake2b
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from msgspec import field

from gametape.records.automatic import Kind, kind_of
from gametape.records.fields import Details, Email, Flag, Key, Label, Moment, Seconds, Text, Texts, Url, flag
from gametape.records.identity import derived_id
from gametape.records.json_model import Cell, JsonModel, ReadsCell
from gametape.records.record import Record, Row
from gametape.text.graphemes import first_characters

BRIEF_CHARACTERS = 1000

_SIDES = {"internal": "ours", "external": "theirs"}
# URLs of recordings are not stored: they expire, and recordings stay in Gong.
_is_media = re.compile(r"media|((audio|video|recording)_?(file_?)?(url|link|id)$)", re.IGNORECASE).match


def _privacy(value: Any, cell: Cell) -> bool:
    """Parse the privacy flag; an unknown word counts as private, because showing a private call cannot be undone."""
    try:
        return flag(value)
    except ValueError:
        cell.warn(f"{str(value)[:60]!r} is neither true nor false; the call is treated as private")
        return True


def meeting_keys(url: str | None, calendar_event: str | None) -> list[str]:
    """Return hashes that two recordings of the same meeting share.

    Hashes, because a meeting's URL would let strangers join.
    """
    keys = (_without_password(url) if url else None, calendar_event)
    return [blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for key in keys if key]


def _without_password(url: str) -> str:
    """Remove the password (`pwd=`) from a meeting URL: only some of the invited people receive it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = "&".join(part for part in parts.query.split("&") if not part.lower().startswith("pwd="))
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}?{query}"


class ParticipantRecord(JsonModel, frozen=True, kw_only=True):
    """Participant of a call; the only source of customer contacts."""

    id: Text = None
    name: Label = None
    email: Email = None
    title: Label = None
    affiliation: Text = None
    is_user: Flag = None
    methods: Texts = field(default_factory=list)
    speaker_id: Text = None
    talk_time: Seconds = None

    @property
    def side(self) -> str:
        """Side of the participant: `ours`, `theirs` or `unknown`.

        A user of Gong or Salesforce is ours if Gong does not tell.
        """
        return _SIDES.get((self.affiliation or "").lower(), "ours" if self.is_user else "unknown")

    @property
    def attended(self) -> bool | None:
        """True for an attendee or speaker; False for an invited person who did not come; None if unknown."""
        if self.talk_time:
            return True
        methods = {method.lower() for method in self.methods}
        return True if "attendee" in methods else False if methods == {"invitee"} else None

    @property
    def kind(self) -> Kind:
        """Kind of participant: `person`, `machine` (for example a note taker) or `room`."""
        return kind_of(self.name, self.email)


def _participants(value: Any, cell: Cell) -> list[ParticipantRecord]:
    if not isinstance(value, list):
        cell.warn(f"{str(value)[:60]!r} left out (not a list)")
        return []
    items = [item for item in value if isinstance(item, dict)]
    if len(items) < len(value):
        cell.warn(f"{len(value) - len(items)} left out (not objects)")
    return [ParticipantRecord.of(item, cell.warnings) for item in items]


class CallRecord(Record, frozen=True, kw_only=True):
    """Call with its participants. `fields` holds the remaining columns of the source."""

    version: ClassVar[int] = 4

    id: Key
    title: Label = None
    started_at: Moment = None
    duration: Seconds = None
    direction: Text = None
    scope: Text = None
    is_private: Annotated[bool | None, ReadsCell(_privacy)] = None
    languages: Texts = field(default_factory=list)
    purpose: Label = None
    outcome: Label = None
    url: Url = None
    meeting_url: Text = None
    calendar_event_id: Text = None
    system: Text = None
    owner_email: Email = None
    brief: Label = None
    participants: Annotated[list[ParticipantRecord], ReadsCell(_participants)] = field(default_factory=list)
    fields: Details = None

    def missing(self) -> str | None:
        """Return "started_at" for a deleted call that has only its id left; otherwise None."""
        has_values = self.title or self.started_at or self.duration or self.participants
        return "started_at" if self.is_deleted and not has_values else None

    def row(self) -> Row:
        """Return the column values of `calls`; the key `participants` holds rows of `call_participants`."""
        return {
            "id": derived_id("call", self.id),
            "gong_call_id": self.id,
            "title": self.title,
            "started_at": self.started_at,
            "duration_seconds": None if self.duration is None else round(self.duration),
            "direction": self.direction,
            "is_internal": self._is_internal() or self._is_no_show(),
            "is_no_show": self._is_no_show(),
            "is_private": bool(self.is_private),
            "language": self.languages[0] if self.languages else None,
            "purpose": self.purpose,
            "outcome": self.outcome,
            "url": self.url,
            "owner_email": self.owner_email,
            "meeting_keys": meeting_keys(self.meeting_url, self.calendar_event_id),
            "metadata": self._metadata(),
            "participants": _rows(self.participants),
        }

    def _is_internal(self) -> bool:
        others = [person for person in self.participants if person.side != "ours"]
        # Gong counts a meeting as external if its only guest is a note taker or a meeting room of another company.
        if others and all(person.kind != "person" for person in others):
            return True
        if self.scope:
            return self.scope.lower() == "internal"
        return bool(self.participants) and not others

    def _is_no_show(self) -> bool:
        """Tell whether customers were invited and none of them attended."""
        others = [person for person in self.participants if person.side != "ours" and person.kind == "person"]
        return bool(others) and all(person.attended is False for person in others)

    def _metadata(self) -> dict[str, Any]:
        metadata = {
            "system": self.system,
            "languages": self.languages if len(self.languages) > 1 else None,
            "brief": first_characters(self.brief or "", BRIEF_CHARACTERS),
            "fields": {
                name: value
                for name, value in (self.fields or {}).items()
                if value is not None and value != "" and not _is_media(name)
            },
        }
        return {name: value for name, value in metadata.items() if value}


def metadata_only(row: Row) -> Row:
    """Remove the content (the brief) from a call's row. By default nothing more of a private call is stored."""
    return row | {"metadata": {name: value for name, value in row["metadata"].items() if name != "brief"}}


def _rows(people: Iterable[ParticipantRecord]) -> list[Row]:
    """Return one row per participant id; a participant without an id is numbered by position in the list."""
    rows: dict[str, Row] = {}
    for place, person in enumerate(people, start=1):
        key = person.id or f"place {place}"
        earlier = rows.get(key)
        new: dict[str, str | bool | Decimal | None] = {
            "participant_id": key,
            "name": person.name,
            "email": person.email,
            "title": person.title,
            "side": person.side,
            "attended": person.attended,
            "kind": person.kind,
            "speaker_id": person.speaker_id,
            "talk_seconds": person.talk_time,
        }
        rows[key] = new if earlier is None else _joined(earlier, new)
    return list(rows.values())


def _joined(first: Row, second: Row) -> Row:
    """Merge two rows of the same participant: each value comes from the row that has it."""
    joined = {name: second[name] if value is None else value for name, value in first.items()}
    side = second["side"] if first["side"] == "unknown" else first["side"]
    kind = second["kind"] if first["kind"] == "person" else first["kind"]
    attended = (first["attended"], second["attended"])
    attendance = True if True in attended else False if False in attended else None
    return joined | {"side": side, "kind": kind, "attended": attendance}
