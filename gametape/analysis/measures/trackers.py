"""Keyword trackers: find the turns that mention a subject, by phrases in data files.

Each language has a file, `text/languages/<code>/trackers.toml`. A phrase matches whole words; case and punctuation make
no difference. In a phrase, `price*` is any word that begins with `price`, `[a|two words]` is one of the choices, and
`...` is a gap of up to four words.
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
from gametape.queries.objection_names import is_heard
from gametape.queries.talk import SpeakerTurn
from gametape.text.languages import Part, languages, part_file
from gametape.text.words import fold
from gametape.text.words import words as words_of

_GAP = "..."
_UP_TO_FOUR = "(?:[^ ]+ ){0,4}?"
_PIECE = re.compile(r"\[[^\[\]]*\]|\.\.\.|[^\s\[\]]+|[\[\]]")
_JOINS = re.compile(r"[-&/+]")  # signs between words: `follow-up` matches `follow up`
_MOST_VARIANTS = 500  # of one phrase
_REMEMBERED = 50_000  # words


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tracker(_Table):
    """Subject and the phrases that mention it. `side`: only sentences of that side count.

    `part_of` names a tracker that counts each hit of this tracker, too. A tracker in a deployment's own file adds its
    phrases to the shipped tracker of the same name; with `replace` it takes the shipped tracker's place.
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
    """Sentence that a tracker hits, and the offset (characters) at which it begins in the turn's text.

    `words` counts the words of the longest phrase in the sentence: a longer phrase is more certain.
    """

    said: SpeakerTurn
    offset: int
    sentence: str
    words: int = 1


class _Check:
    """Phrases to search in sentences that contain a given word; compiled when the word first occurs."""

    __slots__ = ("_by_length", "_patterns", "_variants", "names", "side")

    def __init__(self, tracker: Tracker, variants: Sequence[Sequence[str]]) -> None:
        self.side = None if tracker.side == "any" else Side(tracker.side)
        self.names = (tracker.name, tracker.part_of) if tracker.part_of else (tracker.name,)
        self._variants = variants
        self._by_length: list[tuple[int, re.Pattern[str]]] | None = None
        alone = any(len(words) == 1 for words in variants)
        self._patterns: Sequence[str] | re.Pattern[str] | None = None if alone else list(map(_pattern, variants))

    def hits(self, speech: Speech, places: Iterable[int]) -> set[int]:
        """Return the sentence indexes, out of `places`, at which the tracker's side says one of the phrases."""
        if self.side is not None:
            sides, side = speech.sides, self.side
            places = [place for place in places if sides[place] is side]
        if self._patterns is None:  # a phrase consists of the word alone
            return set(places)
        if not isinstance(self._patterns, re.Pattern):
            self._patterns = _any_of(self._patterns)
        search, spaced = self._patterns.search, speech.spaced
        # Search each sentence once, however often it contains the word; else long sentences take quadratic time.
        return {place for place in set(places) if search(spaced[place])}

    def longest(self, spaced: str) -> int:
        """Count the words, without gaps, of the longest phrase that the text contains; 0 if it contains none."""
        if self._by_length is None:  # compiled late, because it is needed for few sentences
            by_length: dict[int, list[str]] = defaultdict(list)
            for words in self._variants:
                by_length[sum(word != _GAP for word in words)].append(_pattern(words))
            self._by_length = [(n, _any_of(by_length[n])) for n in sorted(by_length, reverse=True)]
        return next((length for length, pattern in self._by_length if pattern.search(spaced)), 0)


class Trackers:
    """Trackers of a language, prepared for searching."""

    def __init__(self, trackers: Sequence[Tracker], common: frozenset[str]) -> None:
        """Index each variant of a phrase by its rarest word; only sentences with that word are searched for it."""
        filed: dict[str, dict[str, tuple[Tracker, list[list[str]]]]] = defaultdict(dict)
        for tracker in trackers:
            for words in (words for phrase in tracker.phrases for words in _variants(phrase)):
                entry = filed[_rarest(words, common)].setdefault(tracker.name, (tracker, []))
                entry[1].append(words)
        checks = {word: tuple(_Check(*entry) for entry in entries.values()) for word, entries in filed.items()}
        self.names = tuple(tracker.name for tracker in trackers)
        self._whole = {word: found for word, found in checks.items() if not word.endswith("*")}
        self._stems = [(word[:-1], found) for word, found in checks.items() if word.endswith("*")]
        # Words seen in any call so far, and the few of them that have checks.
        self._seen: set[str] = set()
        self._telling: dict[str, tuple[_Check, ...]] = {}

    def find(self, speech: Speech) -> dict[str, list[Wording]]:
        """Return, by tracker, the sentences that it hits, in order; trackers without a hit are left out."""
        return {name: [speech.wording(place) for place in places] for name, places in self._places(speech).items()}

    def hits(self, speech: Speech) -> dict[str, list[Hit]]:
        """Return, by tracker, its hits in the transcript's spelling, each with the length of the phrase in words."""
        return {
            name: [
                hit._replace(words=self._words(name, speech.spaced[place]))
                for place, hit in zip(places, hits_of(map(speech.wording, places)), strict=True)
            ]
            for name, places in self._places(speech).items()
        }

    def _places(self, speech: Speech) -> dict[str, list[int]]:
        for word in speech.vocabulary - self._seen:
            self._index_word(word)
        checks = {word: self._telling[word] for word in self._telling.keys() & speech.vocabulary}
        by_tracker: dict[str, set[int]] = {}
        for word, places in speech.places(checks).items():
            for check in checks[word]:
                if hits := check.hits(speech, places):
                    for name in check.names:
                        by_tracker.setdefault(name, set()).update(hits)
        return {name: sorted(places) for name, places in sorted(by_tracker.items())}

    def _words(self, name: str, spaced: str) -> int:
        checks = (check for word in set(spaced.split()) for check in self._telling.get(word, ()) if name in check.names)
        return max(check.longest(spaced) for check in checks)

    def _index_word(self, word: str) -> None:
        checks = self._whole.get(word, ())
        for stem, more in self._stems:
            if word.startswith(stem):
                checks += more
        if checks:
            self._telling[word] = checks
        if len(self._seen) < _REMEMBERED:
            self._seen.add(word)


