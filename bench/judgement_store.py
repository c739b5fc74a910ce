"""Deals of `bench/judgement_deals` put into a store, as a sync would have left them there."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from bench.judged_texts import source_id
from gametape.store.tables import (
    call_opportunities,
    call_participants,
    calls,
    emails,
    opportunities,
    people,
    transcripts,
)
from gametape.store.turns import Turn, pack
from gametape.text.sentences import sentences_of

_TURN_MS = 10_000


def id_in(name: str, id_: str) -> UUID:
    """Return the id in the store of a call or email of a deal; the files number them from 1 each."""
    return source_id(f"{name}/{id_}")


def put_deal(connection: sa.Connection, name: str, deal: dict[str, Any]) -> UUID:
    """Store a deal with its people, calls, transcripts and emails, and return its id."""
    id_ = source_id(name)
    values = {
        "id": id_,
        "gong_opportunity_id": name,
        "name": deal["deal"],
        "stage": deal["stage"],
        "close_date": date.fromisoformat(deal["close_date"]) if deal["close_date"] else None,
        "amount": deal["amount"],
        "is_closed": deal["outcome"] != "open",
        "is_won": deal["outcome"] == "won",
        "metadata": {},
        "content_hash": b"",
    }
    connection.execute(sa.insert(opportunities).values(values))
    _put_people(connection, name, deal)
    for call in deal["calls"]:
        _put_call(connection, id_, name, call, deal["people"])
    for email in deal["emails"]:
        _put_email(connection, id_, name, email, deal["people"])
    return id_


def _put_people(connection: sa.Connection, name: str, deal: dict[str, Any]) -> None:
    known = set(connection.scalars(sa.select(people.c.email)))
    for person in deal["people"]:
        if person["email"] not in known:
            row = {
                "id": id_in(name, person["email"]),
                "email": person["email"],
                "name": person["name"],
                "title": person["title"],
                "is_internal": person["side"] == "ours",
                "role": person["role"],
                "content_hash": b"",
            }
            connection.execute(sa.insert(people).values(row))


def _put_call(
    connection: sa.Connection, deal_id: UUID, name: str, call: dict[str, Any], persons: list[dict[str, Any]]
) -> None:
    id_, key = id_in(name, call["id"]), f"{name}/{call['id']}"
    turns = [_turn(turn) for turn in call["turns"]]
    at = datetime.fromisoformat(call["at"])
    row = {
        "id": id_,
        "gong_call_id": key,
        "title": call["kind"],
        "started_at": at,
        "language": "en",
        "content_hash": b"",
    }
    connection.execute(sa.insert(calls).values(row))
    link = {"call_id": id_, "opportunity_id": deal_id, "origin": "call_context_integration"}
    connection.execute(sa.insert(call_opportunities).values(link))
    speakers = list(dict.fromkeys(turn["speaker"] for turn in call["turns"]))
    attending = [person for person in persons if person["name"] in speakers]
    for person in attending:
        participant = {
            "call_id": id_,
            "participant_id": person["email"],
            "speaker_id": person["name"],
            **{column: person[column] for column in ("name", "email", "title", "side")},
        }
        connection.execute(sa.insert(call_participants).values(participant))
    text = {
        "gong_call_id": key,
        "call_id": id_,
        "turns": pack(turns),
        "turn_count": len(turns),
        "word_count": sum(len(turn.text.split()) for turn in turns),
        "raw_bytes": 0,
        "content_hash": key.encode(),
    }
    connection.execute(sa.insert(transcripts).values(text))


def _turn(turn: dict[str, Any]) -> Turn:
    start = turn["n"] * _TURN_MS
    pieces = tuple(sentences_of(turn["text"])) or (turn["text"],)
    return Turn(turn["speaker"], start, start + _TURN_MS - 1_000, pieces, tuple(range(1, len(pieces))))


def _put_email(
    connection: sa.Connection, deal_id: UUID, name: str, email: dict[str, Any], persons: list[dict[str, Any]]
) -> None:
    sides = {person["email"]: person["side"] for person in persons}
    row = {
        "id": id_in(name, email["id"]),
        "gong_email_id": f"{name}/{email['id']}",
        "opportunity_id": deal_id,
        "subject": email["subject"],
        "sender_email": email["from"],
        "recipients": email["to"],
        "sent_at": datetime.fromisoformat(email["at"]),
        "direction": sides.get(email["from"], "unknown"),
        "body_snippet": email["text"][:500],
        "content_hash": b"",
    }
    connection.execute(sa.insert(emails).values(row))
