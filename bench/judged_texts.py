"""Texts of a deal of `bench/judgement_deals` as queries read them from the store."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from gametape.analysis.measures.heard_acts import hear_talk
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deal_texts import DealPerson, DealTexts
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice
from gametape.store.turns import Turn
from gametape.text.languages import language
from gametape.text.sentences import sentences_of

_SPACE = UUID("6f1d3a52-0000-4000-8000-00000000b0b0")
_SNIPPET = 500  # characters of an email that are stored


def source_id(name: str) -> UUID:
    """Return the id of a call or email with this id in the file."""
    return uuid5(_SPACE, name)


def texts_of(deal: dict[str, Any]) -> DealTexts:
    """Return the texts of a deal; calls are heard with the local model."""
    sides = {person["email"]: Side(person["side"]) for person in deal["people"]}
    talks = [_talk(call, deal["people"]) for call in deal["calls"]]
    return DealTexts(
        talks=tuple(sorted(talks, key=lambda talk: str(talk.started_at))),
        emails=tuple(_email(email, sides) for email in deal["emails"]),
        people=tuple(DealPerson(person["name"], person["email"], Side(person["side"])) for person in deal["people"]),
        languages={talk.call_id: "en" for talk in talks},
        acts={talk.call_id: hear_talk(talk, language("en")) for talk in talks},
    )


def _talk(call: dict[str, Any], people: list[dict[str, Any]]) -> CallTalk:
    emails = {person["name"]: person["email"] for person in people}
    names = list(dict.fromkeys(turn["speaker"] for turn in call["turns"]))
    turns = []
    for turn in call["turns"]:
        number, name = turn["n"], turn["speaker"]
        voice = Voice(names.index(name) + 1, name, emails.get(name), Side(turn["side"]))
        pieces = tuple(sentences_of(turn["text"])) or (turn["text"],)
        marks = tuple(range(1, len(pieces)))
        turns.append(SpeakerTurn(number, Turn(name, number * 10_000, number * 10_000 + 9_000, pieces, marks), voice))
    return CallTalk(
        source_id(call["id"]), datetime.fromisoformat(call["at"]), "en", is_internal=False, turns=tuple(turns), hash=b""
    )


def _email(email: dict[str, Any], sides: dict[str, Side]) -> Email:
    text = email["text"]
    return Email(
        id=source_id(email["id"]),
        subject=email["subject"],
        sent_at=datetime.fromisoformat(email["at"]),
        direction=sides.get(email["from"], Side.UNKNOWN),
        sender=email["from"],
        recipients=email["to"],
        snippet=text[:_SNIPPET],
        is_cut=len(text) > _SNIPPET,
        is_automatic=False,
        among_ourselves=False,
        quotes_left_out=False,
        author_uncertain=False,
        dropped=False,
    )
