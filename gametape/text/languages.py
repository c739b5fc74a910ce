"""Languages: the words of each that readings rest on, as files in a folder of its own, `languages/<code>/`.

A folder has a file per `Part`. The language of a call is one with a `speech.toml`; every other file is optional. What
rests on a missing file is not covered in that language: it has no number, and REST, MCP, the terminal and the pages say
so.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from gametape.files import read_toml
from gametape.text.words import fold

SHIPPED = Path(__file__).with_name("languages")

_REGION = re.compile(r"[-_]")
_UNDETERMINED = ("", "und", "mul", "mis", "zxx", "unknown", "auto")
_ENOUGH_WORDS = 20  # of fewer no language is told
_COMMON_SHARE = 0.2  # of running words: ordinary speech comes to 0.4 in its own language, to 0.1 in a neighbour's
_QUESTION = ("?", "？")
_AFTER_A_MARK = " \t!.…\"'”»)]"  # what may still follow the question mark that ends a sentence
_HINT = "See gametape/text/languages/en for the files of a language."

Model = TypeVar("Model", bound=BaseModel)


class Part(StrEnum):
    """Part of a language that readings rest on; its file is `<part>.toml`, that of `hearing` is a folder."""

    SPEECH = "speech"  # questions, fillers; also tells which language a call is in
    TRACKERS = "trackers"  # topics
    SCORING = "scoring"  # answers that were put off, figures, customer examples
    DATES = "dates"  # days that people agree on
    SENTENCES = "sentences"  # abbreviations, whose dot ends no sentence
    NUMBERS = "numbers"  # numbers in words, and units
    QUOTES = "quotes"  # words that a quote may not lose, and how people take back a statement
    COMMITMENTS = "commitments"  # promises, and what shows that they were kept
    COMPETITORS = "competitors"  # how customers name other vendors
    HEARING = "hearing"  # the model that tells what a sentence does
    ROLES = "roles"  # job titles of our own people
    CALL_KINDS = "call_kinds"  # kinds of calls: titles, talk, stages
    SCORECARDS = "scorecards"  # questions of Gong's scorecards
    REQUESTS = "requests"  # how people ask for something in an email


_OF_TALK = (
    Part.SPEECH,
    Part.TRACKERS,
    Part.SCORING,
    Part.DATES,
    Part.SENTENCES,
    Part.HEARING,
    Part.CALL_KINDS,
)
"""Parts that the numbers of a call rest on."""

READINGS: dict[Part, str] = {
    Part.TRACKERS: "topics",
    Part.HEARING: "objections, commitments and who decides",
    Part.SCORING: "answers, figures and customer examples",
    Part.DATES: "agreed dates",
}
"""Name, for people, of the readings that a missing part leaves uncovered."""


class Language(BaseModel):
    """Words of one language, from its `speech.toml`: each list is of words or phrases."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    codes: tuple[str, ...]
    common: tuple[str, ...]
    hollow: tuple[str, ...]
    connectives: tuple[str, ...]
    open: tuple[str, ...]
    fillers: tuple[str, ...]
    asides: tuple[str, ...]

    @property
    def code(self) -> str:
        """ISO 639-1 code, also the name of the folder: `en`."""
        return self.codes[0]

    @property
    def parts(self) -> frozenset[Part]:
        """Parts that the language's folder has."""
        return parts_of(self.code)

    @property
    def lacks(self) -> list[Part]:
        """Parts of `READINGS` that the language's folder does not have, in the order of `Part`."""
        return [part for part in READINGS if part not in self.parts]

    def read(self, model: type[Model], part: Part) -> Model | None:
        """Read a part in the form of `model`, once; None where the language does not have it.

        Raises:
            BadSettings: the file cannot be understood.
        """
        return _read(model, self.code, part)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Frequent words, folded."""
        return frozenset(map(fold, self.common))

    def is_question(self, text: str) -> bool:
        """Return True when a sentence ends with a question mark."""
        has_mark = "?" in text or "？" in text  # few have one
        return has_mark and text.rstrip(_AFTER_A_MARK).endswith(_QUESTION)

    def is_open(self, text: str) -> bool:
        """Return True when a folded question begins with one of `open`, after any fillers and connectives."""
        return self._opening.match(text) is not None

    def count_fillers(self, text: str) -> int:
        """Count the fillers of a folded sentence; `so, um,` is one."""
        return len(self._filler.findall(text))

    @cached_property
    def hesitant_words(self) -> frozenset[str]:
        """Words without which a sentence has no filler, folded."""
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
    """Write an alternation of literal phrases, the longer ones first."""
    return "|".join(re.escape(fold(phrase)) for phrase in sorted(phrases, key=len, reverse=True))


def part_file(code: str, part: Part) -> Path:
    """Path of a part of a language, whether it exists or not."""
    return SHIPPED / code / (part if part is Part.HEARING else f"{part}.toml")


def part_files(part: Part) -> list[Path]:
    """List the files of a part of all languages, also of those that have no `speech.toml`."""
    return sorted(SHIPPED.glob(f"*/{part}.toml"))


@cache
def _read(model: type[Model], code: str, part: Part) -> Model | None:
    return read_toml(model, part_file(code, part), hint=_HINT) if part in parts_of(code) else None


@cache
def parts_of(code: str) -> frozenset[Part]:
    """Parts that a language has; none where there is no such language."""
    return frozenset(part for part in Part if part_file(code, part).exists())


@cache
def languages() -> tuple[Language, ...]:
    """Read all languages, in the order of their codes.

    Raises:
        BadSettings: a file cannot be understood.
    """
    files = sorted(SHIPPED.glob(f"*/{Part.SPEECH}.toml"))
    return tuple(read_toml(Language, file, hint=_HINT) for file in files)


def language(code: str | None) -> Language | None:
    """Return the language of an ISO 639-1 code; None where there is none."""
    return _by_code().get(code or "")


@cache
def _by_code() -> dict[str, Language]:
    return {known.code: known for known in languages()}


@cache
def hollow_words() -> frozenset[str]:
    """Words that carry no meaning by themselves in some language, folded."""
    return frozenset(fold(word) for known in languages() for word in known.hollow)


@cache
def fingerprint() -> bytes:
    """Hash of 8 bytes that changes with every file that a reading of a call rests on."""
    digest = blake2b(digest_size=8)
    for known in languages():
        for part in (part for part in _OF_TALK if part in known.parts):
            path = part_file(known.code, part)
            for file in sorted(path.iterdir()) if path.is_dir() else (path,):
                digest.update(f"{known.code}/{part}/{file.name}".encode() + file.read_bytes())
    return digest.digest()


def identify(told: str | None, counts: Counter[str]) -> Language | None:
    """Tell the language of a call: the source's own statement, else the language whose small words are most frequent.

    Args:
        told: the source's name or code of the language, with or without a region (`en-GB`, `German`); None or `und`
            where the source does not know.
        counts: how often each folded word is said.
    """
    name = _REGION.split((told or "").strip().lower())[0]
    if name not in _UNDETERMINED:
        return next((known for known in languages() if name in known.codes), None)
    if counts.total() < _ENOUGH_WORDS:
        return None
    shares = [(sum(counts[word] for word in known.small_words), known) for known in languages()]
    common, likeliest = max(shares, key=lambda share: share[0])
    return likeliest if common >= _COMMON_SHARE * counts.total() else None


def not_covered(code: str | None, parts: Iterable[str]) -> str | None:
    """Write the sentence that tells a person which readings a language lacks; None where it lacks none.

    >>> not_covered("de", [Part.HEARING])
    'Not covered in German: objections, commitments and who decides.'
    """
    known = language(code)
    lacking = [what for part, what in READINGS.items() if part in set(parts)]
    return f"Not covered in {known.name if known else 'this language'}: {'; '.join(lacking)}." if lacking else None
