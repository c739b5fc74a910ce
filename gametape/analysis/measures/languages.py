"""What is known of a language's words: how it asks, how it hesitates. A file in `languages/` covers one language.

A call in another language has no numbers that rest on words.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn

SHIPPED = Path(__file__).with_name("languages")

_END = "."  # of a sentence, among words: no word is written so
_edge = re.compile(r"'(?:(?!\w)|(?<!\w'))")  # an apostrophe that does not stand within a word
_MARKS = bytes(mark for mark in range(128) if not chr(mark).isalnum() and chr(mark) not in "_'\n")
_SPACES = bytes.maketrans(_MARKS, b" " * len(_MARKS))
_other_mark = re.compile(r"[^\w'\n\x00-\x7f]")
_REGION = re.compile(r"[-_]")
_UNDETERMINED = ("", "und", "mul", "mis", "zxx", "unknown", "auto")
_ENOUGH_WORDS = 20  # of fewer no language is told
_COMMON_SHARE = 0.2  # of running words: ordinary speech comes to 0.4 in its own language, to 0.1 in a neighbour's
_QUESTION = ("?", "？")
_AFTER_A_MARK = " \t!.…\"'”»)]"  # what may still follow the question mark that ends a sentence


class Wording(NamedTuple):
    """A sentence as it is searched: its turn, its place there, and its text in one form."""

    said: SpeakerTurn
    place: int
    text: str


class Speech:
    """All that is said on a call, sentence by sentence.

    `texts`, `sides` and `spaced` go along with each other: each sentence in one form, whose it is, and its words alone,
    each between single spaces.
    """

    def __init__(self, turns: Iterable[SpeakerTurn]) -> None:
        self._places = [(said, place) for said in turns for place in range(len(said.turn.sentences))]
        lines = _lines([said.turn.sentences[place] for said, place in self._places])
        self.texts = lines.split("\n") if self._places else []
        self.sides = [said.voice.side for said, _ in self._places]
        self._words = _apart(lines).replace("\n", f" {_END} ").split()
        self.spaced = f" {' '.join(self._words)} ".split(_END)
        self.vocabulary = set(self._words) - {_END}

    def wording(self, place: int) -> Wording:
        """The sentence at a place."""
        return Wording(*self._places[place], self.texts[place])

    def places(self, words: Collection[str]) -> dict[str, list[int]]:
        """By word the places of the sentences that have it, one for each time."""
        found: dict[str, list[int]] = {word: [] for word in words}
        wanted = {*words, _END}
        place = 0
        for word in compress(self._words, map(wanted.__contains__, self._words)):
            if word == _END:
                place += 1
            else:
                found[word].append(place)
        return found

    def counts(self) -> Counter[str]:
        """How often each word is said."""
        counts = Counter(self._words)
        del counts[_END]
        return counts


def fold(text: str) -> str:
    """One form for all that is written alike: case, the apostrophe, composed letters; on one line."""
    return _folded(text.replace("\n", " "))


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.replace("’", "'")).casefold()


def _apart(text: str) -> str:
    """The text with spaces for all that is part of no word; in bytes, which is ten times as fast."""
    words = text.encode("utf-8", "surrogatepass").translate(_SPACES).decode("utf-8", "surrogatepass")
    if not words.isascii():
        words = _other_mark.sub(" ", words)
    return _edge.sub(" ", words)


def _lines(sentences: Sequence[str]) -> str:
    """What `fold` makes of each, a line each."""
    text = "\n".join(sentences)
    if text.count("\n") >= len(sentences):  # some sentence has lines of its own
        text = "\n".join([sentence.replace("\n", " ") for sentence in sentences])
    return _folded(text)


class Language(BaseModel):
    """What a file in `languages/` says; each list is of words or phrases."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    codes: tuple[str, ...]
    common: tuple[str, ...]
    connectives: tuple[str, ...]
    open: tuple[str, ...]
    fillers: tuple[str, ...]
    asides: tuple[str, ...]

    @property
    def code(self) -> str:
        """Its name in trackers and elsewhere: `en`."""
        return self.codes[0]

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The frequent ones, folded."""
        return frozenset(map(fold, self.common))

    def is_question(self, text: str) -> bool:
        """Whether a sentence ends with a question mark."""
        has_mark = "?" in text or "？" in text  # few have one
        return has_mark and text.rstrip(_AFTER_A_MARK).endswith(_QUESTION)

    def is_open(self, text: str) -> bool:
        """Whether a question (folded) opens with one of the words of `open`, fillers and connectives aside."""
        return self._opening.match(text) is not None

    def fillers_in(self, speech: Speech, side: Side) -> int:
        """How many fillers a side says."""
        return self.fillers_by_side(speech)[side]

    def fillers_by_side(self, speech: Speech) -> Counter[Side]:
        """How many fillers each side says; `so, um,` is one."""
        found: Counter[Side] = Counter()
        if hesitant := self._hesitant & speech.vocabulary:
            for place in {place for places in speech.places(hesitant).values() for place in places}:
                found[speech.sides[place]] += len(self._filler.findall(speech.texts[place]))
        return found

    @cached_property
    def _hesitant(self) -> frozenset[str]:
        return frozenset(map(fold, self.fillers)) | {fold(aside).split()[-1] for aside in self.asides}

    @cached_property
    def _filler(self) -> re.Pattern[str]:
        aside = rf"(?:^|(?<=, )|(?<=so ))(?:{_any(self.asides)})(?=,)"
        return re.compile(rf"(?<![\w'-])(?:{_any(self.fillers)})(?![\w'-])|{aside}")

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        before = _any((*self.connectives, *self.fillers, *self.asides))
        return re.compile(rf"\W*(?:(?:{before})\b\W+)*(?:{_any(self.open)})\b")


def _any(phrases: Sequence[str]) -> str:
    """An alternation of literal phrases, the longer ones first."""
    return "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def languages() -> tuple[Language, ...]:
    """All that are covered."""
    return tuple(
        Language.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(SHIPPED.glob("*.toml"))
    )


@cache
def fingerprint() -> bytes:
    """Changes when a file does, so that calls are measured again."""
    told = "\n".join(language.model_dump_json() for language in languages())
    return blake2b(told.encode(), digest_size=8).digest()


def language_of(told: str | None, speech: Speech) -> Language | None:
    """The language of a call, if it is covered: the one that the source names; else the one of its small words."""
    name = _REGION.split((told or "").strip().lower())[0]
    if name not in _UNDETERMINED:
        return next((language for language in languages() if name in language.codes), None)
    counts = speech.counts()
    if counts.total() < _ENOUGH_WORDS:
        return None
    shares = [(sum(counts[word] for word in language.small_words), language) for language in languages()]
    common, likeliest = max(shares, key=lambda share: share[0])
    return likeliest if common >= _COMMON_SHARE * counts.total() else None
