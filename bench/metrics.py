"""How fast calls are measured: numbers and trackers, from the turns as they are stored.

    python -m bench.metrics [--hours 10000] [--processes 2] [--json]

A pool of different calls is taken from the sample's conversation generator and measured over and over, until that many
hours of talk have gone by. Unpacking the stored value counts; reading it from Postgres does not.
"""

import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Annotated
from uuid import UUID

import typer

from gametape.analysis.measure import measured
from gametape.analysis.trackers import tracker_book
from gametape.queries.conversations import Side
from gametape.queries.talk import Said, Talk, voices_of
from gametape.sample.behaviours import DEFAULT_EFFECTS
from gametape.sample.deals import Company
from gametape.sample.generate import hold_calls
from gametape.sample.scene import Scene
from gametape.sample.slots import deal_slots
from gametape.sample.speech import Speaker
from gametape.sample.streams import stream
from gametape.store.turns import Turn, pack, unpack

_DEALS = 24  # some 150 calls
_CHUNK = 20  # calls that a process takes at a time

Stored = tuple[bytes, dict[str, tuple[str, str]]]  # turns; address and side by speaker


def main(
    *,
    hours: Annotated[int, typer.Option(min=1, help="Hours of talk.")] = 10_000,
    processes: Annotated[int, typer.Option(min=1)] = min(2, os.cpu_count() or 1),
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Measure so many hours of talk, and print how long that took."""
    pool, pool_hours = _pool()
    calls = max(1, round(hours / pool_hours * len(pool)))
    chunks = [[pool[(first + place) % len(pool)] for place in range(_CHUNK)] for first in range(0, calls, _CHUNK)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as workers:
        list(workers.map(_work, [pool[:_CHUNK]] * processes))  # imports and patterns are loaded once
        began = time.perf_counter()
        talked, worked = map(sum, zip(*workers.map(_work, chunks), strict=True))
        seconds = time.perf_counter() - began
    found = {
        "hours": round(talked),
        "calls": len(chunks) * _CHUNK,
        "processes": processes,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(worked, 2),
        "hours_per_second": round(talked / seconds, 1),
        "calls_per_second": round(len(chunks) * _CHUNK / seconds, 1),
        "seconds_per_10000_hours": round(seconds / talked * 10_000, 1),
        "cpu_seconds_per_10000_hours": round(worked / talked * 10_000, 1),
    }
    print("\n".join(f"{name:28} {value:>10,}" for name, value in found.items()))
    if as_json:
        print(json.dumps({**found, "ok": found["seconds_per_10000_hours"] < 60}))


def _pool() -> tuple[list[Stored], float]:
    """Different calls as they are stored, and how many hours they last."""
    company = Company(11, datetime.now(UTC).date(), _DEALS, DEFAULT_EFFECTS, 12, 0.42)
    pool, milliseconds = [], 0
    for number in range(_DEALS):
        deal = company.deal(number)
        slots = deal_slots(deal, stream(company.seed, "deal", number, "slots"))
        for scene in hold_calls(company, deal, slots):
            turns = _turns(scene)
            people = {each.id: (each.person.email, "ours" if each.ours else "theirs") for each in _speakers(scene)}
            pool.append((pack(turns), people))
            milliseconds += turns[-1].end_ms
    return pool, milliseconds / 3_600_000


def _speakers(scene: Scene) -> list[Speaker]:
    return list({turn.speaker.id: turn.speaker for turn in scene.talk.turns}.values())


def _turns(scene: Scene) -> list[Turn]:
    return [
        Turn(
            turn.speaker.id,
            turn.parts[0].start,
            turn.parts[-1].end,
            tuple(part.text for part in turn.parts),
            tuple((part.start - turn.parts[0].start) // 100 for part in turn.parts[1:]),
        )
        for turn in scene.talk.turns
    ]


def _work(chunk: Sequence[Stored]) -> tuple[float, float]:
    """Measure some calls; hours of talk, and seconds of processor time."""
    began, book, talked = time.process_time(), tracker_book(), 0.0
    for value, people in chunk:
        rows = measured(_talk(value, people), book)
        talked += rows[0]["metrics"]["call_seconds"] / 3600
    return talked, time.process_time() - began


class _Person:
    """A row of `call_participants`, as far as a voice is made from it."""

    def __init__(self, email: str, side: str) -> None:
        self.name, self.email, self.side = email, email, Side(side)


def _talk(value: bytes, people: dict[str, tuple[str, str]]) -> Talk:
    turns = unpack(value)
    voices = voices_of(turns, {speaker: _Person(*person) for speaker, person in people.items()})
    said = tuple(Said(number, turn, voices[turn.speaker_id]) for number, turn in enumerate(turns))
    return Talk(UUID(int=0), None, "eng", is_internal=False, turns=said, hash=b"")


if __name__ == "__main__":
    typer.run(main)
