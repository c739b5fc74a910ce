"""The turns of a call, and the one compressed value in which `transcripts.turns` keeps them.

The value is bz2 over a JSON array: columns instead of objects, times as differences, speakers and topics by their place
in a list. docs/decisions/0050-transcripts.md has the measurements behind it.
"""

import bz2
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise
from typing import Any, NamedTuple

from gametape.errors import CorruptValue

_LAYOUT = 2
_WITHOUT_PAUSES = 1  # values that were written before pauses were kept
TENTH_MS = 100


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in one go. Times are milliseconds from the start of the call.

    `marks` tell when each sentence after the first begins: tenths of a second after `start_ms`. `pauses` tell how long
    nothing was said before each of them, in tenths of a second; empty where there were no pauses or none are known.
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
        """All sentences, a space between them."""
        return " ".join(self.sentences)

    def said_at(self, offset: int) -> int:
        """When the sentence began in which the character `offset` of `text` stands, in milliseconds."""
        begins = self.start_ms
        ends = accumulate(len(sentence) + 1 for sentence in self.sentences)
        for mark, end in zip(self.marks, ends, strict=False):
            if offset < end:
                break
            begins = self.start_ms + mark * TENTH_MS
        return begins

    def stretches(self, bridged_ms: int = 0) -> list[tuple[int, int]]:
        """When the speaker is speaking: (start, end) without the pauses that are longer than `bridged_ms`."""
        begin, stretches = self.start_ms, []
        for mark, pause in zip(self.marks, self.pauses, strict=False):
            if pause * TENTH_MS > bridged_ms:
                resumed = max(self.start_ms + mark * TENTH_MS, begin)
                stretches.append((begin, max(resumed - pause * TENTH_MS, begin)))
                begin = resumed
        return [*stretches, (begin, max(self.end_ms, begin))]

    @property
    def spoken_ms(self) -> int:
        """How long the speaker speaks, pauses left out."""
        return sum(end - begin for begin, end in self.stretches())


class Numbered(NamedTuple):
    """A turn and its number in the call, from 0: what evidence refers to."""

    number: int
    turn: Turn


def pack(turns: Sequence[Turn]) -> bytes:
    """The turns as one value; `unpack` gives back exactly these."""
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
    """All turns of a call.

    Raises:
        CorruptValue: these are no turns, or not all of them.
    """
    try:
        return list(_turns(json.loads(_decompress(value).decode("utf-8", "surrogatepass"))))
    except (ValueError, TypeError, LookupError, OSError, RecursionError) as error:
        raise CorruptValue(f"A stored transcript cannot be read: {error}", hint=_HINT) from None


def window(turns: Iterable[Turn], start_ms: int, end_ms: int) -> list[Numbered]:
    """The turns that are spoken, at least in part, from `start_ms` on and before `end_ms`."""
    return [
        Numbered(number, turn)
        for number, turn in enumerate(turns)
        if turn.start_ms < end_ms and (turn.end_ms > start_ms or turn.start_ms >= start_ms)
    ]


def page(turns: Sequence[Turn], first: int, count: int) -> list[Numbered]:
    """`count` turns from number `first` on, or as many as there are."""
    first = max(first, 0)
    return [Numbered(number, turn) for number, turn in enumerate(turns[first : first + max(count, 0)], start=first)]


_HINT = "`gametape sync --full` reads it from the source again."


def _listed(values: Iterable[str | None]) -> tuple[list[str | None], list[int]]:
    """The different values, and for each value its place among them."""
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
