"""Quotes that were checked: nothing is claimed of a conversation without the words that were said, and who said them.

A quote counts when its words stand in that turn of that call, by that speaker. White space, case, quote marks, dashes,
dots and the ways in which Unicode writes one letter make no difference; anything else does. What comes back is in the
transcript's own spelling, with the moment at which it was said. docs/decisions/0095-quotes-that-were-checked.md
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, NoReturn, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from gametape.analysis.evidence.matching import find, says_something
from gametape.errors import Skip
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.talk import CallTalk, SpeakerTurn, Voice

_SEAL = object()  # who has it may make evidence: `verify`, and `stored` for what was verified before it was written
_NEIGHBOURS = 3  # turns on each side in which a quote that is not where it should be is looked for


class Why(StrEnum):
    """Why a quote does not count."""

    OTHER_SOURCE = "other_source"
    NO_SUCH_TURN = "no_such_turn"
    NOT_THERE = "not_there"
    WRONG_SPEAKER = "wrong_speaker"
    WRONG_SIDE = "wrong_side"
    SAYS_NOTHING = "says_nothing"
    AUTHOR_UNCERTAIN = "author_uncertain"  # the email may repeat what somebody else wrote
    SUSPECT = "suspect"  # it was said to mislead a machine (analysis/evidence/hostile.py)
    NOT_PLAIN = "not_plain"  # a model's sentence on it may not be shown (analysis/claude/output_guard.py)


class NotSaid(Skip):
    """A quote that is not proven; the message says why, in words with which it can be put right."""

    def __init__(self, why: Why, message: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody is said to have said: not checked. `speaker` is a name or an address."""

    call_id: UUID
    turn: int
    quote: str
    speaker: str | None = None
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class MailQuote:
    """What is said to stand in a mail: not checked."""

    email_id: UUID
    quote: str
    side: Side | None = None


