"""Promises that hearing finds on calls and in emails: who, on which side, what, to whom, and by when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from itertools import pairwise
from textwrap import shorten

from gametape.analysis.commitments.signs import PassageSigns, passage_signs
from gametape.analysis.commitments.wording import CommitmentWords, commitment_words
from gametape.analysis.evidence.claims import AnyEvidence
from gametape.analysis.evidence.passages import Passage
from gametape.analysis.hearing.hear import COMMITMENT
from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call
from gametape.queries.calendar import day_of
from gametape.queries.calls_and_emails import Email, Side
from gametape.queries.deal_texts import DealPerson, DealTexts
from gametape.text import languages
from gametape.text.date_words import date_words
from gametape.text.due_days import due_day, names_only_a_day
from gametape.text.languages import Part, parts_of
from gametape.text.sentences import Span
from gametape.text.words import fold, words

_LONGEST = 120  # characters of the clause that is shown
_FEWEST = 2  # words of a clause that says something
_DAY_AFTER = 2  # sentences after the promise in which its day may stand
_CONTEXT = 3  # passages before the promise that tell what "it" is

FirstNames = Mapping[tuple[str, Side], DealPerson]
"""People by first name and side."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Promise in a passage, with what is needed to find out whether it was kept."""

    passage: Passage
    span: Span
    evidence: AnyEvidence
    owner: DealPerson
    to: DealPerson | None
    what: str
    said_on: date
    due: date | None
    topics: frozenset[str]  # what is promised; empty for "it"
    context: frozenset[str]  # what was spoken of before

    @property
    def text(self) -> str:
        """Sentence of the promise."""
        return self.passage.text[slice(*self.span)]


@dataclass(frozen=True, slots=True)
class PromiseReader:
    """Reader of the promises of one deal."""

    texts: DealTexts
    passages: Sequence[Passage]
    zone: tzinfo
    first_names: FirstNames
    next_calls: Mapping[int, date]
    _names: frozenset[str] = frozenset()  # of all people, in words
    _no_topics: dict[str | None, frozenset[str]] = field(default_factory=dict)  # by language
    _signs: dict[tuple[int, str | None], PassageSigns] = field(default_factory=dict)  # by passage and language

    def promises(self) -> list[Promise]:
        """List the promises from the oldest; each sentence is at most one promise."""
        found = []
        for passage in self.passages:
            known = commitment_words(passage.language)
            if known is None or passage.side is Side.UNKNOWN:
                continue
            for span in self._heard(passage):
                promise = self._promise(passage, span, known)
                if promise:
                    found.append(promise)
        return found

    def topics(self, text: str, known: CommitmentWords, language: str | None) -> frozenset[str]:
        """Return what a text is about, without names of people and days."""
        return known.topics(words(text), self._without(language))

    def signs(self, passage: Passage, code: str | None) -> PassageSigns:
        """Return the signs in a passage by the words of a language; each passage is read once."""
        found = self._signs.get((passage.number, code))
        if found is None:
            known, day = commitment_words(code), day_of(passage.at, self.zone)
            without = self._without(passage.language)
            found = passage_signs(passage, day, known, without) if known else PassageSigns(None, day)
            self._signs[passage.number, code] = found
        return found

    def _without(self, language: str | None) -> frozenset[str]:
        """Return the words that are no topics in a language: names, days and small words."""
        found = self._no_topics.get(language)
        if found is None:
            spoken = languages.language(language)
            small = spoken.small_words if spoken else frozenset()
            found = self._no_topics[language] = self._names | date_words(language or "") | small
        return found

    def _heard(self, passage: Passage) -> Iterator[Span]:
        """Yield the sentences of a passage that are heard as a promise; the cut last sentence of an email is none."""
        if not isinstance(passage.source, Email):
            acts = self.texts.acts.get(passage.source.call_id, ())
            found = {(act.start, act.end) for act in acts if act.turn == passage.turn and act.kind == COMMITMENT}
        elif passage.language and Part.HEARING in parts_of(passage.language):
            (heard,) = hear_call([VoicedTurn(passage.side.value, (passage.text,))], passage.language)
            found = {(act.start, act.end) for act in heard if act.kind == COMMITMENT}
            if passage.source.is_cut:
                found = {span for span in found if span[1] < len(passage.text.rstrip())}
        else:
            found = set()
        yield from sorted(found)

    def _promise(self, passage: Passage, span: Span, known: CommitmentWords) -> Promise | None:
        sentence = passage.text[slice(*span)]
        what = clause(sentence, known)
        if what is None or known.has(sentence, "during_the_call") or _is_conditional(sentence, known):
            return None
        evidence = passage.evidence(*span) or passage.evidence(span[0], _end_of_next(passage, span))
        if evidence is None:
            return None
        said_on = day_of(passage.at, self.zone)
        return Promise(
            passage=passage,
            span=span,
            evidence=evidence,
            owner=self._owner(sentence, passage, known),
            to=self._addressee(sentence, passage.side),
            what=what,
            said_on=said_on,
            due=_due(passage, span, said_on, self.next_calls.get(passage.number)),
            topics=self.topics(what, known, passage.language),
            context=self._context(passage, span, known),
        )

    def _owner(self, sentence: str, passage: Passage, known: CommitmentWords) -> DealPerson:
        """Return the person of the speaker's side who is named to do it, else the speaker."""
        opening = known.opening.search(fold(sentence))
        begun = sentence[: opening.end()] if opening and not opening["kept"] else sentence
        for (name, side), person in self.first_names.items():
            named = begun if name not in words(sentence[len(begun) :])[:_FEWEST] else sentence
            if side is passage.side and known.names(named, "delegates", name):
                return person
        return DealPerson(passage.speaker, passage.address, passage.side)

    def _addressee(self, sentence: str, side: Side) -> DealPerson | None:
        """Return the person of the other side who is named in the promise, if it is exactly one."""
        spoken = set(words(sentence))
        named = [
            person
            for (name, theirs), person in self.first_names.items()
            if theirs not in (side, Side.UNKNOWN) and name in spoken
        ]
        return named[0] if len(named) == 1 else None

    def _context(self, passage: Passage, span: Span, known: CommitmentWords) -> frozenset[str]:
        """Return what was spoken of directly before a promise in the same call or email."""
        earlier = self.passages[max(passage.number - _CONTEXT, 0) : passage.number]
        before = [each.text for each in earlier if each.source is passage.source]
        said = " ".join([*before, passage.subject, passage.text[: span[1]]])
        return self.topics(said, known, passage.language)


