"""Answer on a Gong scorecard, from the documents of `coaching_*.sql`."""

from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from gametape.files import read_toml
from gametape.records.fields import Email, Flag, Key, Label, Moment, Text
from gametape.records.identity import derived_id
from gametape.records.json_model import Cell, ReadsCell
from gametape.records.record import Record, Row
from gametape.text.graphemes import first_characters
from gametape.text.languages import Part, part_files
from gametape.text.phrases import contains_phrase, spaced_words

LOWEST, HIGHEST = 1, 5  # Gong's scale
QUESTION_CHARACTERS = 500

_HINT = "See gametape/text/languages/en/scorecards.toml for the format."


class Score(NamedTuple):
    """Score as given, and its points between 0 and 100; both None if there is no score."""

    given: str | None
    points: Decimal | None


def _score(value: Any, cell: Cell) -> Score:
    given = str(value).strip()[:60] or None
    if given is None:
        return Score(None, None)
    try:
        number = Decimal(given)
        if LOWEST <= number <= HIGHEST:
            return Score(given, (number - LOWEST) * 100 / (HIGHEST - LOWEST))
    except InvalidOperation:
        pass
    cell.warn(f"{given!r} left out (not between {LOWEST} and {HIGHEST})")
    return Score(given, None)


class _Phrases(BaseModel):
    """Phrases of a language's `scorecards.toml`, by dimension, in the order in which the dimensions are tried."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    objection_handling: tuple[str, ...]
    discovery: tuple[str, ...]
    product_knowledge: tuple[str, ...]
    engagement: tuple[str, ...]


@cache
def _dimensions() -> dict[str, tuple[str, ...]]:
    files = [read_toml(_Phrases, file, hint=_HINT) for file in part_files(Part.SCORECARDS)]
    names = tuple(_Phrases.model_fields)
    return {name: tuple(spaced_words(phrase) for file in files for phrase in getattr(file, name)) for name in names}


def dimension_of(question: str | None) -> str:
    """Return the coaching dimension that a question asks about, by its words; else `other`."""
    words = spaced_words(question or "")
    return next((name for name, phrases in _dimensions().items() if contains_phrase(words, phrases)), "other")


class ScorecardAnswer(Record, frozen=True, kw_only=True):
    """A reviewer's answer to one scorecard question about one call."""

    version: ClassVar[int] = 2

    id: Key
    call_id: Text = None
    rep_email: Email = None
    reviewer_email: Email = None
    scorecard: Label = None
    question: Label = None
    score: Annotated[Score, ReadsCell(_score)] = Score(None, None)
    answer_text: Text = None
    is_overall: Flag = None
    not_applicable: Flag = None
    reviewed_at: Moment = None

    @classmethod
    def key(cls, source_id: str) -> str:
        """Return the id with the prefix `gong:`, so that scores of other origins have different keys."""
        return f"gong:{source_id}"

    def missing(self) -> str | None:
        """Return "call_id" if the answer names no call: it could not be shown anywhere.

        A deleted answer that has only its id left returns "question".
        """
        if self.is_deleted and self.question is None and self.score.given is None:
            return "question"
        return None if self.call_id else "call_id"

    def row(self) -> Row:
        """Return the column values. Scores of dimension `other` are stored and never compared."""
        key = self.key(self.id)
        return {
            "id": derived_id("coaching_session", key),
            "source_id": key,
            "call_id": derived_id("call", self.call_id) if self.call_id else None,
            "rep_email": self.rep_email,
            "dimension": dimension_of(self.question),
            "score": None if self.not_applicable else self.score.points,
            "origin": "gong",
            "explanation": self.answer_text,
            "metadata": self._metadata(),
            "scored_at": self.reviewed_at,
        }

    def _metadata(self) -> dict[str, Any]:
        metadata = {
            "scorecard": self.scorecard,
            "question": first_characters(self.question or "", QUESTION_CHARACTERS),
            "reviewer_email": self.reviewer_email,
            "score": self.score.given,
            "is_overall": self.is_overall,
            "not_applicable": self.not_applicable,
        }
        return {name: value for name, value in metadata.items() if value}
