"""Conditions about what the customer waits for: a promise of ours that is due, and an email that nobody answered."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, field_validator

from gametape.analysis.commitments.models import Commitment, CommitmentState
from gametape.analysis.evidence.claims import AnyEvidence, MailQuote
from gametape.analysis.insights.condition import Condition
from gametape.analysis.insights.models import ActionKind
from gametape.analysis.insights.open_deals import OpenDeal
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Side
from gametape.queries.signals import Fact, TurnFact
from gametape.queries.suggestion_inputs import WaitingEmail
from gametape.text.languages import Part, languages
from gametape.text.phrases import contains_phrase, spaced_words
from gametape.text.plurals import count
from gametape.text.sentences import sentences_of
from gametape.text.words import words

_OLD = 30  # days after which an overdue promise is no longer suggested: it was done unseen, or is moot
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
    """Yield promises that are due and not seen done: ours, those the customer chases first, then the customer's."""
    due = [(made, days) for made in deal.commitments.commitments if (days := _days_due(deal, made)) is not None]
    chasing = asking_email(deal)
    ours = [(made, days) for made, days in due if made.side is Side.OURS]
    chased = _chased(deal, [made for made, _ in ours], chasing) if chasing else None
    ours.sort(key=lambda item: (item[0] is not chased, item[1]))
    for made, days in ours[:_MOST]:
        yield _ours(deal, made, days, chasing if made is chased else None)
    theirs = sorted(((made, days) for made, days in due if made.side is Side.THEIRS), key=lambda item: item[1])
    for made, days in theirs[:_MOST]:
        yield _condition(
            made,
            days,
            ActionKind.FOLLOW_UP,
            f"Follow up with {made.owner}: “{made.what}”, {_due(deal, made, days)}",
        )


def _days_due(deal: OpenDeal, made: Commitment) -> int | None:
    """Return the days since a promise was due; None if it was done, is not due yet, or is too old."""
    if made.done_on is not None:
        return None
    if made.due is None and made.state(deal.today, deal.commitments.last_contact) is not CommitmentState.NOT_SEEN_DONE:
        return None
    days = (deal.today - (made.due or made.said_on)).days
    return days if 0 <= days <= _OLD else None


def _due(deal: OpenDeal, made: Commitment, days: int) -> str:
    if made.due is None:
        return f"promised {deal.day(made.said_on)}"
    return f"due {deal.day(made.due)}, {count(days, 'day')} ago" if days else "due today"


def _ours(deal: OpenDeal, made: Commitment, days: int, chasing: WaitingEmail | None) -> Condition:
    sentence = f"Keep {made.owner}'s promise: “{made.what}”, {_due(deal, made, days)}"
    if chasing is None:
        return _condition(made, days, ActionKind.KEEP_A_PROMISE, sentence)
    asked = f"{sender_of(deal, chasing)} asked on {deal.day(chasing.sent_at)}"
    return _condition(made, days, ActionKind.KEEP_A_PROMISE, f"{sentence}. {asked}", chasing)


def _condition(
    made: Commitment, days: int, kind: ActionKind, sentence: str, chasing: WaitingEmail | None = None
) -> Condition:
    email = Fact(type="email", id=chasing.id, at=chasing.sent_at) if chasing else None
    asked = chasing and request_in(chasing.snippet)
    return Condition(
        kind=kind,
        about=f"{made.said_on} {made.what}"[:200],
        strength=_OLD - days + (_OLD if chasing else 0),
        sentence=sentence,
        reason="Promised, not seen done" + (" and asked for" if chasing else ""),
        facts=(_fact(made.evidence[0]), *([email] if email else [])),
        quote=MailQuote(chasing.id, asked) if chasing and asked else None,
        evidence=made.evidence[:1],
    )


def _fact(evidence: AnyEvidence) -> TurnFact | Fact:
    if evidence.kind == "call":
        return TurnFact(id=evidence.call_id, turn=evidence.turn)
    return Fact(type="email", id=evidence.email_id, at=evidence.sent_at)


def _chased(deal: OpenDeal, ours: list[Commitment], email: WaitingEmail) -> Commitment | None:
    """Return our promise that a waiting email is about: the most words in common, of equal ones the latest due."""
    after = [made for made in ours if (made.due or made.said_on) <= day_of(email.sent_at, deal.zone)]
    said = set(words(email.snippet))
    return max(after, key=lambda made: (len(said & set(words(made.what))), made.due or made.said_on), default=None)


def waiting_email(deal: OpenDeal) -> Iterator[Condition]:
    """Yield the latest email of the customer that asks for something, if no promise that is due answers it."""
    email = asking_email(deal)
    due = [
        made for made in deal.commitments.commitments if made.side is Side.OURS and _days_due(deal, made) is not None
    ]
    asked = email and request_in(email.snippet)
    if email is None or asked is None or _chased(deal, due, email):
        return
    days = deal.days_since(email.sent_at)
    who = sender_of(deal, email)
    wait = f"no reply for {count(days, 'day')}" if days else "no reply yet"
    yield Condition(
        kind=ActionKind.ANSWER_EMAIL,
        strength=days,
        sentence=f"Answer {who}'s email of {deal.day(email.sent_at)}: {wait}",
        reason=f"{who} asked on {deal.day(email.sent_at)}; no email or call from us since",
        facts=(Fact(type="email", id=email.id, at=email.sent_at),),
        quote=MailQuote(email.id, asked),
    )


def asking_email(deal: OpenDeal) -> WaitingEmail | None:
    """Return the latest email that asks for something, of those after which we neither wrote nor met."""
    return next((email for email in deal.facts.waiting if request_in(email.snippet)), None)


def request_in(text: str) -> str | None:
    """Return the first sentence of an email that asks for something; None if no sentence does."""
    phrases = [
        phrase for known in languages() if (read := known.read(_Requests, Part.REQUESTS)) for phrase in read.asks
    ]
    for sentence in sentences_of(text):
        if sentence.rstrip().endswith("?") or contains_phrase(spaced_words(sentence), phrases):
            return sentence
    return None


def sender_of(deal: OpenDeal, email: WaitingEmail) -> str:
    """Return the name of an email's sender, else the address."""
    sender = (email.sender or "").lower()
    known = next((contact for contact in deal.facts.contacts if contact.email == sender), None)
    return known.shown_as if known else sender or "the customer"
