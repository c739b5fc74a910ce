"""Checked quotes: every claim about a conversation carries the words that were said, and their speaker.

A quote is valid when the named turn of the named call contains its words, the named speaker spoke the turn, and did not
take the words back. White space, case, quote marks, dashes, dots and Unicode's several spellings of a letter make no
difference; any other difference does. Evidence is whole sentences in the transcript's spelling: part of a sentence is
widened, or refused where the cut changes its meaning (cuts.py).
docs/decisions/0095-quotes-that-were-checked.md, docs/decisions/0150-quotes-are-whole-sentences.md
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from gametape.analysis.evidence.matching import find, is_long_enough
from gametape.analysis.evidence.retractions import retraction_in_call, retraction_in_text
from gametape.analysis.evidence.whole_sentences import WholeQuote, whole_quote
from gametape.errors import Skip
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.talk import CallTalk, Voice
from gametape.text.sentences import sentences_of

_SEAL = object()  # validation context that permits making evidence: in `verify`, `verify_mail` and `stored` only
_LONGEST = 1_000  # characters of a quote; a longer sentence is refused, never cut
_NEIGHBOURS = 3  # turns before and after the named turn that are searched, to say in the error where the quote is


class Why(StrEnum):
    """Reason why a quote is refused."""

    OTHER_SOURCE = "other_source"
    NO_SUCH_TURN = "no_such_turn"
    NOT_THERE = "not_there"
    WRONG_SPEAKER = "wrong_speaker"
    WRONG_SIDE = "wrong_side"
    SAYS_NOTHING = "says_nothing"
    CUT = "cut"  # the rest of the sentence says otherwise (analysis/evidence/cuts.py)
    TAKEN_BACK = "taken_back"  # the speaker takes the words back in the next sentences
    TOO_LONG = "too_long"  # a sentence without an end, from a source without punctuation
    AUTHOR_UNCERTAIN = "author_uncertain"  # the email may repeat another person's text
    SUSPECT = "suspect"  # the text looks like prompt injection (analysis/evidence/hostile.py)
    NOT_BORNE_OUT = "not_borne_out"  # the quotes do not say what the sentence says (analysis/evidence/borne_out.py)
    NOT_PLAIN = "not_plain"  # the model's sentence about the quote may not be shown (analysis/claude/output_guard.py)


class NotSaid(Skip):
    """Error for a quote that cannot be verified; the message tells a model or person how to correct the quote."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Quote:
    """Quote from a call, not checked yet. `turn` is the turn's number; `speaker` is a name or an email address."""

    call_id: UUID
    turn: int
    quote: str
    speaker: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class MailQuote:
    """Quote from an email, not checked yet."""

    email_id: UUID
    quote: str
    side: Side | None = None


