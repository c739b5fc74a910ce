"""Turns with their times, and the numbers that follow from them."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import NamedTuple

from gametape.sample.people import SamplePerson
from gametape.sample.phrases import Utterance
from gametape.sample.slots import Slots

LETTERS_PER_WORD = 5.13
FILLERS = ("Um, ", "Uh, ", "So, um, ", "You know, ", "I mean, ")
_OVERLAP = 0.045
_PAUSE_BETWEEN_SENTENCES = 260


class SpokenSentence(NamedTuple):
    """Sentence as spoken; times in milliseconds from the start of the call."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class SampleSpeaker:
    """Speaker with a manner of speaking.

    `pace`: milliseconds per letter; `filler`: fillers per sentence; `patience`: seconds of silence before an answer.
    """

    person: SamplePerson
    id: str
    slots: list[Slots]
    pace: float
    filler: float
    patience: float
    ours: bool


@dataclass(slots=True)
class SampleTurn:
    """Uninterrupted speech of one speaker."""

    speaker: SampleSpeaker
    topic: str
    parts: list[SpokenSentence]

    @property
    def length(self) -> int:
        """Duration from the first start to the last end, in milliseconds."""
        return self.parts[-1].end - self.parts[0].start

    @property
    def spoken(self) -> int:
        """Duration of all sentences without the pauses between them, in milliseconds."""
        return sum(part.end - part.start for part in self.parts)


@dataclass(slots=True)
class SpokenCall:
    """Call while it is being spoken."""

    rng: Random
    turns: list[SampleTurn] = field(default_factory=list)
    clock: int = 0
    ms: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    open_questions: int = 0
    fillers: int = 0
    said: int = 0
    formal: bool = True
    """True during greeting and goodbye, which are spoken without fillers."""

    def _gap(self, speaker: SampleSpeaker) -> int:
        """Return the milliseconds before a speaker starts; negative for an interruption."""
        if not self.turns:
            return 2500
        if self.rng.random() < _OVERLAP and self.turns[-1].length > 3000:
            return -int(200 + 600 * self.rng.random())
        return max(30, int(speaker.patience * 1000 * (0.55 + 0.9 * self.rng.random())))

    def say(self, speaker: SampleSpeaker, utterance: Utterance, topic: str = "", *, gap: int | None = None) -> int:
        """Let a speaker say something; the same speaker continues in the same turn.

        Returns:
            Duration in milliseconds.
        """
        turn = self.turns[-1] if self.turns and self.turns[-1].speaker is speaker else None
        if turn is None:
            start = max(0, self.clock + (self._gap(speaker) if gap is None else gap))
            turn = SampleTurn(speaker, topic, [])
            self.turns.append(turn)
        else:
            start = self.clock + _PAUSE_BETWEEN_SENTENCES
        self.said += 1
        slots = speaker.slots[(self.said * 3 + len(self.turns)) % len(speaker.slots)]
        begun, ended, pace, random, parts = start, start, speaker.pace, self.rng.random, turn.parts
        for text, soft, _, opened in utterance:
            if soft and not self.formal and random() < speaker.filler:
                spoken = FILLERS[int(random() * len(FILLERS))] + soft.format_map(slots)
                self.fillers += speaker.ours
            else:
                spoken = text.format_map(slots)
                spoken = spoken if spoken[0].isupper() else spoken[0].upper() + spoken[1:]
            ended = start + int(len(spoken) * pace) + 40
            parts.append(SpokenSentence(start, ended, spoken))
            start = ended + int(random() * _PAUSE_BETWEEN_SENTENCES)
            self.open_questions += opened and speaker.ours
        self.clock = max(self.clock, ended)
        self.ms[speaker.ours] += ended - begun
        return ended - begun


def _longest(turns: list[SampleTurn], *, ours: bool) -> float:
    return max((turn.length for turn in turns if turn.speaker.ours is ours), default=0) / 1000


def measure(talk: SpokenCall) -> dict[str, float]:
    """Return the numbers of a spoken call; `truth.DEFINITIONS` defines each."""
    turns = talk.turns
    ours = [turn for turn in turns if turn.speaker.ours]
    spoken = {side: sum(turn.spoken for turn in turns if turn.speaker.ours is side) for side in (True, False)}
    texts = [part.text for turn in ours for part in turn.parts]
    words = sum(text.count(" ") + 1 for text in texts)
    theirs = sum(part.text.endswith("?") for turn in turns if not turn.speaker.ours for part in turn.parts)
    waits = [
        max(0, turn.parts[0].start - before.parts[-1].end)
        for before, turn in pairwise(turns)
        if turn.speaker.ours and not before.speaker.ours
    ]
    hours = turns[-1].parts[-1].end / 3_600_000
    switches = sum(a.speaker is not b.speaker for a, b in pairwise(turns))
    return {
        "talk_ratio": round(spoken[True] / (spoken[True] + spoken[False] or 1), 4),
        "open_questions": talk.open_questions,
        "open_questions_per_hour": round(talk.open_questions / hours, 2),
        "questions_ours": sum(text.endswith("?") for text in texts),
        "questions_theirs": theirs,
        "longest_monologue": _longest(turns, ours=True),
        "longest_story": _longest(turns, ours=False),
        "patience": round(sum(waits) / len(waits) / 1000, 3) if waits else 0.0,
        "switches_per_hour": round(switches / hours, 1),
        "filler_per_100_words": round(100 * talk.fillers / (words or 1), 3),
        "speech_rate": round(words / (spoken[True] / 60_000), 1) if spoken[True] else 0.0,
        "turns": len(turns),
        "seconds": round(hours * 3600, 1),
    }