class _Sealed(BaseModel):
    """Made here or not at all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_by_verify(cls, value: Any, info: ValidationInfo) -> Any:
        if info.context is not _SEAL and not isinstance(value, cls):
            raise ValueError("evidence is made by verify(), or read with stored()")
        return value

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **_values: Any) -> NoReturn:  # type: ignore[override]
        """Never: it would pass by the check."""
        raise TypeError("evidence is made by verify(), or read with stored()")

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """A copy, but no changed one."""
        if update:
            raise TypeError("evidence does not change")
        return super().model_copy(deep=deep)


class Evidence(_Sealed):
    """What was said on a call; checked."""

    kind: Literal["call"] = "call"
    call_id: UUID
    turn: int = Field(ge=0, description="Turn number in the call.")
    quote: str = Field(description="Word for word, as in the transcript.")
    speaker: str
    side: Side
    at_ms: int = Field(description="Start of the sentence, in milliseconds from the start of the call.")


class MailEvidence(_Sealed):
    """What was written in a mail; checked against the part of it that is kept."""

    kind: Literal["email"] = "email"
    email_id: UUID
    quote: str = Field(description="Word for word, as in the email.")
    speaker: str | None = Field(description="Sender's address.")
    side: Side
    sent_at: datetime | None


AnyEvidence = Annotated[Evidence | MailEvidence, Field(discriminator="kind")]


class Claim(BaseModel):
    """Base of everything that is stated about a conversation: there is none without evidence."""

    model_config = ConfigDict(frozen=True)

    evidence: tuple[AnyEvidence, ...] = Field(min_length=1)

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **_values: Any) -> NoReturn:  # type: ignore[override]
        """Never: it would pass by the check."""
        raise TypeError("a claim is made with evidence")


class Ledger(BaseModel):
    """What became of the quotes that somebody claimed."""

    kept: int = 0
    retried: int = Field(0, description="Claims rejected once and asked for again with the reason.")
    dropped: int = Field(0, description="Claims dropped: never shown.")
    reasons: dict[Why, int] = Field(default_factory=dict, description="Reasons why quotes were rejected.")

    def keep(self, count: int = 1) -> None:
        """These were proven."""
        self.kept += count

    def retry(self, refused: NotSaid) -> None:
        """This one is asked for again."""
        self.retried += 1
        self._note({refused.why: 1})

    def drop(self, refused: NotSaid) -> None:
        """This one is let go."""
        self.dropped += 1
        self._note({refused.why: 1})

    def add(self, other: "Ledger") -> None:
        """Take over what another one counted."""
        self.kept += other.kept
        self.retried += other.retried
        self.dropped += other.dropped
        self._note(other.reasons)

    def _note(self, reasons: dict[Why, int]) -> None:
        self.reasons = dict(Counter(self.reasons) + Counter(reasons))


def verify(quote: Quote, talk: CallTalk, *, side: Side | None = None) -> Evidence:
    """The quote as evidence, in the transcript's spelling.

    Args:
        quote: what is claimed; its speaker and side are checked where it names them.
        talk: the call it is from.
        side: whose words these must be, whatever the quote says.

    Raises:
        NotSaid: another call, no such turn, other words, another speaker, the wrong side, or too few words to prove
            anything.
    """
    if quote.call_id != talk.call_id:
        raise NotSaid(Why.OTHER_SOURCE, "The quote is from another call.")
    _demand_substance(quote.quote)
    said = _turn(talk, quote.turn)
    if said is None:
        raise NotSaid(Why.NO_SUCH_TURN, f"There is no turn {quote.turn}; the call has {len(talk.turns)}, from 0.")
    found = find(quote.quote, said.turn.text)
    if found is None:
        raise NotSaid(Why.NOT_THERE, f"These words are not in turn {quote.turn}.{_elsewhere(quote, talk)}")
    if quote.speaker is not None and not _is(quote.speaker, said.voice):
        raise NotSaid(Why.WRONG_SPEAKER, f"Turn {quote.turn} is spoken by {said.voice.name}, not by {quote.speaker}.")
    for demanded in (side, quote.side):
        _demand_side(demanded, said.voice.side, f"Turn {quote.turn}")
    return Evidence.model_validate(
        {
            "call_id": talk.call_id,
            "turn": said.number,
            "quote": found.text,
            "speaker": said.voice.name,
            "side": said.voice.side,
            "at_ms": said.turn.sentence_start(found.start),
        },
        context=_SEAL,
    )


def verify_mail(quote: MailQuote, mail: Email, *, side: Side | None = None) -> MailEvidence:
    """The quote as evidence, in the mail's spelling; what of a mail is not kept cannot be quoted.

    Raises:
        NotSaid: another mail, other words, the wrong side, too few words to prove anything, or a text of which it is
            uncertain who wrote what.
    """
    if quote.email_id != mail.id:
        raise NotSaid(Why.OTHER_SOURCE, "The quote is from another email.")
    if mail.author_uncertain:
        raise NotSaid(Why.AUTHOR_UNCERTAIN, "The email may quote someone else; quote another source.")
    _demand_substance(quote.quote)
    found = find(quote.quote, mail.snippet or "")
    if found is None:
        raise NotSaid(Why.NOT_THERE, "These words are not in the email.")
    for demanded in (side, quote.side):
        _demand_side(demanded, mail.direction, "The email")
    return MailEvidence.model_validate(
        {
            "email_id": mail.id,
            "quote": found.text,
            "speaker": mail.sender,
            "side": mail.direction,
            "sent_at": mail.sent_at,
        },
        context=_SEAL,
    )


Shape = TypeVar("Shape", bound=BaseModel)


def stored(shape: type[Shape], value: Any) -> Shape:
    """Read a model with evidence in it, or evidence itself, from JSON that was written to the store after `verify`.

    Never for what a person, a model or a network sent.

    Raises:
        ValidationError: that is no such JSON.
    """
    return shape.model_validate(value, context=_SEAL)


def _demand_substance(quote: str) -> None:
    if not says_something(quote):
        raise NotSaid(Why.SAYS_NOTHING, "The quote is too short to prove anything: include the words around it.")


def _demand_side(demanded: Side | None, actual: Side, where: str) -> None:
    if demanded is not None and demanded != actual:
        raise NotSaid(Why.WRONG_SIDE, f"{where} is by the side {actual}, not {demanded}.")


def _turn(talk: CallTalk, number: int) -> SpeakerTurn | None:
    if 0 <= number < len(talk.turns) and talk.turns[number].number == number:
        return talk.turns[number]
    return next((said for said in talk.turns if said.number == number), None)


def _elsewhere(quote: Quote, talk: CallTalk) -> str:
    for said in talk.turns[max(quote.turn - _NEIGHBOURS, 0) : quote.turn + _NEIGHBOURS + 1]:
        if find(quote.quote, said.turn.text):
            return f" Turn {said.number} has them."
    return ""


def _is(speaker: str, voice: Voice) -> bool:
    claimed = " ".join(speaker.split()).casefold()
    return claimed in (" ".join((known or "").split()).casefold() for known in (voice.name, voice.email) if known)
