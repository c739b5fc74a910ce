"""Phrase files: parsed once into sentences, and drawn so that a deal does not repeat a line.

A file has sections (`@name`) with an utterance per line. `[a|b]` are alternatives; `{slots}` are filled later.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from math import gcd
from random import Random
from typing import NamedTuple

_SPACES = re.compile(r" {2,}")
_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
_SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z{])")
_OPEN = re.compile(
    r"(?:(?:and|so|but|then|okay|right),? )*(?:(?:how|what|why|tell me|walk me|talk me|describe)\b"
    r"|(?:could|can|would) you (?:tell|walk|talk|take|describe)\b)",
    re.IGNORECASE,
)
_KEEP_CAPITAL = ("I ", "I'", "English", "Friday", "Monday", "Lantern")
_ACRONYM = re.compile(r"[A-Z]{2}")
VARIANTS = 16
_STRIDE = 7919
"""Prime number: taking each 7919th combination favors no alternative."""


class PhraseSentence(NamedTuple):
    """Sentence with slots. `soft` is the form that can follow "um, "; empty if there is none."""

    text: str
    soft: str
    question: bool
    open: bool


Utterance = tuple[PhraseSentence, ...]
Line = tuple[Utterance, ...]
"""Variants of a line of a phrase file."""


@dataclass(frozen=True, slots=True)
class Script:
    """Turns that belong together; our side starts, and the sides alternate."""

    turns: tuple[Line, ...]


def is_open(sentence: str) -> bool:
    """Tell whether a question is open: it starts with how, what or why, or with an invitation to tell or explain."""
    return sentence.rstrip().endswith("?") and _OPEN.match(sentence) is not None


def _sentence(text: str) -> PhraseSentence:
    proper = text.startswith(("{", *_KEEP_CAPITAL)) or _ACRONYM.match(text)
    soft = text if proper else text[0].lower() + text[1:]
    return PhraseSentence(
        text, soft if len(text) > 24 and not text.startswith("{") else "", text.endswith("?"), is_open(text)
    )


def expand(line: str) -> Line:
    """Return the variants of a line, split into sentences; at most `VARIANTS` of them, spread evenly."""
    pieces = _ALTERNATIVES.split(line)
    choices = [piece.split("|") if place % 2 else [piece] for place, piece in enumerate(pieces)]
    texts = [_SPACES.sub(" ", "".join(choice)) for choice in product(*choices)]  # an alternative may be empty
    if len(texts) > VARIANTS:
        texts = [texts[pick * _STRIDE % len(texts)] for pick in range(VARIANTS)]
    return tuple(tuple(map(_sentence, _SENTENCES.split(text.strip()))) for text in texts)


@cache
def sections() -> dict[str, list[str]]:
    """Load all sections of all phrase files: their lines as written."""
    by_name: dict[str, list[str]] = {}
    for file in sorted((files(__package__) / "phrases").iterdir(), key=lambda entry: entry.name):
        lines: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("@"):
                lines = by_name.setdefault(line[1:].strip(), [])
            elif line and not line.startswith("#"):
                lines.append(line)
    return by_name


@cache
def lines(section: str) -> tuple[Line, ...]:
    """Return the lines of a section, expanded."""
    return tuple(map(expand, sections()[section]))


@cache
def scripts(section: str) -> tuple[Script, ...]:
    """Return the lines of a section that hold several turns, split by //."""
    return tuple(Script(tuple(expand(turn.strip()) for turn in line.split("//"))) for line in sections()[section])


class Deck:
    """Draws lines for one deal: each section in its own order, completely before any line repeats.

    A repeated line comes in another variant.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._place: dict[str, list[int]] = {}

    def _next(self, section: str, size: int) -> tuple[int, int]:
        """Return the index of the next line, and a number that selects its variant and changes with each repetition."""
        place = self._place.get(section)
        if place is None:
            step = next(s for s in range(1 + self._rng.randrange(size), 3 * size + 2) if gcd(s, size) == 1)
            place = self._place[section] = [0, self._rng.randrange(size), step, self._rng.randrange(VARIANTS)]
        drawn, start, step, variant = place
        place[0] = drawn + 1
        index = (start + drawn * step) % size
        return index, variant + index + 7 * (drawn // size)

    def draw(self, section: str) -> Utterance:
        """Return the next utterance of a section."""
        pool = lines(section)
        index, variant = self._next(section, len(pool))
        line = pool[index]
        return line[variant % len(line)]

    def draw_at(self, section: str, index: int) -> Utterance:
        """Return the line of a section at this index, for lines that belong together across sections."""
        pool = lines(section)
        return self._rng.choice(pool[index % len(pool)])

    def script_at(self, section: str, index: int) -> list[Utterance]:
        """Return the script of a section at this index."""
        pool = scripts(section)
        return [self._rng.choice(turn) for turn in pool[index % len(pool)].turns]

    def script(self, section: str) -> list[Utterance]:
        """Return the next script of a section, turn by turn."""
        pool = scripts(section)
        index, variant = self._next(section, len(pool))
        return [turn[variant % len(turn)] for turn in pool[index].turns]

    def left(self, section: str) -> int:
        """Return the number of unused lines of a section in this deal."""
        place = self._place.get(section)
        return len(lines(section)) - (place[0] if place else 0)

    def share_left(self, section: str) -> float:
        """Return the unused share of a section in this deal; negative when lines repeat."""
        place = self._place.get(section)
        return 1 - place[0] / len(lines(section)) if place else 1.0

    def freshest(self, sections_: Sequence[str]) -> str:
        """Return the section with the largest unused share."""
        best, most = sections_[0], -1e9
        for section in sections_:
            place = self._place.get(section)
            if place is None:
                return section
            share = 1 - place[0] / len(lines(section))
            if share > most:
                best, most = section, share
        return best
