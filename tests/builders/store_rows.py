"""Deals put straight into the store, for tests that only read."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from gametape.store.tables import (
    call_opportunities,
    call_participants,
    calls,
    emails,
    opportunities,
    opportunity_changes,
    people,
    transcripts,
)
from gametape.store.turns import Turn, pack

NAMESPACE = UUID("6f1d3a52-0000-4000-8000-000000000000")
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
_numbers = itertools.count()


def deal_id(name: str) -> UUID:
    """The id that `add_deal` gives by default."""
    return uuid5(NAMESPACE, name)


def add_deal(connection: sa.Connection, name: str, **values: Any) -> UUID:
    """One open deal, as far as `values` do not say otherwise."""
    return add_deals(connection, [{"name": name, **values}])[0]


def add_deals(connection: sa.Connection, deals: Sequence[dict[str, Any]]) -> list[UUID]:
    """Many at once; all must have the same keys."""
    rows = [
        {
            "id": deal_id(deal["name"]),
            "gong_opportunity_id": f"006{next(_numbers):015}",
            "is_closed": False,
            "is_won": False,
            "metadata": {},
            "content_hash": b"",
            "source_modified_at": MOMENT,
            "updated_at": MOMENT,
            **deal,
        }
        for deal in deals
    ]
    connection.execute(sa.insert(opportunities), rows)
    return [row["id"] for row in rows]


def add_change(
    connection: sa.Connection,
    opportunity_id: UUID,
    field: str,
    old: str | None,
    new: str | None,
    at: datetime = MOMENT,
    **values: Any,
) -> None:
    """One move of one field."""
    row = {
        "source_id": f"change-{next(_numbers)}",
        "opportunity_id": opportunity_id,
        "field": field,
        "old_value": old,
        "new_value": new,
        "changed_at": at,
        "origin": "opportunity_field_history",
        **values,
    }
    connection.execute(sa.insert(opportunity_changes).values(row))


def add_call(
    connection: sa.Connection,
    title: str,
    at: datetime | None = MOMENT,
    *,
    on: Sequence[UUID] = (),
    people: Sequence[dict[str, Any]] = (),
    **values: Any,
) -> UUID:
    """A call of half an hour, linked to the deals `on`; `people` as `person` makes them."""
    row = {
        "id": uuid5(NAMESPACE, f"call {next(_numbers)}"),
        "gong_call_id": f"{next(_numbers)}",
        "title": title,
        "started_at": at,
        "duration_seconds": 1800,
        "content_hash": b"",
        **values,
    }
    connection.execute(sa.insert(calls).values(row))
    for opportunity_id in on:
        link(connection, row["id"], opportunity_id)
    if people:
        connection.execute(
            sa.insert(call_participants),
            [{"call_id": row["id"], "participant_id": f"p{place}", **one} for place, one in enumerate(people, start=1)],
        )
    return UUID(str(row["id"]))


def person(
    name: str | None,
    side: str = "theirs",
    email: str | None = None,
    *,
    title: str | None = None,
    speaker_id: str | None = None,
    talk_seconds: float | None = None,
    attended: bool | None = None,
) -> dict[str, Any]:
    """Somebody on a call."""
    return {
        "name": name,
        "side": side,
        "email": email,
        "title": title,
        "speaker_id": speaker_id,
        "talk_seconds": talk_seconds,
        "attended": attended,
    }


def link(connection: sa.Connection, call_id: UUID, opportunity_id: UUID) -> None:
    """The call is about the deal."""
    row = {"call_id": call_id, "opportunity_id": opportunity_id, "origin": "call_context_integration"}
    connection.execute(sa.insert(call_opportunities).values(row))


def add_email(
    connection: sa.Connection,
    subject: str,
    at: datetime | None = MOMENT,
    *,
    on: UUID | None = None,
    sender: str | None = "dana@lumen.example",
    to: Sequence[str] = ("ruiz@northwind.example",),
    **values: Any,
) -> UUID:
    """A mail of ours on one deal."""
    row = {
        "id": uuid5(NAMESPACE, f"email {next(_numbers)}"),
        "gong_email_id": f"mail-{next(_numbers)}",
        "opportunity_id": on,
        "subject": subject,
        "sender_email": sender,
        "recipients": list(to),
        "sent_at": at,
        "direction": "ours",
        "content_hash": b"",
        **values,
    }
    connection.execute(sa.insert(emails).values(row))
    return UUID(str(row["id"]))


def add_person(connection: sa.Connection, email: str, name: str | None, **values: Any) -> UUID:
    """Somebody of a customer's, as far as `values` do not say otherwise."""
    row = {
        "id": uuid5(NAMESPACE, email),
        "email": email,
        "name": name,
        "is_internal": False,
        "content_hash": b"",
        **values,
    }
    connection.execute(sa.insert(people).values(row))
    return UUID(str(row["id"]))


