"""Conditions about what the customer waits for: our promise that is due, and an email that nobody answered."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.analysis.commitments.models import Commitment, CommitmentState
from gametape.analysis.evidence.claims import AnyEvidence, MailQuote
from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.insights.condition import Condition
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.signals import Fact, TurnFact
from gametape.queries.suggestion_inputs import CustomerEmail
from gametape.text.languages import Part, hollow_words, languages
from gametape.text.phrases import contains_phrase, spaced_words
from gametape.text.plurals import count
from gametape.text.sentences import sentences_of
from gametape.text.words import words

_OLD = 30  # days after which an overdue promise is no longer suggested: it was done unseen, or is moot
_ANSWERED = timedelta(days=7)  # from an email that asks to the promise that answers it
_AT_ONCE = timedelta(days=3)  # from the day of a promise to an email that asks for it in other words
_LONGEST_QUOTE = 140  # characters of the customer's words that a sentence repeats; longer words stand below it alone
_MOST = 2  # promises of a side


class _Requests(BaseModel):
    """Phrases of a language's `requests.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asks: tuple[str, ...]

    @field_validator("asks")
    @classmethod
    def _spaced(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(spaced_words, value))


def promises(deal: OpenDeal) -> Iterator[Condition]:
    """Yield promises that are due and not seen done: ours, those the customer asks about first, then the customer's."""
    due = [(made, days) for made in deal.commitments.commitments if (days := _days_due(deal, made)) is not None]
    chased = _chased(deal)
    ours = sorted(
        ((made, days) for made, days in due if made.side is Side.OURS),
        key=lambda item: (chased is None or item[0] is not chased.promise, item[1]),
    )
    for made, days in ours[:_MOST]:
        email = chased.email if chased and made is chased.promise else _asked_before(deal, made)
        yield _ours(deal, made, days, email, is_waiting=bool(chased and email is chased.email))
    theirs = [(made, days) for made, days in due if made.side is Side.THEIRS and _is_silent_since(deal, made, days)]
    for made, days in sorted(theirs, key=lambda item: item[1])[:_MOST]:
        sentence = f"Follow up with {made.owner}{_words(made)} {_due(deal, made, days)}"
        yield Condition(
            kind=ActionKind.FOLLOW_UP,
            about=_about(made),
            strength=_OLD - days,
            sentence=sentence,
            reason=f"Promised by {made.owner}, who has not been heard since",
            facts=(fact_of(made.evidence[0]),),
            evidence=made.evidence[:1],
        )


def _days_due(deal: OpenDeal, made: Commitment) -> int | None:
    """Return the days since a promise was due; None if it was done, is not due yet, or is too old."""
    if made.done_on is not None:
        return None
    if made.due is None and made.state(deal.today, deal.commitments.last_contact) is not CommitmentState.NOT_SEEN_DONE:
        return None
    days = (deal.today - (made.due or made.said_on)).days
    return days if 0 <= days <= _OLD else None


def _is_silent_since(deal: OpenDeal, made: Commitment, days: int) -> bool:
    """Return True if a promise of the customer passed its day, and its owner neither wrote nor joined a call since."""
    owner = next((one for one in deal.facts.contacts if one.email == made.owner_email and one.moments), None)
    if owner is None or made.due is None or not days:
        return False
    return day_of(owner.moments[-1], deal.zone) <= made.due


def _due(deal: OpenDeal, made: Commitment, days: int) -> str:
    if made.due is None:
        return f"Promised {deal.day(made.said_on)}"
    return f"Due {deal.day(made.due)}, {count(days, 'day')} ago" if days else "Due today"


def _ours(deal: OpenDeal, made: Commitment, days: int, email: CustomerEmail | None, *, is_waiting: bool) -> Condition:
    asked = email and request_in(email.snippet)
    asks = f". {_asks(deal, email, asked)}" if email and asked else ""
    fact = [Fact(type="email", id=email.id, at=email.sent_at)] if email else []
    return Condition(
        kind=ActionKind.KEEP_A_PROMISE,
        about=_about(made),
        strength=_OLD - days + (_OLD if is_waiting else 0),
        sentence=f"Keep {made.owner}'s promise{_words(made)} {_due(deal, made, days)}{asks}",
        reason="Promised, not seen done" + (" and asked for" if is_waiting else ""),
        facts=(fact_of(made.evidence[0]), *fact),
        quote=MailQuote(email.id, asked) if email and asked else None,
        evidence=made.evidence[:1],
    )


