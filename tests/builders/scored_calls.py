"""Calls put into the store that can be measured and scored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gametape.store.turns import Turn
from tests.builders.store_rows import MOMENT, add_call, add_person, add_transcript, person

DANA, ELI, RUIZ = "dana@lumen.example", "eli@lumen.example", "ruiz@northwind.example"

ASKS = "How do you plan the crews today, and what happens when somebody is ill?"
TELLS = (
    "We do it by hand in a spreadsheet, and it takes us two days a week, every week.",
    "The CFO has to sign anything above fifty thousand.",
)
OBJECTS = "The price is too expensive for us as it stands, and I can't defend it."
ASKS_BACK = "Is it the total, or the part that falls into this year?"
ANSWERS = "Then let us start with the two sites that hurt most, and add the others in April."
ACCEPTS = "OK, that works for us, I'm happy with that."
AGREES = "Let us put the next step in the calendar: Thursday at ten, I will send the invite."


def conversation(*lines: tuple[str, str | Sequence[str], int]) -> list[Turn]:
    """Turns of (speaker, what they say, seconds), a second apart."""
    turns, at = [], 0
    for speaker, said, seconds in lines:
        sentences = (said,) if isinstance(said, str) else tuple(said)
        marks = tuple(10 * seconds * place // len(sentences) for place in range(1, len(sentences)))
        turns.append(Turn(speaker, at, at + 1000 * seconds, sentences, marks))
        at += 1000 * (seconds + 1)
    return turns


def talk(*, asks: int = 3, settles: bool = True) -> list[Turn]:
    """Dana asks so many open questions; the customer objects once, and is answered well or not."""
    lines: list[tuple[str, str | Sequence[str], int]] = []
    for _ in range(asks):
        lines += [("dana", ASKS, 10), ("ruiz", TELLS, 50)]
    lines += [("dana", "We plan crews for one of our customers with 40 vans. It went live within a month.", 60)]
    lines += [("ruiz", OBJECTS, 10)]
    if settles:
        lines += [("dana", ASKS_BACK, 8), ("ruiz", "The part this year.", 5), ("dana", ANSWERS, 25)]
        lines += [("ruiz", ACCEPTS, 6)]
    else:
        lines += [("dana", "Quality has its price, most customers see the value once they have it.", 12)]
        lines += [("ruiz", "That does not help me at all.", 5)]
    return conversation(*lines, ("dana", AGREES, 10))


def add_people(connection: sa.Connection) -> None:
    """Dana sells, Eli is her engineer; both have the same manager."""
    ours = {"is_internal": True, "manager_email": "ines@lumen.example"}
    add_person(connection, DANA, "Dana Okafor", role="AE", aliases=["d.okafor@lumen.example"], **ours)
    add_person(connection, ELI, "Eli Sand", role="SE", aliases=[], **ours)


def add_talk(
    connection: sa.Connection,
    turns: list[Turn] | None = None,
    at: datetime = MOMENT,
    *,
    on: Sequence[UUID] = (),
    sells: str = DANA,
    title: str = "Northwind",
    **values: Any,
) -> UUID:
    """A call of Dana, Eli, who says nothing, and the customer; its title tells no kind of call."""
    attending = [
        person("Dana Okafor", "ours", sells, speaker_id="dana"),
        person("Eli Sand", "ours", ELI, speaker_id="eli"),
        person("Ana Ruiz", "theirs", RUIZ, speaker_id="ruiz"),
    ]
    call = add_call(connection, title, at, on=on, people=attending, **{"language": "eng", **values})
    add_transcript(connection, call, talk() if turns is None else turns)
    return call
