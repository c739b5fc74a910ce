"""A company with won and lost deals whose calls were really held: winners ask, losers do not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tests.builders.scored_calls import talk
from tests.builders.store_rows import add_call, add_change, add_deal, add_person, add_transcript, person

DANA = "dana@lumen.example"
PEERS = ("ann@lumen.example", "bo@lumen.example", "cy@lumen.example")
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=120)
CALLS = 3


def add_company(connection: sa.Connection, *, won: int = 10, lost: int = 10, own: int = 9) -> None:
    """Dana asks little in all her deals; her peers ask much where they win. Her deals are open."""
    for email, name in ((DANA, "Dana Okafor"), *((peer, f"{peer[0].upper()}. Peer") for peer in PEERS)):
        add_person(connection, email, name, is_internal=True, role="AE", aliases=[f"alias.{email}"], is_active=True)
    for outcome, count in (("won", won), ("lost", lost)):
        for number in range(count):
            asks = (4 if outcome == "won" else 1) + number % 2
            add_story(connection, f"{outcome} {number}", PEERS[number % 3], outcome, asks)
    for number in range(own):
        add_story(connection, f"own {number}", DANA, "open", 1)


def add_story(connection: sa.Connection, name: str, owner: str, outcome: str, asks: int, **values: Any) -> None:
    """A deal with three calls a week apart; a closed one with a fourth on the day it ends, in which all is told."""
    closed = outcome != "open"
    stage = {"open": "4. Evaluate", "won": "6. Closed Won", "lost": "6. Closed Lost"}[outcome]
    deal = add_deal(
        connection, name, owner_email=owner, stage=stage, is_closed=closed, is_won=outcome == "won", product="Core",
        **{"metadata": {"account": {"segment_c": "Mid"}}, **values},
    )  # fmt: skip
    who = [
        person("Owner", "ours", owner, speaker_id="dana"),
        person("Ana Ruiz", "theirs", "ruiz@x.example", speaker_id="ruiz"),
    ]
    for week in range(CALLS + closed):
        told = week == CALLS
        at = START + timedelta(days=7 * week)
        call = add_call(connection, f"{name}, call {week}", at, on=[deal], people=who, language="en")
        add_transcript(connection, call, talk(asks=9 if told and outcome == "lost" else 1 if told else asks))
    if closed:
        add_change(connection, deal, "stage", "4. Evaluate", stage, START + timedelta(days=7 * CALLS, hours=6))