class _Sealed(BaseModel):
    """Base of evidence: a model that only this module can create."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_by_verify(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is not _SEAL and not isinstance(value, cls):
            raise ValueError("evidence is made by verify(), or read with stored()")
        return value

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **_values: Any) -> NoReturn:  # type: ignore[override]
        """Refuse: it would skip the check of the quotes. Raises TypeError always."""
        raise TypeError("evidence is made by verify(), or read with stored()")

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """Return an unchanged copy. Raises TypeError for `update`: evidence does not change."""
        if update:
            raise TypeError("evidence does not change")
        return super().model_copy(deep=deep)


class Evidence(_Sealed):
    """Checked quote from a call."""

    kind: Literal["call"] = "call"
    call_id: UUID
    turn: int = Field(ge=0, description="Turn number in the call.")
    quote: str = Field(description="Word for word, as in the transcript.")
    speaker: str
    side: Side
    at_ms: int = Field(description="Start of the sentence, in milliseconds from the start of the call.")


class MailEvidence(_Sealed):
    """Checked quote from an email; the check covers the part of the email that is stored."""

    kind: Literal["email"] = "email"
    email_id: UUID
    quote: str = Field(description="Word for word, as in the email.")
    speaker: str | None = Field(description="Sender's address.")
    side: Side
    sent_at: datetime | None


AnyEvidence = Annotated[Evidence | MailEvidence, Field(discriminator="kind")]


def only_asks(quote: Evidence | MailEvidence) -> bool:
    """Tell whether a quote is a question: it shows what was asked, and confirms nothing."""
    return all(sentence.rstrip("\"'”’ ").endswith(("?", "？")) for sentence in sentences_of(quote.quote))


class Claim(BaseModel):
    """Base of all statements about a conversation; each needs at least one piece of evidence."""

    model_config = ConfigDict(frozen=True)

    evidence: tuple[AnyEvidence, ...] = Field(min_length=1)

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **_values: Any) -> NoReturn:  # type: ignore[override]
        """Refuse: it would skip the check of the quotes. Raises TypeError always."""
        raise TypeError("a claim is made with evidence")


def verify(quote: Quote, talk: CallTalk, *, side: Side | None = None) -> Evidence:
    """Return the quote as evidence, in the transcript's spelling.

    Args:
        quote: the claimed quote; its speaker and side are checked if they are given.
        talk: the call of the quote.
        side: the side that must have spoken the words, in addition to the quote's own side.

    Raises:
        NotSaid: another call, no such turn, other words, another speaker, the wrong side, too few words to be proof,
            words that are taken back, or a cut that changes the meaning.
    """
    if quote.call_id != talk.call_id:
        raise NotSaid(Why.OTHER_SOURCE, "The quote is from another call.")
    _demand_substance(quote.quote)
    place = _place(talk, quote.turn)
    if place is None:
        raise NotSaid(Why.NO_SUCH_TURN, f"There is no turn {quote.turn}; the call has {len(talk.turns)}, from 0.")
    said = talk.turns[place]
    whole = whole_quote(quote.quote, said.turn.sentences)
    if whole is None:
        raise NotSaid(Why.NOT_THERE, f"These words are not in turn {quote.turn}.{_elsewhere(quote, talk)}")
    if quote.speaker is not None and not _is(quote.speaker, said.voice):
        raise NotSaid(Why.WRONG_SPEAKER, f"Turn {quote.turn} is spoken by {said.voice.name}, not by {quote.speaker}.")
    for demanded in (side, quote.side):
        _demand_side(demanded, said.voice.side, f"Turn {quote.turn}")
    _demand_whole(whole)
    _demand_kept(retraction_in_call(talk.turns, place, whole.start, whole.end))
    return Evidence.model_validate(
        {
            "call_id": talk.call_id,
            "turn": said.number,
            "quote": whole.text,
            "speaker": said.voice.name,
            "side": said.voice.side,
            "at_ms": said.turn.sentence_start(whole.start),
        },
        context=_SEAL,
    )


def verify_mail(quote: MailQuote, mail: Email, *, side: Side | None = None) -> MailEvidence:
    """Return the quote as evidence, in the email's spelling; only the stored part of an email can be quoted.

    Raises:
        NotSaid: as `verify`; or the email's text may repeat another person's text.
    """
    if quote.email_id != mail.id:
        raise NotSaid(Why.OTHER_SOURCE, "The quote is from another email.")
    if mail.author_uncertain:
        raise NotSaid(Why.AUTHOR_UNCERTAIN, "The email may quote someone else; quote another source.")
    _demand_substance(quote.quote)
    whole = whole_quote(quote.quote, (mail.snippet or "",))
    if whole is None:
        raise NotSaid(Why.NOT_THERE, "These words are not in the email.")
    for demanded in (side, quote.side):
        _demand_side(demanded, mail.direction, "The email")
    _demand_whole(whole)
    _demand_kept(retraction_in_text((mail.snippet or "",), whole.start, whole.end, is_written=True))
    return MailEvidence.model_validate(
        {
            "email_id": mail.id,
            "quote": whole.text,
            "speaker": mail.sender,
            "side": mail.direction,
            "sent_at": mail.sent_at,
        },
        context=_SEAL,
    )


Shape = TypeVar("Shape", bound=BaseModel)


def stored(shape: type[Shape], value: Any) -> Shape:
    """Read evidence, or a model that contains evidence, from JSON that was written to the store after `verify`.

    Do not use it for JSON from a person, a language model or a network: the quotes are not checked again.

    Raises:
        ValidationError: the JSON does not fit the model.
    """
    return shape.model_validate(value, context=_SEAL)


def _demand_substance(quote: str) -> None:
    if not is_long_enough(quote):
        raise NotSaid(Why.SAYS_NOTHING, "The quote is too short to prove anything: include the words around it.")


def _demand_whole(whole: WholeQuote) -> None:
    if whole.harm is not None:
        raise NotSaid(Why.CUT, f"The words are cut out of their sentence: {whole.harm}. Quote whole sentences.")
    if len(whole.text) > _LONGEST:
        raise NotSaid(Why.TOO_LONG, f"The sentence has more than {_LONGEST:,} characters: quote another one.")


def _demand_kept(retraction: str | None) -> None:
    if retraction is not None:
        raise NotSaid(Why.TAKEN_BACK, "The speaker takes the words back in the next sentences: quote those.")


def _demand_side(demanded: Side | None, actual: Side, where: str) -> None:
    if demanded is not None and demanded != actual:
        raise NotSaid(Why.WRONG_SIDE, f"{where} is by the side {actual}, not {demanded}.")


def _place(talk: CallTalk, number: int) -> int | None:
    if 0 <= number < len(talk.turns) and talk.turns[number].number == number:
        return number
    return next((place for place, said in enumerate(talk.turns) if said.number == number), None)


def _elsewhere(quote: Quote, talk: CallTalk) -> str:
    for said in talk.turns[max(quote.turn - _NEIGHBOURS, 0) : quote.turn + _NEIGHBOURS + 1]:
        if find(quote.quote, said.turn.text):
            return f" Turn {said.number} has them."
    return ""


def _is(speaker: str, voice: Voice) -> bool:
    claimed = " ".join(speaker.split()).casefold()
    return claimed in (" ".join((known or "").split()).casefold() for known in (voice.name, voice.email) if known)