def promise_reader(texts: DealTexts, passages: Sequence[Passage], zone: tzinfo) -> PromiseReader:
    """Return the reader of a deal's promises; `zone` is the calendar of the deployment."""
    names = frozenset(name for person in texts.people for name in words(person.name or ""))
    return PromiseReader(texts, passages, zone, _first_names(texts.people), _next_calls(passages, zone), names)


def clause(sentence: str, known: CommitmentWords) -> str | None:
    """Shorten a promise to its clause; None if no words of promising are in it, or too few follow them.

    >>> clause("Sure, I'll send you the deck tomorrow, so you can share it.", commitment_words("en"))
    'send you the deck tomorrow'
    """
    folded = fold(sentence)
    if len(folded) != len(sentence):
        return None
    for opening in known.opening.finditer(folded):
        start = opening.start() if opening["kept"] else opening.end()
        ends = [mark.start() for mark in known.closing.finditer(folded, start)]
        end = next((end for end in ends if len(words(folded[start:end])) >= _FEWEST), len(sentence))
        what = sentence[start:end].strip(" .,;:!?-–—")
        if len(words(what)) >= _FEWEST:
            return shorten(what, _LONGEST, placeholder=" …")
    return None


def _is_conditional(sentence: str, known: CommitmentWords) -> bool:
    """Return True if a condition stands before the promise: "If we had those, we'd report by Friday"."""
    opening = known.opening.search(fold(sentence))
    return bool(opening) and known.has(sentence[: opening.start()], "conditions")  # type: ignore[union-attr]


def _end_of_next(passage: Passage, span: Span) -> int:
    """Return the end of the sentence after a sentence; a short promise is quoted with it."""
    return next((end for start, end in passage.spans if start >= span[1]), span[1])


def _due(passage: Passage, span: Span, said_on: date, next_call: date | None) -> date | None:
    """Return the day named in the promise, else in a short sentence after it: "I'll send it. By Monday."."""
    code = passage.language or ""
    day = due_day(passage.text[slice(*span)], said_on, code, next_call)
    if day is not None:
        return day
    following = [passage.text[start:end] for start, end in passage.spans if start >= span[1]][:_DAY_AFTER]
    dated = next((sentence for sentence in following if names_only_a_day(sentence, code)), None)
    return due_day(dated, said_on, code, next_call) if dated else None


def _next_calls(passages: Sequence[Passage], zone: tzinfo) -> dict[int, date]:
    """Return the day of the following call by passage."""
    days: dict[int, date] = {}
    following: date | None = None
    for later, earlier in pairwise([None, *reversed(passages)]):
        if later is not None and later.turn is not None and earlier and earlier.source is not later.source:
            following = day_of(later.at, zone)
        if earlier and following:
            days[earlier.number] = following
    return days


def _first_names(people: Sequence[DealPerson]) -> FirstNames:
    """Return people by first name and side; a name that two people share names nobody."""
    found: dict[tuple[str, Side], DealPerson | None] = {}
    for person in people:
        spoken = words(person.name or "")
        if spoken:
            key = (spoken[0], person.side)
            found[key] = None if key in found else person
    return {key: person for key, person in found.items() if person}
