"""Measure how fast calls are analyzed: the metrics alone, and the whole work of a sync per call.

python -m bench.metrics [--hours 10000] [--processes 2] [--json]

Different calls from the sample's conversation generator are measured again and again, until that many hours of talk are
done: `numbers` are the metrics of analysis/measures/metrics.py, from turns; `everything` starts from the stored value,
unpacks it, and also finds trackers and objections.
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

from gametape.analysis.measures.measure import measured
from gametape.analysis.measures.metrics import in_order, time_metrics, word_metrics
from gametape.analysis.measures.speech import Speech, language_of
from gametape.analysis.measures.trackers import tracker_book
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk, SpeakerIdentity, SpeakerTurn, voices_of
from gametape.sample.behaviours import DEFAULT_EFFECTS
from gametape.sample.deals import Company
from gametape.sample.generate import hold_calls
from gametape.sample.scene import Scene
from gametape.sample.slots import deal_slots
from gametape.sample.speech import SampleSpeaker
from gametape.sample.streams import stream
from gametape.store.turns import Turn, pack, unpack

_DEALS = 24  # about 150 calls
_CHUNK = 20  # calls per task of a process

Stored = tuple[bytes, dict[str, tuple[str, str]]]  # packed turns; address and side by speaker


def main(
    *,
    hours: Annotated[int, typer.Option(min=1, help="Hours of talk.")] = 10_000,
    processes: Annotated[int, typer.Option(min=1)] = min(2, os.cpu_count() or 1),
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON.")] = False,
) -> None:
    """Measure that many hours of talk, and print the seconds."""
    pool, pool_hours = _pool()
    calls = max(1, round(hours / pool_hours * len(pool)))
    chunks = [[(first + place) % len(pool) for place in range(_CHUNK)] for first in range(0, calls, _CHUNK)]
    results = {"hours": round(len(chunks) * _CHUNK / len(pool) * pool_hours), "calls": len(chunks) * _CHUNK}
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_take, initargs=(pool,)) as workers:
        for name, work in (("numbers", _numbers), ("everything", _everything)):
            list(workers.map(work, [range(len(pool))] * processes))  # load imports and patterns before the measurement
            began = time.perf_counter()
            list(workers.map(work, chunks))
            results[f"{name}_seconds_per_10000_hours"] = round(
                (time.perf_counter() - began) / results["hours"] * 10_000
            )
    print("\n".join(f"{name:40} {value:>8,}" for name, value in results.items()))
    if as_json:
        print(json.dumps({"processes": processes, **results, "ok": results["everything_seconds_per_10000_hours"] < 60}))


def _pool() -> tuple[list[Stored], float]:
    """Return different calls as they are stored, and their total length in hours."""
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


def _speakers(scene: Scene) -> list[SampleSpeaker]:
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


_stored: list[Stored] = []
_talks: list[CallTalk] = []


def _take(pool: Sequence[Stored]) -> None:
    _stored.extend(pool)
    _talks.extend(_talk(*stored) for stored in pool)


def _numbers(places: Sequence[int]) -> None:
    for place in places:
        turns = in_order(_talks[place].turns)
        speech = Speech(turns)
        word_metrics(speech, language_of(_talks[place].language, speech), time_metrics(turns))


def _everything(places: Sequence[int]) -> None:
    book = tracker_book()
    for place in places:
        measured(_talk(*_stored[place]), book)


def _talk(value: bytes, people: dict[str, tuple[str, str]]) -> CallTalk:
    turns = unpack(value)
    voices = voices_of(turns, {id_: SpeakerIdentity(email, email, Side(side)) for id_, (email, side) in people.items()})
    speaker_turns = tuple(SpeakerTurn(number, turn, voices[turn.speaker_id]) for number, turn in enumerate(turns))
    return CallTalk(UUID(int=0), None, "eng", is_internal=False, turns=speaker_turns, hash=b"")


if __name__ == "__main__":
    typer.run(main)