def _asks(deal: OpenDeal, email: CustomerEmail, asked: str) -> str:
    return f"{sender_of(deal, email)} asked on {deal.day(email.sent_at)}{quoted(asked)}"


def quoted(words: str) -> str:
    """Return words of a customer as the end of a sentence; empty for long words, and for prompt injection."""
    seen = " ".join(words.split())
    return f": “{seen}”" if len(seen) <= _LONGEST_QUOTE and not tricks_in(seen) else ""


def _words(made: Commitment) -> str:
    """Return the words of a promise, all of them if they are few."""
    return quoted(made.evidence[0].quote) or quoted(made.what) or "."


def _about(made: Commitment) -> str:
    return f"{made.said_on} {made.what}"[:200]


def fact_of(evidence: AnyEvidence) -> TurnFact | Fact:
    """Return the turn or the email of a quote."""
    if evidence.kind == "call":
        return TurnFact(id=evidence.call_id, turn=evidence.turn)
    return Fact(type="email", id=evidence.email_id, at=evidence.sent_at)


class _Chased(NamedTuple):
    """Our promise that is due, and the email that asks for it."""

    promise: Commitment
    email: CustomerEmail


def _chased(deal: OpenDeal) -> _Chased | None:
    """Return our promise that a waiting email is about: by words in common, of equal ones the one that was due last."""
    email = asking_email(deal)
    if email is None:
        return None
    sent, said = day_of(email.sent_at, deal.zone), set(words(email.snippet)) - hollow_words()

    def shared(made: Commitment) -> int:
        return len(said & set(words(made.evidence[0].quote)))

    ours = [made for made in deal.commitments.commitments if made.side is Side.OURS]
    due = [made for made in ours if _days_due(deal, made) is not None and (made.due or made.said_on) <= sent]

    def rank(made: Commitment) -> tuple[bool, int, date]:
        return made.due is not None and sent - made.due <= _AT_ONCE, shared(made), made.due or made.said_on

    about = max((made for made in due if any(rank(made)[:2])), key=rank, default=None)
    return _Chased(about, email) if about else None


def _asked_before(deal: OpenDeal, made: Commitment) -> CustomerEmail | None:
    """Return the email of the customer, at most some days before a promise by email, that the promise answers."""
    evidence = made.evidence[0]
    if evidence.kind != "email" or evidence.sent_at is None:
        return None
    before = [one for one in deal.facts.emails if one.sent_at <= evidence.sent_at <= one.sent_at + _ANSWERED]
    return next((email for email in before if request_in(email.snippet)), None)


def waiting_email(deal: OpenDeal) -> Iterator[Condition]:
    """Yield the latest email of the customer that asks for something, if no promise that is due answers it."""
    email = asking_email(deal)
    asked = email and request_in(email.snippet)
    if email is None or asked is None or _chased(deal):
        return
    days = deal.days_since(email.sent_at)
    who = sender_of(deal, email)
    wait = f", no reply for {count(days, 'day')}" if days else ""
    yield Condition(
        kind=ActionKind.ANSWER_EMAIL,
        strength=days,
        sentence=f"Answer {who}'s email of {deal.day(email.sent_at)}{wait}{quoted(asked)}",
        reason=f"{who} asked on {deal.day(email.sent_at)}; no email or call from us since",
        facts=(Fact(type="email", id=email.id, at=email.sent_at),),
        quote=MailQuote(email.id, asked),
    )


def asking_email(deal: OpenDeal) -> CustomerEmail | None:
    """Return the latest email that asks for something, of those after which we neither wrote nor met."""
    return next((email for email in deal.facts.emails if email.is_waiting and request_in(email.snippet)), None)


def request_in(text: str) -> str | None:
    """Return the first sentence of an email that asks for something; None if no sentence does."""
    phrases = [
        phrase for known in languages() if (read := known.read(_Requests, Part.REQUESTS)) for phrase in read.asks
    ]
    for sentence in sentences_of(text):
        if sentence.rstrip().endswith("?") or contains_phrase(spaced_words(sentence), phrases):
            return sentence
    return None


def sender_of(deal: OpenDeal, email: CustomerEmail) -> str:
    """Return the name of an email's sender, else the address."""
    sender = (email.sender or "").lower()
    known = next((contact for contact in deal.facts.contacts if contact.email == sender), None)
    return known.shown_as if known else sender or "the customer"
