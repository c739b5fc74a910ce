"""Texts of a deal in which things are promised, without a store; calls are heard with the local model."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deal_texts import DealPerson, DealTexts
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.store.turns import Turn
from gametape.text.sentences import sentences_of

NAMESPACE = UUID("6f1d3a52-0000-4000-8000-0000000000c0")
DANA = DealPerson("Dana Okafor", "dana@lumen.example", Side.OURS)
TOMAS = DealPerson("Tomas Berg", "tomas@lumen.example", Side.OURS)
RUIZ = DealPerson("Ana Ruiz", "ruiz@northwind.example", Side.THEIRS)
PEOPLE = (DANA, TOMAS, RUIZ)


def call_on(day: str, *lines: tuple[DealPerson, str], language: str = "en") -> CallTalk:
    """A call with a turn per line."""
    turns = [
        SpeakerTurn(number, _turn(number, person, text), _voice(person)) for number, (person, text) in enumerate(lines)
    ]
    id_, at = uuid5(NAMESPACE, f"call {day}"), datetime.fromisoformat(f"{day}T10:00:00+00:00")
    return CallTalk(id_, at, language, is_internal=False, turns=tuple(turns), hash=b"")


def email_on(day: str, sender: DealPerson, subject: str, text: str, **values: Any) -> Email:
    """An email to the other side."""
    return Email.model_validate(
        {
            "id": uuid5(NAMESPACE, f"email {day} {subject}"),
            "subject": subject,
            "sent_at": datetime.fromisoformat(f"{day}T15:00:00+00:00"),
            "direction": sender.side,
            "sender": sender.email,
            "recipients": [],
            "snippet": text,
            "is_cut": False,
            "is_automatic": False,
            "among_ourselves": False,
            "quotes_left_out": False,
            "author_uncertain": False,
            "dropped": False,
            **values,
        }
    )


def texts(*sources: CallTalk | Email, language: str = "en") -> DealTexts:
    """The texts of a deal."""
    talks = [source for source in sources if isinstance(source, CallTalk)]
    return DealTexts(
        talks=tuple(talks),
        emails=tuple(source for source in sources if isinstance(source, Email)),
        people=PEOPLE,
        languages={talk.call_id: language for talk in talks},
        acts={talk.call_id: _heard(talk) for talk in talks} if language == "en" else {},
    )


def _turn(number: int, person: DealPerson, text: str) -> Turn:
    pieces = tuple(sentences_of(text))
    marks = tuple(range(10, 10 * len(pieces), 10))
    return Turn(person.name, number * 20_000, number * 20_000 + 19_000, pieces, marks)


def _voice(person: DealPerson) -> Voice:
    return Voice(PEOPLE.index(person) + 1, person.name or "", person.email, person.side)


def _heard(talk: CallTalk) -> Sequence[HeardAct]:
    spoken = [VoicedTurn(said.voice.side.value, said.turn.sentences) for said in talk.turns]
    return [
        HeardAct(said.voice.side, act.kind, act.detail, act.probability, said.number, act.start, act.end)
        for said, acts in zip(talk.turns, hear_call(spoken), strict=True)
        for act in acts
    ]