def turns_of(found: dict[str, list[Wording]], side: Side) -> dict[str, list[int]]:
    """Return, by tracker, the numbers of the turns in which a side hits it, sorted and without repetition."""
    turns = {
        name: sorted({sentence.said.number for sentence in sentences if sentence.said.voice.side is side})
        for name, sentences in found.items()
    }
    return {name: numbers for name, numbers in turns.items() if numbers}


def hits_of(sentences: Iterable[Wording]) -> list[Hit]:
    """Return the sentences in the transcript's spelling, as evidence."""
    return [
        Hit(each.said, sum(len(before) + 1 for before in spoken[: each.place]), spoken[each.place])
        for each in sentences
        for spoken in (each.said.turn.sentences,)
    ]


class TrackerBook:
    """Trackers of all languages; `fingerprint` changes when a phrase changes."""

    def __init__(self, by_language: dict[str, list[Tracker]]) -> None:
        common = {language.code: language.small_words for language in languages()}
        repr_of_all = repr(
            sorted((code, tracker) for code, found in by_language.items() for tracker in map(repr, found))
        )
        self.fingerprint = blake2b(repr_of_all.encode(), digest_size=8).digest()
        self.names = sorted({tracker.name for found in by_language.values() for tracker in found})
        self._by_language = {code: Trackers(found, common[code]) for code, found in by_language.items()}

    def of(self, language: str) -> Trackers:
        """Return the trackers of a language (ISO 639-1 code); empty when no file has trackers of it."""
        return self._by_language.get(language) or Trackers((), frozenset())


@cache
def tracker_book(own: Path | None = None) -> TrackerBook:
    """Read the shipped trackers and the `.toml` files of a deployment's own folder; cached.

    Raises:
        BadSettings: `own` is not a folder, or a file cannot be read or is not valid; the message names the place.
    """
    by_language: dict[str, dict[str, Tracker]] = defaultdict(dict)
    if own and not own.is_dir():
        raise BadSettings(f"{own} is not a folder.", hint="GAMETAPE_TRACKERS_DIR must name a folder of .toml files.")
    shipped = [part_file(language.code, Part.TRACKERS) for language in languages() if Part.TRACKERS in language.parts]
    for file in (*shipped, *(sorted(own.glob("*.toml")) if own else ())):
        read = read_toml(_File, file, hint=_HINT)
        if taken := [tracker.name for tracker in read.tracker if is_heard(tracker.name)]:
            raise BadSettings(
                f"{file}: no tracker may be called {taken[0]!r}: objections are heard, not found by phrases.",
                hint="Give it another name to count its phrases as a topic.",
            )
        known = by_language[read.language]
        known |= {tracker.name: _joined(known.get(tracker.name), tracker) for tracker in read.tracker}
    return TrackerBook({code: list(trackers.values()) for code, trackers in by_language.items()})


_HINT = "See gametape/text/languages/en/trackers.toml for the format."


def _joined(known: Tracker | None, own: Tracker) -> Tracker:
    if known is None or own.replace:
        return own
    given = own.model_fields_set - {"phrases"}
    changes = {name: getattr(own, name) for name in given} | {"phrases": (*known.phrases, *own.phrases)}
    return known.model_copy(update=changes)


def _variants(phrase: str) -> list[list[str]]:
    """List the variants of a phrase, each as words, stems (`price*`) and gaps (`...`).

    Raises:
        ValueError: the phrase has no word, too many variants, or a part that is neither word, choice nor gap.
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
    """Return the word by which a variant is indexed: the longest word that is not common, else the longest word."""
    return max((word for word in words if word != _GAP), key=lambda word: (word not in common, len(word)))


def _pattern(words: Sequence[str]) -> str:
    """Return a regular expression for the words in a text of words between single spaces."""
    return "".join(_UP_TO_FOUR if word == _GAP else f"{_word(word)} " for word in words).removesuffix(" ")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(dict.fromkeys(patterns))}) ")


def _word(word: str) -> str:
    return re.escape(word[:-1]) + "[^ ]*" if word.endswith("*") else re.escape(word)
