"""Signs that a promise was kept: the thing in a later email or call, the person who came, the answer that was given.

Where nothing shows it, nothing is claimed. A sentence that says that something is missing or will follow is no sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from gametape.analysis.commitments.promises_heard import Promise, PromiseReader
from gametape.analysis.commitments.signs import PassageSigns, SentenceSigns, says_otherwise
from gametape.analysis.commitments.wording import commitment_words
from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.evidence.passages import Passage
from gametape.queries.deal_texts import DealPerson
from gametape.text.sentences import Span
from gametape.text.words import words

_SOON = timedelta(days=7)  # after the day of a promise whose words do not say what; later texts may be about anything
_ENOUGH = 2  # topics before the promise that an answer shares, where the promise itself has none


@dataclass(frozen=True, slots=True)
class Delivery:
    """Text that shows a promise kept."""

    on: date
    evidence: AnyEvidence
    is_dated: bool  # it is the delivery itself; False: it may have come earlier


class _Sign(NamedTuple):
    """Sentence that shows a promise kept."""

    span: Span
    is_dated: bool


def delivery_of(promise: Promise, reader: PromiseReader) -> Delivery | None:
    """Return the first later text that shows a promise kept; None if no text does."""
    brought = _brought(promise, reader.texts.people)
    for passage in reader.passages[promise.passage.number + 1 :]:
        signs = reader.signs(passage, passage.language)
        if signs.known is None or passage.source is promise.passage.source:
            continue
        sign = _came(brought, passage) or _sign(promise, passage, signs)
        evidence = sign and _proof(passage, sign.span)
        if sign and evidence:
            return Delivery(signs.day, evidence, sign.is_dated)
    return None


def would_be_seen(promise: Promise, reader: PromiseReader) -> bool:
    """Return True if the deal's texts would show the promise kept: then it counts that no text does.

    It is to be handed over to the other side, and after its day nobody speaks of it as if it was there. A later text
    that says that it is missing, or asks for it, settles it.
    """
    known = commitment_words(promise.passage.language)
    if known is None:
        return False
    wanted = promise.topics or promise.context
    day = promise.due or promise.said_on
    is_spoken_of = False
    for passage in reader.passages[promise.passage.number + 1 :]:
        signs = reader.signs(passage, promise.passage.language)
        if passage.source is promise.passage.source or signs.day <= day:
            continue
        for sentence in signs.sentences:
            if wanted.isdisjoint(sentence.topics):
                continue
            text = passage.text[slice(*sentence.span)]
            is_asked = passage.side is not promise.passage.side and sentence.asks
            if "missing" in sentence.lists or (is_asked and known.has(text, "hands_over")):
                return True
            is_spoken_of = is_spoken_of or bool(promise.topics)
    return known.has(promise.text, "hands_over") and not is_spoken_of


def _proof(passage: Passage, span: Span) -> AnyEvidence | None:
    """Return a sign as evidence; a sign that is too short alone, with the next sentence or the one before."""
    place = passage.spans.index(span)
    for first, last in ((place, place), (place, place + 1), (place - 1, place)):
        if first >= 0 and last < len(passage.spans):
            evidence = passage.evidence(passage.spans[first][0], passage.spans[last][1])
            if evidence:
                return evidence
    return None


def _sign(promise: Promise, passage: Passage, signs: PassageSigns) -> _Sign | None:
    """Return the sentence of a passage that shows a promise kept."""
    if not passage.spans or (passage.turn is not None and not signs.showing):
        return None
    is_soon = signs.day <= (promise.due or promise.said_on) + _SOON
    wanted = promise.topics or promise.context
    shown = [
        (_Sign(sentence.span, is_dated), len(wanted & sentence.topics))
        for sentence in signs.showing
        if (is_dated := _shows(promise, passage, sentence, signs, is_soon=is_soon)) is not None
    ]
    if shown:
        return max(shown, key=lambda sign: sign[1])[0]
    if signs.known and _is_titled(promise, passage, signs.subject, is_soon=is_soon):
        span = max(passage.spans, key=lambda span: span[1] - span[0])
        return None if says_otherwise(passage.text, signs.known) else _Sign(span, is_dated=True)
    return None


def _shows(
    promise: Promise, passage: Passage, sentence: SentenceSigns, signs: PassageSigns, *, is_soon: bool
) -> bool | None:
    """Return True if a sentence is the delivery (`attached`), False if it only shows it (`received`), else None."""
    topics = sentence.topics
    is_own = passage.side is promise.passage.side
    is_email = passage.turn is None
    is_owners = is_email and passage.address == promise.owner.email
    if promise.topics:
        is_about, is_answer = bool(promise.topics & (topics | signs.subject)), bool(promise.topics & topics)
    else:
        is_about = is_soon and (bool(promise.context & topics) or is_owners)
        is_answer = is_soon and len(promise.context & topics) >= _ENOUGH
    if is_about and "there" in sentence.lists:
        return False
    if is_about and ("delivered" if is_own else "received") in sentence.lists:
        return is_own and is_email
    if not (is_answer and is_own and is_email):
        return None
    finds_out = not promise.topics or (signs.known is not None and signs.known.has(promise.text, "finds_out"))
    return True if finds_out else None


def _is_titled(promise: Promise, passage: Passage, subject: frozenset[str], *, is_soon: bool) -> bool:
    """Return True for an email of the owner whose subject is what was promised."""
    if passage.turn is not None or passage.address != promise.owner.email:
        return False
    return bool(promise.topics & subject) or (is_soon and not promise.topics and bool(promise.context & subject))


def _brought(promise: Promise, people: Sequence[DealPerson]) -> Sequence[DealPerson]:
    """Return the people of the promising side whom the promise brings to a later call."""
    known = commitment_words(promise.passage.language)
    return [
        person
        for person in people
        if known is not None
        and person.side is promise.passage.side
        and person.name
        and person.name != promise.passage.speaker
        and words(person.name)[0] in words(promise.text)
        and known.names(promise.text, "brings", words(person.name)[0])
    ]


def _came(brought: Sequence[DealPerson], passage: Passage) -> _Sign | None:
    """Return the first sentence of a brought person on a later call."""
    if passage.turn is None or not passage.spans:
        return None
    is_there = any(person.name == passage.speaker for person in brought)
    return _Sign(passage.spans[0], is_dated=False) if is_there else None
