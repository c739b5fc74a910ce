"""Keyword trackers: which turns speak of what, by phrases in data files.

Each language has a file, `text/languages/<code>/trackers.toml`. A phrase stands for whole words, whatever their case
and the punctuation between them. In it `price*` is any word that begins so, `[a|two words]` is one of several, and
`...` up to four words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain, product
from pathlib import Path
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from gametape.analysis.measures.speech import Speech, Wording
from gametape.errors import BadSettings
from gametape.files import read_toml
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerTurn
from gametape.text.languages import Part, languages, part_file
from gametape.text.words import fold
from gametape.text.words import words as words_of

_GAP = "..."
_UP_TO_FOUR = "(?:[^ ]+ ){0,4}?"
_PIECE = re.compile(r"\[[^\[\]]*\]|\.\.\.|[^\s\[\]]+|[\[\]]")
_JOINS = re.compile(r"[-&/+]")  # no words themselves: follow-up is also follow up
_MOST_VARIANTS = 500  # of one phrase
_REMEMBERED = 50_000  # words


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tracker(_Table):
    """What somebody may speak of, and in which phrases. `side`: only what that side says counts.

    `part_of` names a tracker that is hit along with this one. In a file of the deployment's own, phrases are added to
    those that are shipped under the same name, unless it says `replace`.
    """

    name: str
    phrases: tuple[str, ...]
    side: Literal["any", "ours", "theirs"] = "any"
    part_of: str | None = None
    replace: bool = False

    @field_validator("phrases")
    @classmethod
    def _readable(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            _variants(phrase)
        return phrases


class _File(_Table):
    language: str
    tracker: tuple[Tracker, ...]

    @model_validator(mode="after")
    def _covered(self) -> Self:
        known = [language.code for language in languages()]
        if self.language not in known:
            raise ValueError(f"language {self.language!r} is not one of {', '.join(known)}")
        return self


class Hit(NamedTuple):
    """Where a tracker hit: the sentence, and the character of the turn's text at which it begins.

    `words` are those of the longest phrase that it says: more of them say it more surely.
    """

    said: SpeakerTurn
    offset: int
    sentence: str
    words: int = 1


class _Check:
    """What to look for in a sentence that has a word; compiled when the word is first heard."""

    __slots__ = ("_by_length", "_patterns", "_variants", "names", "side")

    def __init__(self, tracker: Tracker, variants: Sequence[Sequence[str]]) -> None:
        self.side = None if tracker.side == "any" else Side(tracker.side)
        self.names = (tracker.name, tracker.part_of) if tracker.part_of else (tracker.name,)
        self._variants = variants
        self._by_length: list[tuple[int, re.Pattern[str]]] | None = None
        alone = any(len(words) == 1 for words in variants)
        self._patterns: Sequence[str] | re.Pattern[str] | None = None if alone else list(map(_pattern, variants))

    def hits(self, speech: Speech, places: Iterable[int]) -> set[int]:
        """Those of the places where a side that counts has said it."""
        if self.side is not None:
            sides, side = speech.sides, self.side
            places = [place for place in places if sides[place] is side]
        if self._patterns is None:  # the word alone says it
            return set(places)
        if not isinstance(self._patterns, re.Pattern):
            self._patterns = _any_of(self._patterns)
        search, spaced = self._patterns.search, speech.spaced
        # Each sentence once, however often it has the word: a long one would take time by its square.
        return {place for place in set(places) if search(spaced[place])}

    def longest(self, spaced: str) -> int:
        """How many words the longest of its variants has that a text says, without gaps; 0: it says none."""
        if self._by_length is None:  # asked of few sentences, long after they were found
            by_length: dict[int, list[str]] = defaultdict(list)
            for words in self._variants:
                by_length[sum(word != _GAP for word in words)].append(_pattern(words))
            self._by_length = [(n, _any_of(by_length[n])) for n in sorted(by_length, reverse=True)]
        return next((length for length, pattern in self._by_length if pattern.search(spaced)), 0)


class Trackers:
    """The trackers of one language, ready to search."""

    def __init__(self, trackers: Sequence[Tracker], common: frozenset[str]) -> None:
        """Every variant of a phrase is filed under its rarest word; only sentences with that word are searched."""
        filed: dict[str, dict[str, tuple[Tracker, list[list[str]]]]] = defaultdict(dict)
        for tracker in trackers:
            for words in (words for phrase in tracker.phrases for words in _variants(phrase)):
                entry = filed[_rarest(words, common)].setdefault(tracker.name, (tracker, []))
                entry[1].append(words)
        checks = {word: tuple(_Check(*entry) for entry in entries.values()) for word, entries in filed.items()}
        self.names = tuple(tracker.name for tracker in trackers)
        self._whole = {word: found for word, found in checks.items() if not word.endswith("*")}
        self._stems = [(word[:-1], found) for word, found in checks.items() if word.endswith("*")]
        # What was heard before, by any call: most words say nothing.
        self._heard: set[str] = set()
        self._telling: dict[str, tuple[_Check, ...]] = {}

    def find(self, speech: Speech) -> dict[str, list[Wording]]:
        """By tracker the sentences that it hits, in their order; trackers without a hit are left out."""
        return {name: [speech.wording(place) for place in places] for name, places in self._places(speech).items()}

    def hits(self, speech: Speech) -> dict[str, list[Hit]]:
        """What `find` finds, as it stands in the transcript, and how many words of a phrase each sentence says."""
        return {
            name: [
                hit._replace(words=self._words(name, speech.spaced[place]))
                for place, hit in zip(places, hits_of(map(speech.wording, places)), strict=True)
            ]
            for name, places in self._places(speech).items()
        }

    def _places(self, speech: Speech) -> dict[str, list[int]]:
        for word in speech.vocabulary - self._heard:
            self._learn(word)
        checks = {word: self._telling[word] for word in self._telling.keys() & speech.vocabulary}
        found: dict[str, set[int]] = {}
        for word, places in speech.places(checks).items():
            for check in checks[word]:
                if hits := check.hits(speech, places):
                    for name in check.names:
                        found.setdefault(name, set()).update(hits)
        return {name: sorted(places) for name, places in sorted(found.items())}

    def _words(self, name: str, spaced: str) -> int:
        checks = (check for word in set(spaced.split()) for check in self._telling.get(word, ()) if name in check.names)
        return max(check.longest(spaced) for check in checks)

    def _learn(self, word: str) -> None:
        checks = self._whole.get(word, ())
        for stem, more in self._stems:
            if word.startswith(stem):
                checks += more
        if checks:
            self._telling[word] = checks
        if len(self._heard) < _REMEMBERED:
            self._heard.add(word)


def turns_of(found: dict[str, list[Wording]], side: Side) -> dict[str, list[int]]:
    """By tracker the numbers of the turns in which a side says it, each once."""
    turns = {
        name: sorted({sentence.said.number for sentence in sentences if sentence.said.voice.side is side})
        for name, sentences in found.items()
    }
    return {name: numbers for name, numbers in turns.items() if numbers}


def hits_of(sentences: Iterable[Wording]) -> list[Hit]:
    """The sentences as they stand in the transcript, for evidence."""
    return [
        Hit(each.said, sum(len(before) + 1 for before in spoken[: each.place]), spoken[each.place])
        for each in sentences
        for spoken in (each.said.turn.sentences,)
    ]


class TrackerBook:
    """The trackers of all languages; `fingerprint` changes when a phrase does."""

    def __init__(self, by_language: dict[str, list[Tracker]]) -> None:
        common = {language.code: language.small_words for language in languages()}
        told = repr(sorted((code, tracker) for code, found in by_language.items() for tracker in map(repr, found)))
        self.fingerprint = blake2b(told.encode(), digest_size=8).digest()
        self._by_language = {code: Trackers(found, common[code]) for code, found in by_language.items()}

    def of(self, language: str) -> Trackers:
        """Those of a language; none where no file has any."""
        return self._by_language.get(language) or Trackers((), frozenset())


@cache
def tracker_book(own: Path | None = None) -> TrackerBook:
    """The trackers that are shipped, and those in a folder of the deployment's own; read once.

    Raises:
        BadSettings: a file cannot be read or understood; the message says where.
    """
    by_language: dict[str, dict[str, Tracker]] = defaultdict(dict)
    if own and not own.is_dir():
        raise BadSettings(f"{own} is not a folder.", hint="GAMETAPE_TRACKERS_DIR must name a folder of .toml files.")
    shipped = [part_file(language.code, Part.TRACKERS) for language in languages() if Part.TRACKERS in language.parts]
    for file in (*shipped, *(sorted(own.glob("*.toml")) if own else ())):
        read = read_toml(_File, file, hint=_HINT)
        known = by_language[read.language]
        known |= {tracker.name: _joined(known.get(tracker.name), tracker) for tracker in read.tracker}
    return TrackerBook({code: list(found.values()) for code, found in by_language.items()})


_HINT = "See gametape/text/languages/en/trackers.toml for the format."


def _joined(known: Tracker | None, own: Tracker) -> Tracker:
    if known is None or own.replace:
        return own
    given = own.model_fields_set - {"phrases"}
    changes = {name: getattr(own, name) for name in given} | {"phrases": (*known.phrases, *own.phrases)}
    return known.model_copy(update=changes)


def _variants(phrase: str) -> list[list[str]]:
    """All ways to say a phrase: words, stems and gaps.

    Raises:
        ValueError: it has no word, or something that is neither a word, a choice nor a gap.
    """
    folded = _JOINS.sub(" ", fold(phrase))
    choices = [
        [option.split() for option in piece[1:-1].split("|")] if piece.startswith("[") else [[piece]]
        for piece in _PIECE.findall(folded)
    ]
    variants = [list(chain(*words)) for words in product(*choices)]
    if len(variants) > _MOST_VARIANTS:
        raise ValueError(f"{phrase!r} can be said in {len(variants)} ways; {_MOST_VARIANTS} are the most")
    for words in variants:
        if not words or _GAP in (words[0], words[-1]) or words == [_GAP]:
            raise ValueError(f"{phrase!r} must begin and end with a word")
        if wrong := [word for word in words if word != _GAP and not _is_word(word)]:
            raise ValueError(f"{phrase!r}: {wrong[0]!r} is no word")
    return variants


def _is_word(word: str) -> bool:
    return words_of(word.removesuffix("*")) == [word.removesuffix("*")]


def _rarest(words: Sequence[str], common: frozenset[str]) -> str:
    """The word by which a variant is looked up: not a small one if possible, and the longest of the rest."""
    return max((word for word in words if word != _GAP), key=lambda word: (word not in common, len(word)))


def _pattern(words: Sequence[str]) -> str:
    """Finds the words in a text in which each stands between single spaces."""
    return "".join(_UP_TO_FOUR if word == _GAP else f"{_word(word)} " for word in words).removesuffix(" ")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(dict.fromkeys(patterns))}) ")


def _word(word: str) -> str:
    return re.escape(word[:-1]) + "[^ ]*" if word.endswith("*") else re.escape(word)
