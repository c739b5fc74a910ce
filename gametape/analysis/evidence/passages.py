"""Passages: the turns of a deal's calls and its emails in one row, so that a promise and its sequel are read alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gametape.analysis.evidence.claims import AnyEvidence, MailQuote, NotSaid, Quote, verify, verify_mail
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deal_texts import EARLIEST, DealTexts
from gametape.queries.talk import CallTalk
from gametape.text.languages import identify
from gametape.text.sentences import Span, sentence_spans
from gametape.text.words import words


@dataclass(frozen=True, slots=True)
class Passage:
    """Turn of a call, or an email. `number` is its place in the deal's row of passages."""

    number: int
    source: CallTalk | Email
    at: datetime
    side: Side
    speaker: str
    address: str | None
    turn: int | None  # None for an email
    text: str
    spans: tuple[Span, ...]  # sentences
    language: str | None

    @property
    def subject(self) -> str:
        """Subject of an email; empty for a turn."""
        return (self.source.subject or "") if isinstance(self.source, Email) else ""

    def evidence(self, start: int, end: int) -> AnyEvidence | None:
        """Return a stretch of the text as checked evidence; None if it cannot be proof."""
        quote = self.text[start:end]
        try:
            if isinstance(self.source, Email):
                return verify_mail(MailQuote(self.source.id, quote), self.source)
            return verify(Quote(self.source.call_id, self.turn or 0, quote), self.source)
        except NotSaid:
            return None


def passages_of(texts: DealTexts) -> list[Passage]:
    """Return the passages of a deal, from the oldest.

    Texts without a time are left out, as nothing can be told to have followed them; and so are emails whose text may be
    another person's.
    """
    names = {person.email: person.name for person in texts.people if person.email and person.name}
    typical = _typical_language(texts)
    found: list[Passage] = []
    sources: list[CallTalk | Email] = [*texts.talks, *texts.emails]
    for source in sorted(sources, key=_time):
        if _time(source) == EARLIEST:
            continue
        if isinstance(source, CallTalk):
            found += _turns(source, texts.languages.get(source.call_id), len(found))
        elif source.snippet and not source.author_uncertain:
            found.append(_email(source, names, typical, len(found)))
    return found


def _typical_language(texts: DealTexts) -> str | None:
    """Return the language of most calls, else of all emails together; an email may be too short to tell its own."""
    spoken = Counter(language for language in texts.languages.values() if language)
    if spoken:
        return spoken.most_common(1)[0][0]
    told = identify(None, Counter(word for email in texts.emails for word in words(email.snippet or "")))
    return told.code if told else None


def _time(source: CallTalk | Email) -> datetime:
    at = source.started_at if isinstance(source, CallTalk) else source.sent_at
    return at or EARLIEST


def _turns(talk: CallTalk, language: str | None, first: int) -> list[Passage]:
    return [
        Passage(
            number=first + place,
            source=talk,
            at=_time(talk),
            side=said.voice.side,
            speaker=said.voice.name,
            address=said.voice.email,
            turn=said.number,
            text=said.turn.text,
            spans=sentence_spans(said.turn.sentences),
            language=language,
        )
        for place, said in enumerate(talk.turns)
    ]


def _email(email: Email, names: Mapping[str, str], typical: str | None, number: int) -> Passage:
    text = email.snippet or ""
    told = identify(None, Counter(words(text)))
    sender = email.sender or ""
    return Passage(
        number=number,
        source=email,
        at=_time(email),
        side=email.direction,
        speaker=names.get(sender) or sender,
        address=email.sender,
        turn=None,
        text=text,
        spans=sentence_spans((text,)),
        language=told.code if told else typical,
    )
