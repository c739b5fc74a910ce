"""Calls with a short transcript in the store, ready to be measured."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_transcript, person

TURNS = [
    Turn("dana", 0, 30_000, ("How do you plan today?",)),
    Turn(
        "ruiz",
        31_000,
        91_000,
        ("By hand.", "Honestly, it is too expensive for us as it stands, and I can't defend that price."),
        (300,),
    ),
]
PEOPLE = [
    person("Dana", "ours", "dana@lumen.example", speaker_id="dana"),
    person("Ana Ruiz", "theirs", "ruiz@northwind.example", speaker_id="ruiz"),
]


def add_talk(engine: sa.Engine, turns: list[Turn] | None = TURNS, number: int = 0, **values: Any) -> UUID:
    with engine.begin() as connection:
        at = MOMENT - timedelta(days=number)
        call = add_call(connection, f"Call {number}", at, people=PEOPLE, **{"language": "eng", **values})
        add_transcript(connection, call, turns)
    return call