def add_transcript(connection: sa.Connection, call_id: UUID, turns: Sequence[Turn] | None, **values: Any) -> None:
    """What was said on a call; None where the text is not kept."""
    said = turns or ()
    row = {
        "gong_call_id": f"said {next(_numbers)}",
        "call_id": call_id,
        "turns": None if turns is None else pack(turns),
        "turn_count": len(said),
        "word_count": sum(len(turn.text.split()) for turn in said),
        "raw_bytes": 0,
        "content_hash": b"",
        **values,
    }
    connection.execute(sa.insert(transcripts).values(row))


STAGES = ("1. Qualify", "2. Discover", "3. Demonstrate", "4. Evaluate", "5. Negotiate")
OWNERS = (
    ("dana.okafor@lumen.example", "Dana Okafor"),
    ("mateusz.wójcik@lumen.example", "Mateusz Wójcik"),
    ("sofia.lindqvist@lumen.example", "Sofía Lindqvist"),
    ("wei.chen@lumen.example", None),
    (None, None),
)
_ACCOUNTS = ("Northwind Traders", "Öresund Kraft", "Acme & Sons", "Banco del Plata", "Tanaka Precision", None)
_THINGS = ("Platform rollout", "Fleet renewal", "Security add-on", "Pilot for the Łódź plant", "Data residency")


def company(size: int, today: date) -> list[dict[str, Any]]:
    """A mix of deals as they stand in real lists: every outcome, gaps, two currencies, all alphabets. No two alike."""
    return [_deal(number, today) for number in range(size)]


def _deal(number: int, today: date) -> dict[str, Any]:
    email, owner = OWNERS[number % len(OWNERS)]
    outcome = ("open", "open", "won", "lost")[number % 4]
    stage = {"open": STAGES[number % 5], "won": "6. Closed Won", "lost": "6. Closed Lost"}[outcome]
    close = date.fromordinal(today.toordinal() + (number * 7 % 90 - 20 if outcome == "open" else -(number % 60) - 1))
    account = _ACCOUNTS[number % len(_ACCOUNTS)]
    return {
        "name": f"{_THINGS[number % len(_THINGS)]} {number:03}",
        "account_name": account,
        "owner_email": email,
        "stage": stage,
        "close_date": None if number % 17 == 16 else close,
        "amount": None if number % 11 == 10 else Decimal(4_500 + number * 7_321 % 400_000),
        "currency": "EUR" if number % 5 == 1 else "USD",
        "health_score": None if number % 3 == 2 else Decimal(number * 37 % 101),
        "is_closed": outcome != "open",
        "is_won": outcome == "won",
        "product": "Lumen Core",
        "opened_at": datetime(2026, 5, 1 + number % 28, tzinfo=UTC),
        "source_modified_at": datetime(2026, 10, 1 + number % 28, number % 24, number % 60, tzinfo=UTC),
        "metadata": {
            "owner_name": owner,
            "type": "New Business",
            "account": {"name": account, "industry": "Energy", "billing_country": "Sweden", "employees": 1200},
            "fields": {"probability": "40", "next_step": "Send the quote", "competitor__c": "Contoso"},
        },
    }
