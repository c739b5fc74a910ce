"""Turns of a call, and the compressed value in which `transcripts.turns` stores them.

The value is bz2 over a JSON array: columns in place of objects, times as differences, speakers and topics as indexes
into lists. docs/decisions/0050-transcripts.md has the measurements.
"""

import bz2
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import Any, NamedTuple

from gametape.errors import CorruptValue

_LAYOUT = 2
_WITHOUT_PAUSES = 1  # layout of values from before pauses were stored
TENTH_MS = 100


@dataclass(frozen=True, slots=True)
class Turn:
    """Uninterrupted speech of one speaker. Times are milliseconds from the start of the call.

    `marks` are the starts of the sentences after the first, in tenths of a second after `start_ms`. `pauses` are the
    silences before each of these sentences, in tenths of a second; empty if there are none or none are known.
    """

    speaker_id: str | None
    start_ms: int
    end_ms: int
    sentences: tuple[str, ...]
    marks: tuple[int, ...] = ()
    topic: str | None = None
    pauses: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.marks) != max(len(self.sentences) - 1, 0):
            raise ValueError(f"{len(self.marks)} marks for {len(self.sentences)} sentences")
        if self.pauses and len(self.pauses) != len(self.marks):
            raise ValueError(f"{len(self.pauses)} pauses for {len(self.marks)} marks")

    @property
    def text(self) -> str:
        """Text of the turn: its sentences, joined by spaces."""
        return " ".join(self.sentences)

    def sentence_start(self, offset: int) -> int:
        """Return the start (ms) of the sentence that contains the character `offset` of `text`."""
        begins = self.start_ms
        ends = accumulate(len(sentence) + 1 for sentence in self.sentences)
        for mark, end in zip(self.marks, ends, strict=False):
            if offset < end:
                break
            begins = self.start_ms + mark * TENTH_MS
        return begins

    def speech_intervals(self, bridged_ms: int = 0) -> list[tuple[int, int]]:
        """Return the intervals of speech as (start, end) in ms, split at pauses longer than `bridged_ms`."""
        begin, stretches = self.start_ms, []
        for mark, pause in zip(self.marks, self.pauses, strict=False):
            if pause * TENTH_MS > bridged_ms:
                resumed = max(self.start_ms + mark * TENTH_MS, begin)
                stretches.append((begin, max(resumed - pause * TENTH_MS, begin)))
                begin = resumed
        return [*stretches, (begin, max(self.end_ms, begin))]

    @property
    def spoken_ms(self) -> int:
        """Speaking time in ms, without pauses."""
        return sum(end - begin for begin, end in self.speech_intervals())


class Numbered(NamedTuple):
    """Turn with its number in the call, from 0. Evidence refers to turns by number."""

    number: int
    turn: Turn


def pack(turns: Sequence[Turn]) -> bytes:
    """Compress the turns into one value; `unpack` restores them exactly."""
    speakers, speaker_of = _listed(turn.speaker_id for turn in turns)
    topics, topic_of = _listed(turn.topic for turn in turns)
    columns = [
        _LAYOUT,
        speakers,
        topics,
        speaker_of,
        topic_of,
        [turn.start_ms - before for before, turn in zip([0, *(turn.end_ms for turn in turns)], turns, strict=False)],
        [turn.end_ms - turn.start_ms for turn in turns],
        [after - mark for turn in turns for mark, after in pairwise((0, *turn.marks))],
        [turn.sentences for turn in turns],
        [pause for turn in turns for pause in turn.pauses or (0,) * len(turn.marks)],
    ]
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return bz2.compress(text.encode("utf-8", "surrogatepass"))


def unpack(value: bytes) -> list[Turn]:
    """Read all turns of a call from the compressed value.

    Raises:
        CorruptValue: the value holds no turns, or is incomplete.
    """
    try:
        return list(_turns(json.loads(_decompress(value).decode("utf-8", "surrogatepass"))))
    except (ValueError, TypeError, LookupError, OSError, RecursionError) as error:
        raise CorruptValue(f"A stored transcript is damaged: {error}", hint=_HINT) from None


def window(turns: Iterable[Turn], start_ms: int, end_ms: int) -> list[Numbered]:
    """Return the turns that overlap the time from `start_ms` until before `end_ms`."""
    return [
        Numbered(number, turn)
        for number, turn in enumerate(turns)
        if turn.start_ms < end_ms and (turn.end_ms > start_ms or turn.start_ms >= start_ms)
    ]


def page(turns: Sequence[Turn], first: int, count: int) -> list[Numbered]:
    """Return up to `count` turns from number `first` on."""
    first = max(first, 0)
    return [Numbered(number, turn) for number, turn in enumerate(turns[first : first + max(count, 0)], start=first)]


_HINT = "`gametape sync --full` loads it from the source again."


def _listed(values: Iterable[str | None]) -> tuple[list[str | None], list[int]]:
    """Return the distinct values, and for each value its index among them."""
    places: dict[str | None, int] = {}
    column = [places.setdefault(value, len(places)) for value in values]
    return list(places), column


def _decompress(value: bytes) -> bytes:
    decompressor = bz2.BZ2Decompressor()
    text = decompressor.decompress(value)
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("cut short" if not decompressor.eof else "more bytes than belong to it")
    return text


def _turns(columns: list[Any]) -> Iterator[Turn]:
    layout, speakers, topics, speaker_of, topic_of, gaps, lengths, steps, texts = columns[:9]
    if layout not in (_LAYOUT, _WITHOUT_PAUSES) or len(columns) != 8 + layout:
        raise ValueError(f"layout {layout}")
    silences = columns[9] if layout == _LAYOUT else [0] * len(steps)
    if len(silences) != len(steps):
        raise ValueError(f"{len(silences)} pauses for {len(steps)} marks")
    step, silent, end = iter(steps), iter(silences), 0
    for speaker, topic, gap, length, sentences in zip(speaker_of, topic_of, gaps, lengths, texts, strict=True):
        start, end = end + gap, end + gap + length
        marks = tuple(accumulate(islice(step, len(sentences[1:]))))
        pauses = tuple(islice(silent, len(marks)))
        yield Turn(speakers[speaker], start, end, tuple(sentences), marks, topics[topic], pauses if any(pauses) else ())
